"""What the names in Moodle's archive of submissions say: whose a file is, and what kind of submission."""

import re
import unicodedata
from dataclasses import dataclass

# "Full name_ID_assignsubmission_file", with "_" at the end up to Moodle 4.0; before that an assignment's group
# may stand, "Group-Full name_ID_…". Group submissions of 4.1 carry the group's number, none for the default group.
# Moodle turns "_" in names into spaces, so that the first "_" ends the name; some schools put a user name before it.
_OWNER = re.compile(
    r"^(?P<name>.*?)(?:_(?P<number>\d+))?_assignsubmission_(?P<plugin>[a-z]+)(?:_(?P<rest>.*))?$", re.DOTALL
)


@dataclass(frozen=True)
class Owner:
    """Who handed a file in, as the archive names it.

    Attributes
    ----------
    name : str
        A person's or a group's name, as Moodle wrote it: without apostrophes and underscores.
    number : str
        The participant's or the group's number; "" for the default group.
    plugin : str
        "file", or "onlinetext" for text typed into Moodle.
    """

    name: str
    number: str
    plugin: str


def read_owner(parts: tuple[str, ...]) -> tuple[Owner, tuple[str, ...]] | None:
    """Return whose a file is, and its own name within the submission; None for a name that is not Moodle's.

    Parameters
    ----------
    parts : tuple of str
        The parts of the file's name in the archive. The owner's may lie below others, where an archive was unpacked
        and packed again.
    """
    for place, part in enumerate(parts):
        found = _OWNER.fullmatch(part)
        if not found:
            continue
        owner = Owner(found["name"], found["number"] or "", found["plugin"])
        below = parts[place + 1 :]
        if below:
            return owner, below
        # Downloaded without folders: the file's own name follows.
        return owner, (found["rest"] or part,)
    return None


def normalise_name(name: str) -> str:
    """Return what is left of a name when what Moodle and file systems change in it is taken away.

    Two names that Moodle wrote in two places are the same person's or group's if these are equal; two different
    names may be equal too, so that it only ever confirms what a number says, or finds a group in a small list.
    """
    letters = unicodedata.normalize("NFKC", name).casefold()
    return "".join(letter for letter in letters if letter.isalnum())
