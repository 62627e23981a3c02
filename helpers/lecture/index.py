"""The index of a lecture: what Voilà's page of files shows in its place, in the language of the lecture."""

import base64
import html
import json
from collections.abc import Mapping
from pathlib import Path

from helpers.demos import DEMOS
from helpers.language import language, text

# A folder of Jupyter data with parts of our template that are made for each lecture: Voilà finds it by $JUPYTER_PATH.
TEMPLATE = Path("voila", "templates", "atelier")


def write_index(folder: Path, pictures: Mapping[str, Path]) -> None:
    """Write the parts of the template that depend on language and demos into a folder of Jupyter data.

    Parameters
    ----------
    folder : Path
        Has the subfolder `TEMPLATE`.
    pictures : mapping of str to Path
        PNG files by the names of the demos, in the order of the lecture.
    """
    place = folder / TEMPLATE
    cards = "\n".join(_make_card(name, picture) for name, picture in pictures.items())
    parts = {
        "words.html": f"{{% set words = {json.dumps(_say(), ensure_ascii=True)} %}}",
        "cards.html": f"{{% raw %}}{cards}{{% endraw %}}",
        "order.html": ", ".join(map(json.dumps, pictures)),
    }
    for name, content in parts.items():
        (place / name).write_text(content, encoding="utf-8")


def _make_card(name: str, picture: Path) -> str:
    demo = DEMOS[name]
    data = base64.b64encode(picture.read_bytes()).decode("ascii")
    title, look = html.escape(str(demo.title)), html.escape(str(demo.look))
    return (
        f'<li><a href="/voila/render/{name}.ipynb"><img alt="" src="data:image/png;base64,{data}">'
        f"<h2>{title}</h2><p>{look}</p></a></li>"
    )


def _say() -> dict[str, object]:
    keys = [
        (text(fr="espace", en="space"), text(fr="lancer, arrêter", en="play, stop")),
        ("s", text(fr="un pas", en="one step")),
        ("r", text(fr="recommencer", en="reset")),
        ("1 … 9", text(fr="exemples", en="examples")),
        ("n, p", text(fr="démo suivante, précédente", en="next, previous demo")),
        ("i", text(fr="cette page", en="this page")),
        ("f", text(fr="plein écran (F11 reste d’une page à l’autre)", en="full screen (F11 stays from page to page)")),
    ]
    return {"lang": language(), "title": text(fr="Atelier : les démos", en="Atelier: the demos"), "keys": keys,
            "keys_title": text(fr="Touches", en="Keys")}  # fmt: skip
