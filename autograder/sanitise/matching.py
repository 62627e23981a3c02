"""Which submitted cell is which cell of the chapter: by what it says, else by its content, else by its place."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from autograder.flags import Flag
from autograder.sanitise.outline import (
    GRADED_KINDS,
    LOCKED_KINDS,
    NOT_RUN_KINDS,
    Outline,
    assigned_names,
    count_words,
    defined_names,
    is_unanswered,
    likeness,
    plain,
)
from autograder.sanitise.places import find_gap
from autograder.sanitise.reading import Part

SAME = 0.85  # a given cell with a few words changed
ALIKE = 0.5  # a stub whose body and name a student replaced
MIN_WORDS = 6  # fewer prove nothing
# Ids of given cells, in whatever version of the chapter.
GIVEN_IDS = tuple(f"{kind}-" for kind in ("prose", "setup", *NOT_RUN_KINDS))


@dataclass(frozen=True)
class Matching:
    """What became of each part.

    Attributes
    ----------
    roles : dict
        For parts that count: the graded cell whose place they take. No part and no cell is there twice.
    dropped : frozenset of int
        Parts that are left out: worse duplicates, copies of given code, what is not run.
    known : bool
        Something other than prose was recognised as this chapter's.
    """

    roles: dict[int, str]
    dropped: frozenset[int]
    flags: tuple[Flag, ...]
    known: bool


def match_parts(parts: Sequence[Part], outline: Outline, *, left_out: Collection[str] = NOT_RUN_KINDS) -> Matching:
    """Find the chapter's cells among the submitted ones, the surest signs first; drop those of the kinds `left_out`."""
    matcher = _Matcher(parts, outline, left_out)
    matcher.match_claims()
    matcher.match_given()
    matcher.match_similar_given()
    matcher.match_names()
    matcher.match_stubs()
    matcher.match_wrong_types()
    known = any(outline.kinds[cell_id] != "prose" for cell_id in matcher.identity.values())
    matcher.match_places()
    roles = {index: cell_id for cell_id, index in matcher.taken.items()}
    return Matching(roles, frozenset(matcher.dropped), tuple(dict.fromkeys(matcher.flags)), known)


class _Matcher:
    """The state of one matching: each step takes what the steps before it left."""

    def __init__(self, parts: Sequence[Part], outline: Outline, left_out: Collection[str]) -> None:
        self.parts, self.outline, self.left_out = parts, outline, left_out
        self.texts = [plain(part.source) for part in parts]
        codes = [part.source if part.cell_type == "code" else "" for part in parts]
        self.defined = [defined_names(code) for code in codes]
        self.assigned = [assigned_names(code) for code in codes]
        self.identity: dict[int, str] = {}
        self.taken: dict[str, int] = {}
        self.dropped: set[int] = set()
        self.wrong_type: dict[str, list[int]] = {}
        self.flags: list[Flag] = []

    # ------------------------------------------------------------------------------------------- helpers

    def take(self, cell_id: str, index: int) -> None:
        self.taken[cell_id] = index
        self.identity[index] = cell_id

    def free(self, cell_type: str) -> list[int]:
        """Return the parts of a type that nothing is known about, in the document's order."""
        return [
            index
            for index, part in enumerate(self.parts)
            if part.cell_type == cell_type and index not in self.identity and index not in self.dropped
        ]

    def is_untouched(self, cell_id: str, index: int) -> bool:
        if self.outline.kinds[cell_id] == "answer":
            return is_unanswered(self.parts[index].source) and not self.parts[index].attachments
        return self.texts[index] == self.outline.stubs.get(cell_id)

    def rematch(self, cell_id: str, candidates: Sequence[int], choice: int | None = None) -> None:
        """Take a candidate, by default the last, for an answer that does not name itself."""
        if cell_id in self.taken:
            self.dropped.add(self.taken[cell_id])  # an untouched stub: it would hide the answer
        self.take(cell_id, candidates[-1] if choice is None else choice)
        self.flags.append(Flag("rematched", cell_id))
        if len(candidates) > 1:
            self.flags.append(Flag("ambiguous", cell_id))

    # --------------------------------------------------------------------------------------------- steps

    def match_claims(self) -> None:
        """Believe the ids, as far as the types agree."""
        kinds, claimants = self.outline.kinds, {}
        for index, part in enumerate(self.parts):
            cell_id = next((one for one in part.ids if one in kinds), "")
            if kinds.get(cell_id) in GRADED_KINDS:
                claimants.setdefault(cell_id, []).append(index)
            elif kinds.get(cell_id) in self.left_out or part.tags.intersection(self.left_out):
                self.dropped.add(index)
                self.identity |= {index: cell_id} if cell_id else {}
            elif cell_id:
                self.identity[index] = cell_id
        for cell_id, indices in claimants.items():
            right = [index for index in indices if self.parts[index].cell_type == self.outline.types[cell_id]]
            self.wrong_type[cell_id] = [index for index in indices if index not in right]
            if right:
                self.take(cell_id, self.choose(cell_id, right))
            if len(indices) > 1:
                self.flags.append(Flag("duplicate", cell_id))

    def choose(self, cell_id: str, indices: list[int]) -> int:
        """Return the one executed last, else the last; drop those that it replaces.

        An untouched stub never wins, nor does the rest of a split cell over the part that defines the function;
        such a rest stays, as a cell of the student's own.
        """
        names = self.outline.names.get(cell_id, frozenset())
        answers = [index for index in indices if not self.is_untouched(cell_id, index)] or indices
        whole = [index for index in answers if names & self.defined[index]] or answers
        best = max(whole, key=lambda index: (self.parts[index].executed, index))
        for index in indices:
            rest = index in answers and index not in whole
            # Of a question, a human reads all that was written.
            text = (
                self.outline.kinds[cell_id] == "answer" and index in answers and self.texts[index] != self.texts[best]
            )
            if index != best and not rest and not text:
                self.dropped.add(index)
        return best

    def match_given(self) -> None:
        """Recognise given cells without an id by their text; the code among them is put back, not run as theirs."""
        present = set(self.identity.values())
        for index in [*self.free("code"), *self.free("markdown")]:
            cell_type = self.parts[index].cell_type
            ids = [one for one in self.outline.given.get(self.texts[index], ()) if self.outline.types[one] == cell_type]
            if ids:
                self.know_given(next((one for one in ids if one not in present), ids[0]), index)
                present.add(self.identity[index])

    def know_given(self, cell_id: str, index: int) -> None:
        kind = self.outline.kinds[cell_id]
        if kind in LOCKED_KINDS and cell_id not in self.taken:
            self.take(cell_id, index)
            return
        self.identity[index] = cell_id
        if kind in LOCKED_KINDS or kind in self.left_out:
            self.dropped.add(index)

    def match_similar_given(self) -> None:
        """Recognise given cells without an id in which a few words were changed."""
        present = set(self.identity.values())
        samples = {
            cell_id: sample
            for cell_id, sample in self.outline.samples.items()
            if cell_id not in present and sample[0].total() >= MIN_WORDS
        }
        answers = frozenset[str]().union(*self.outline.names.values())
        for index in [*self.free("code"), *self.free("markdown")] if samples else []:
            if answers & self.defined[index]:
                continue
            words = count_words(self.texts[index])
            score, cell_id = self.most_like(words, samples, self.parts[index].cell_type)
            if score >= SAME:
                self.know_given(cell_id, index)
                del samples[cell_id]

    def most_like(
        self, words: Counter[str], samples: dict[str, tuple[Counter[str], ...]], cell_type: str
    ) -> tuple[float, str]:
        total = words.total()
        scores = [
            (likeness(words, sample), cell_id)
            for cell_id, both in samples.items()
            for sample in both
            # Otherwise they cannot be alike enough, whatever the words.
            if self.outline.types[cell_id] == cell_type and sample.total() < 4 * total < 16 * sample.total()
        ]
        return max(scores, default=(0.0, ""))

    def match_names(self) -> None:
        """Recognise an answer without an id by what it defines; one beside an untouched stub counts, too."""
        for cell_id, names in self.outline.names.items():
            current = self.taken.get(cell_id)
            free = self.free("code")
            stubs = [index for index in free if self.is_untouched(cell_id, index)]
            if current is None or self.is_untouched(cell_id, current):
                others = [index for index in free if index not in stubs]
                found = [index for index in others if names & self.defined[index]]
                found = found or [index for index in others if names & self.assigned[index]]
                if found or (stubs and current is None):
                    self.rematch(cell_id, found or stubs[-1:])
            if cell_id in self.taken:  # a copy of the stub would hide the answer
                self.dropped.update(index for index in stubs if index not in self.identity)

    def match_stubs(self) -> None:
        """Recognise an answer whose function was renamed by what it kept of the stub, the docstring most of all."""
        stubs = {cell_id: (count_words(stub),) for cell_id, stub in self.outline.stubs.items()}
        alike: dict[str, list[tuple[float, int]]] = {}
        for index in self.free("code") if stubs.keys() - self.taken.keys() else []:
            score, cell_id = self.most_like(count_words(self.texts[index]), stubs, "code")
            if score >= ALIKE and cell_id not in self.taken and stubs[cell_id][0].total() >= MIN_WORDS:
                alike.setdefault(cell_id, []).append((score, index))
        for cell_id, found in alike.items():
            self.rematch(cell_id, [index for _, index in sorted(found)])

    def match_wrong_types(self) -> None:
        """Take a cell that names itself but has the wrong type where nothing better was found."""
        for cell_id, indices in self.wrong_type.items():
            left = [index for index in indices if index not in self.identity and index not in self.dropped]
            if left:
                self.flags.append(Flag("type_changed", cell_id))
                if cell_id not in self.taken:
                    self.take(cell_id, left[-1])

    def match_places(self) -> None:
        """Recognise an answer that stands where the chapter has it, between neighbours that are known."""
        waiting = [one for one in self.outline.order if self.outline.kinds[one] in ("solution", "answer")]
        waiting = [one for one in waiting if one not in self.taken or self.is_bare_question(one)]
        for number, cell_id in enumerate(waiting):
            gap = self.find_gap(cell_id)
            found = [index for index in gap if self.may_answer(cell_id, index)]
            if self.outline.kinds[cell_id] == "answer":
                found = [index for index in found if not self.is_untouched(cell_id, index)] or found
                if cell_id in self.taken:
                    found = [index for index in found if not self.is_untouched(cell_id, index)]
            if found:
                rivals = [
                    one
                    for one in waiting[number + 1 :]
                    if self.outline.types[one] == self.outline.types[cell_id] and self.find_gap(one) == gap
                ]
                self.rematch(cell_id, found, found[max(0, len(found) - 1 - len(rivals))])

    def is_bare_question(self, cell_id: str) -> bool:
        return self.outline.kinds[cell_id] == "answer" and self.is_untouched(cell_id, self.taken[cell_id])

    def may_answer(self, cell_id: str, index: int) -> bool:
        part = self.parts[index]
        if part.cell_type != self.outline.types[cell_id] or not part.source.strip():
            return False
        if any(one.startswith(GIVEN_IDS) for one in part.ids):  # given by another version of the chapter
            return False
        names = self.defined[index]
        if self.outline.kinds[cell_id] == "answer":
            return True
        return bool(names) and not any(names & others for others in self.outline.names.values())

    def find_gap(self, cell_id: str) -> list[int]:
        settled = self.identity.keys() | self.dropped
        place = {one: index for index, one in reversed(self.identity.items())} | self.taken
        return find_gap(cell_id, self.outline.order, place, settled, len(self.parts))
