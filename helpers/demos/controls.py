"""The frame that all demos share: buttons, presets, settings and messages around the scenes of a session."""

import base64
import dataclasses
import os
import time
import weakref
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import ipywidgets as widgets

from helpers.demos.look import scale_with_type
from helpers.demos.numbers import name_number
from helpers.demos.scene import Scene
from helpers.demos.session import Session
from helpers.demos.settings import Choice, Control, Preset, Range, Text, Toggle, list_controls
from helpers.demos.slider import Slider, list_values
from helpers.language import prose

SPEEDS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, None)
PLAY = Text(fr="Lancer", en="Play")
STOP = Text(fr="Arrêter", en="Stop")
STATES = {
    "running": Text(fr="En marche.", en="Running."),
    "stopped": Text(fr="À l'arrêt.", en="Stopped."),
    "failed": Text(fr="Arrêté par une erreur.", en="Stopped by an error."),
}
KEYS = (" ", "s", "r", *"123456789")
SECONDS_BETWEEN_CURVES = 0.2
WIDE = {"style": {"description_width": scale_with_type(150)}, "layout": {"width": "auto"}}


class Panel(widgets.VBox):
    """A demo on a page: what its session does, and all that can be done to it.

    Parameters
    ----------
    session : Session
        With the settings of the first preset; they become controls.
    presets : mapping of str to Preset
        What the menu offers.
    scenes : sequence of Scene
        The first one takes the keys, and is the picture where no JavaScript runs.
    actions : mapping of str to Text
        Parts of a step that have buttons of their own.
    switches : mapping of str to Switch
        What the pictures show or not.
    formula : str
        HTML; formulas as MathML, which browsers draw themselves.
    """

    def __init__(
        self,
        session: Session,
        *,
        presets: Mapping[str, Preset],
        scenes: Sequence[Scene],
        actions: Mapping[str, Text] | None = None,
        switches: Mapping[str, "Switch"] | None = None,
        formula: str = "",
    ) -> None:
        self.session, self.presets, self.scenes = session, presets, scenes
        self._is_filling = False
        self.play = _make_button(PLAY, "play", self._toggle, style="primary")
        self.step = _make_button(Text(fr="Un pas", en="Step"), "step-forward", session.step)
        self.actions = [
            _make_button(label, "", lambda name=name: session.step(name)) for name, label in (actions or {}).items()
        ]
        self.reset = _make_button(Text(fr="Recommencer", en="Reset"), "refresh", session.reset)
        self.preset = widgets.Dropdown(
            options=[(str(preset.name), name) for name, preset in presets.items()],
            description=prose(fr="exemple", en="example"),
            layout={"width": "auto", "min_width": f"min(100%, {scale_with_type(280)})"},
        )
        self.speed = Slider(
            SPEEDS,
            [_name_speed(speed) for speed in SPEEDS],
            description=prose(fr="pas par seconde", en="steps a second"),
        )
        self.look = widgets.HTML()
        self.error = widgets.HTML(layout={"display": "none"})
        self.settings = {control.name: _make_control(control) for control in list_controls(type(session.settings))}
        self.switches = list((switches or {}).values())
        self._connect()
        row = {"flex_flow": "row wrap", "align_items": "center", "margin": "0 0 6px"}
        buttons = widgets.HBox([self.play, self.step, *self.actions, self.reset, self.preset], layout=row)
        scenes[0].layout = {"flex": "4 1 300px", "max_width": scenes[0].options["width"]}
        others = widgets.VBox(scenes[1:], layout={"flex": "2 1 260px", "max_width": scale_with_type(360)})
        sliders = widgets.VBox(
            [*self.switches, self.speed, *self.settings.values()],
            layout={"flex": "2 1 300px", "max_width": scale_with_type(420)},
        )
        body = widgets.HBox([scenes[0], others, sliders], layout={"flex_flow": "row wrap", "grid_gap": "16px"})
        super().__init__([self.look, buttons, self.error, body, widgets.HTML(formula)])
        self.add_class("atelier-demo")
        self._show_preset(next(iter(presets)))

    def choose(self, name: str) -> None:
        """Begin anew with a preset."""
        settings = self.presets[name].settings
        self.session.reset(**{field.name: getattr(settings, field.name) for field in dataclasses.fields(settings)})
        self._show_preset(name)

    def _show_preset(self, name: str) -> None:
        """Take over a preset's speed and words; the session has its settings."""
        preset = self.presets[name]
        self.session.speed = preset.speed
        self.look.value = f"<p class='atelier-look'>{preset.look}</p>"
        self._fill(name, preset.speed)

    def change(self, **changes: Any) -> None:
        """Change settings as if it had been done by their controls."""
        self.session.change(**changes)
        self._fill(self.preset.value, self.speed.value)

    def _connect(self) -> None:
        self.preset.observe(lambda change: self._is_filling or self.choose(change.new), "value")
        self.speed.on_value(lambda speed: self._is_filling or setattr(self.session, "speed", speed))
        for name, widget in self.settings.items():
            if isinstance(widget, Slider):
                widget.on_value(lambda value, name=name: self._change(name, value))
            else:
                widget.observe(lambda change, name=name: self._change(name, change.new), "value")
        for switch in self.switches:
            # To do nothing to the model draws it again.
            switch.observe(lambda _: self.session.edit(lambda _: None), "value")
        self.session.on_state(self._show_state)
        main = self.scenes[0]
        main.on_key(self._obey_key)
        main.on_visibility(lambda is_visible: self.session.resume() if is_visible else self.session.pause())

    def _change(self, name: str, value: Any) -> None:
        if self._is_filling:
            return
        self.session.change(**{name: value})
        self._hide_what_does_not_matter()

    def _fill(self, preset: str, speed: float | None) -> None:
        """Make the controls say what the session has, without acting as if someone had moved them."""
        self._is_filling = True
        try:
            self.preset.value = preset
            self.speed.value = speed
            for name, widget in self.settings.items():
                widget.value = getattr(self.session.settings, name)
        finally:
            self._is_filling = False
        self._hide_what_does_not_matter()

    def _hide_what_does_not_matter(self) -> None:
        for control in list_controls(type(self.session.settings)):
            matters = control.matters(self.session.settings)
            self.settings[control.name].layout.display = None if matters else "none"

    def _toggle(self) -> None:
        (self.session.stop if self.session.state == "running" else self.session.start)()

    def _obey_key(self, key: str) -> None:
        if key.isdigit():
            names = list(self.presets)[: int(key)]
            if len(names) == int(key):
                self.choose(names[-1])
        else:
            {" ": self._toggle, "s": self.session.step, "r": self.session.reset}[key]()

    def _show_state(self) -> None:
        """Say what the session does; called from any thread."""
        state = self.session.state
        is_running = state == "running"
        self.play.description, self.play.icon = (str(STOP), "stop") if is_running else (str(PLAY), "play")
        self.error.value = (
            f"<p role='alert' class='atelier-error'>{_escape(self.session.error)}</p>" if self.session.error else ""
        )
        self.error.layout.display = None if self.session.error else "none"
        for scene in self.scenes:
            scene.show_state(state)
        self.scenes[0].say(str(STATES[state]))

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        data = dict(super()._repr_mimebundle_(**kwargs))
        main = self.scenes[0]
        data["text/plain"] = main.options["description"]
        # A page of Voilà has JavaScript, or it has nothing: the picture would only make it start later.
        if "VOILA_BASE_URL" not in os.environ:
            data["image/png"] = base64.b64encode(main.draw_png()).decode("ascii")
        return data


class Switch(widgets.Checkbox):
    """Shows a part of the pictures, or hides it."""

    def __init__(self, label: Text, *, value: bool = True) -> None:
        super().__init__(value=value, indent=False, description=str(label), **WIDE)


class Seldom:
    """Says when pictures that need not move at every frame are due: some times a second, and when all is at rest."""

    def __init__(self, session: Session) -> None:
        self._session = weakref.ref(session)
        self._last = 0.0

    def __call__(self) -> bool:
        session, now = self._session(), time.monotonic()
        if session is not None and session.state == "running" and now - self._last < SECONDS_BETWEEN_CURVES:
            return False
        self._last = now
        return True


def _make_button(label: Text, icon: str, act: Callable[[], object], *, style: str = "") -> widgets.Button:
    button = widgets.Button(description=str(label), icon=icon, button_style=style, layout={"width": "auto"})
    button.on_click(lambda _: act())
    return button


def _make_control(control: Control) -> widgets.Widget:
    words = {"description": str(control.label), "tooltip": str(control.hint)}
    match control.kind:
        case Choice(options):
            return widgets.Dropdown(options=[(str(label), name) for name, label in options.items()], **words, **WIDE)
        case Toggle():
            return widgets.Checkbox(indent=False, **words, **WIDE)
        case Range(low, high, step) if control.name == "seed":
            return widgets.BoundedIntText(min=low, max=high, step=step, **words, **WIDE)
        case Range():
            values = list_values(control.kind)
            return Slider(values, [name_number(value) for value in values], is_live=control.is_live, **words)


def _name_speed(speed: float | None) -> str:
    return "max" if speed is None else f"{speed}"


def _escape(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
