"""Figures reach the notebook as an image with its description, and the drawings show what they are given."""

import base64
import html
import io
import subprocess
import sys

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from PIL import Image

from helpers import plotting
from helpers.plotting.show import Picture


@pytest.fixture
def ax():
    _, axes = plotting.subplots(width=4, height=4)
    axes.set(xlim=(-2, 2), ylim=(-2, 2))
    return axes


def read_image(bundle: dict[str, str]) -> Image.Image:
    data = bundle["text/html"].split("base64,")[1].split('"')[0]
    return Image.open(io.BytesIO(base64.b64decode(data)))


def test_a_picture_holds_a_sharp_image_and_its_description() -> None:
    figure, _ = plotting.subplots(width=3, height=2)
    bundle = Picture(figure, 'a "curve" <below> 1 & above 0')._repr_mimebundle_()
    assert read_image(bundle).size == (600, 400)
    assert 'width="300"' in bundle["text/html"]
    assert "max-width:100%" in bundle["text/html"]
    assert f'alt="{html.escape(bundle["text/plain"])}"' in bundle["text/html"]
    assert bundle["text/plain"] == 'a "curve" <below> 1 & above 0'


def test_a_description_of_several_lines_becomes_one() -> None:
    figure, _ = plotting.subplots(width=1, height=1)
    assert Picture(figure, "one\n   two")._repr_mimebundle_()["text/plain"] == "one two"


def test_show_without_a_notebook_prints_the_description(capsys: pytest.CaptureFixture[str]) -> None:
    figure, _ = plotting.subplots(width=1, height=1)
    plotting.show(figure, alt="A line that rises.")
    assert capsys.readouterr().out == "A line that rises.\n"


@pytest.mark.parametrize("alt", ["", "  \n "])
def test_show_refuses_a_figure_without_description(alt: str) -> None:
    figure, _ = plotting.subplots(width=1, height=1)
    with pytest.raises(ValueError, match="alt must describe the figure"):
        plotting.show(figure, alt=alt)


def test_a_neuron_names_its_inputs_weights_and_answer(ax) -> None:
    plotting.draw_neuron(ax)
    words = {text.get_text() for text in ax.texts}
    assert {"$x_1$", "$w_1$", "$b$", "$\\Sigma$", "$z$", "$f$", "$\\hat y$"} <= words
    ax.figure.canvas.draw()


def test_a_layer_shows_both_passes_and_what_is_kept(ax) -> None:
    plotting.draw_layer_flow(ax, forward="ahead", backward="back", kept="corrections")
    texts = {text.get_text() for text in ax.texts}
    derivatives = {rf"$\partial E/\partial {name}$" for name in "XZYWb"}
    assert {"$X$", "$Z$", "$Y$", "ahead", "back", "corrections"} | derivatives <= texts


def test_figures_leave_nothing_open() -> None:
    """A figure of ours is unknown to pyplot; one of pyplot's is closed once shown."""
    code = (
        "import matplotlib; matplotlib.use('agg')\n"
        "from helpers import plotting\n"
        "ours, _ = plotting.subplots()\n"
        "plotting.show(ours, alt='ours')\n"
        "from matplotlib import pyplot\n"
        "assert not pyplot.get_fignums()\n"
        "theirs = pyplot.figure()\n"
        "kept = pyplot.figure()\n"
        "plotting.show(theirs, alt='theirs')\n"
        "assert pyplot.get_fignums() == [kept.number]\n"
    )
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "ours\ntheirs\n"


def test_subplots_gives_one_axes_or_an_array_of_them() -> None:
    figure, ax = plotting.subplots()
    assert isinstance(figure, Figure)
    assert ax.figure is figure
    _, axes = plotting.subplots(2, 3, sharex=True)
    assert axes.shape == (2, 3)


def test_the_style_takes_effect() -> None:
    import matplotlib

    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        plotting.use_style()
        _, ax = plotting.subplots()
        (line,) = ax.plot([0, 1])
        assert line.get_color() == plotting.OKABE_ITO["blue"]
        assert matplotlib.rcParams["axes.labelsize"] >= 12


def test_neighbouring_colours_differ_in_lightness_too() -> None:
    """The two classes stay apart in a grey print."""
    light = [np.dot(to_rgb(color), [0.2126, 0.7152, 0.0722]) for color in plotting.CLASS_COLORS]
    assert abs(light[0] - light[1]) > 0.2
    assert len(set(plotting.CLASS_MARKERS)) == 2


def test_a_boundary_passes_where_the_neuron_is_zero(ax) -> None:
    plotting.draw_boundary(ax, [3.0, -4.0], 2.5)
    (line,) = ax.lines
    ends = line.get_transform().transform(line.get_path().vertices)
    points = ax.transData.inverted().transform(ends)
    np.testing.assert_allclose(points @ [3.0, -4.0] + 2.5, 0, atol=1e-9)
    assert (ax.get_xlim(), ax.get_ylim()) == ((-2, 2), (-2, 2))


def test_a_vertical_boundary_is_drawn(ax) -> None:
    plotting.draw_boundary(ax, [2.0, 0.0], -1.0)
    (line,) = ax.lines
    points = ax.transData.inverted().transform(line.get_transform().transform(line.get_path().vertices))
    np.testing.assert_allclose(points[:, 0], 0.5)


def test_zero_weights_have_no_boundary(ax) -> None:
    plotting.draw_boundary(ax, [0.0, 0.0], 1.0)
    assert not ax.lines


def test_the_arrow_goes_along_the_weights(ax) -> None:
    plotting.draw_boundary(ax, [3.0, 4.0], -5.0, arrow=0.5)
    (arrow,) = ax.texts
    np.testing.assert_allclose(arrow.xyann, [0.6, 0.8])
    np.testing.assert_allclose(arrow.xy, [0.9, 1.2])


@pytest.mark.parametrize("column", [False, True])
def test_a_decision_map_shows_the_answers_where_they_belong(ax, column: bool) -> None:
    def predict(X: np.ndarray) -> np.ndarray:
        answers = np.where((X[:, 0] > 0) & (X[:, 1] > 1), 1.0, 0.0)
        return answers[:, None] if column else answers

    plotting.decision_map(ax, predict, (-1, 3, -2, 2), n_points=41)
    (image,) = ax.images
    values = image.get_array()
    assert values.shape == (41, 41)
    assert values[-1, -1] == 1 and values[0, -1] == 0 and values[-1, 0] == 0  # rows go upwards with x2
    assert (ax.get_xlim(), ax.get_ylim()) == ((-1, 3), (-2, 2))
    assert len(ax.collections) == 1  # the hatching


def test_a_decision_map_without_positive_answers_has_no_hatching(ax) -> None:
    plotting.decision_map(ax, lambda X: np.zeros(len(X)), (-1, 1, -1, 1), n_points=11)
    assert not ax.collections


def test_classes_have_their_own_marker_and_name(ax) -> None:
    X = np.array([[0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    plotting.scatter_classes(ax, X, [0, 1, 1], names=("no", "yes"))
    zeros, ones = ax.collections
    np.testing.assert_array_equal(zeros.get_offsets(), X[:1])
    np.testing.assert_array_equal(ones.get_offsets(), X[1:])
    assert [item.get_label() for item in ax.collections] == ["no", "yes"]
    assert not np.array_equal(zeros.get_paths()[0].vertices, ones.get_paths()[0].vertices)


def test_quantiles_are_those_of_the_runs(ax) -> None:
    runs = np.arange(11.0)[:, None] * [1.0, 10.0]
    plotting.draw_quantiles(ax, np.array([0.0, 1.0]), runs, label="runs")
    np.testing.assert_allclose(ax.lines[0].get_ydata(), [5.0, 50.0])
    (band,) = ax.collections
    heights = band.get_paths()[0].vertices[:, 1]
    assert (heights.min(), heights.max()) == (1.0, 90.0)
