"""Settings say what a front end needs, refuse what it could not give, and speak both languages."""

import dataclasses
from dataclasses import dataclass

import pytest

from helpers.demos.gan_2d.settings import Gan2dSettings
from helpers.demos.monge.settings import MongeSettings
from helpers.demos.settings import (
    Choice,
    Range,
    Settings,
    Text,
    Toggle,
    find_changes,
    kept,
    list_controls,
    same,
    setting,
)
from helpers.demos.xor.settings import XorSettings
from helpers.language import set_language


@dataclass(frozen=True, kw_only=True)
class Some(Settings):
    """One of each kind."""

    rate: float = setting(0.1, Range(0.01, 1, is_log=True), same("η"), is_live=True)
    count: int = setting(3, Range(1, 5, step=1), same("n"))
    kind: str = setting("a", Choice({"a": same("A"), "b": same("B")}), Text(fr="genre", en="kind"))
    only_b: bool = setting(False, Toggle(), same("b?"), needs=("kind", ("b",)))
    drawing: tuple[float, ...] = kept(())


def test_controls_come_in_order_and_the_seed_last() -> None:
    assert [control.name for control in list_controls(Some)] == ["rate", "count", "kind", "only_b", "seed"]


def test_what_matters_depends_on_the_others() -> None:
    only_b = next(control for control in list_controls(Some) if control.name == "only_b")
    assert not only_b.matters(Some())
    assert only_b.matters(Some(kind="b"))


def test_changes_are_found_and_whether_they_are_live() -> None:
    assert find_changes(Some(), Some()) == {}
    assert find_changes(Some(), Some(rate=0.2, count=4, drawing=(1.0,))) == {
        "rate": True,
        "count": False,
        "drawing": True,
    }


@pytest.mark.parametrize(
    ("name", "value", "rule"),
    [
        ("rate", 2.0, r"a number in \[0.01, 1\]; got 2.0"),
        ("rate", float("nan"), "a number"),
        ("rate", "0.1", "a number"),
        ("rate", True, "a number"),
        ("count", 2.5, "a whole number"),
        ("count", 6, r"a whole number in \[1, 5\]"),
        ("kind", "c", "one of 'a', 'b'"),
        ("only_b", 1, "True or False"),
        ("seed", -1, "a whole number"),
    ],
)
def test_values_that_no_control_gives_are_refused(name: str, value: object, rule: str) -> None:
    with pytest.raises(ValueError, match=f"Some: {name} must be {rule}"):
        Some(**{name: value})


@pytest.mark.parametrize("kind", [XorSettings, Gan2dSettings, MongeSettings])
def test_every_setting_of_a_demo_has_words_and_a_default_that_its_control_gives(kind: type[Settings]) -> None:
    for control in list_controls(kind):
        assert control.label.fr and control.label.en
        if isinstance(control.kind, Choice):
            assert all(words.fr and words.en for words in control.kind.options.values())
        if control.needs is not None:
            name, values = control.needs
            options = next(one.kind.options for one in list_controls(kind) if one.name == name)
            assert set(values) <= set(options)
    assert dataclasses.replace(kind()) == kind()


def test_texts_speak_the_language_of_the_process_with_its_typography() -> None:
    text = Text(fr="l'erreur : 3 ?", en="the error: 3?")
    assert str(text) == "the error: 3?"
    set_language("fr")
    assert str(text) == "l’erreur\u00a0: 3\u202f?"
