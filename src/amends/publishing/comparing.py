"""What a set of packs says otherwise than another: which packs, and their lines side by side."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from amends.core.errors import AmendsError
from amends.core.pack_sets import SHIPPED, judging_by
from amends.core.packs import pack_bytes

ADDED, CHANGED, DROPPED = "added", "changed", "dropped"
AROUND = 3
MOST_LINES = 6_000


@dataclass(frozen=True, slots=True)
class PackDifference:
    """One pack. `state`: added, changed, or dropped (then the product's own holds, or none)."""

    name: str
    state: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class DiffLine:
    """A line that is kept, out or in, with its numbers; or `skipped`: so many lines are alike."""

    kind: str
    text: str = ""
    before: int = 0
    after: int = 0


def shipped_text(name: str) -> str:
    """The pack of that name that comes with the product; "" where there is none."""
    with judging_by(SHIPPED):
        try:
            return pack_bytes(name).decode()
        except AmendsError:
            return ""


def text_in(files: Mapping[str, str], name: str) -> str:
    """What holds under that name where `files` are laid over the product's packs."""
    return files[name] if name in files else shipped_text(name)


def differing(before: Mapping[str, str], after: Mapping[str, str]) -> list[PackDifference]:
    """The packs that say something else, by name."""
    found = []
    for name in sorted({*before, *after}):
        was, will = text_in(before, name), text_in(after, name)
        if was == will:
            continue
        state = DROPPED if name not in after else CHANGED if was else ADDED
        found.append(PackDifference(name, state, was, will))
    return found


def line_difference(before: str, after: str) -> list[DiffLine]:
    """The lines that differ, each with a few around it; nothing where there are too many to compare."""
    old, new = before.splitlines(), after.splitlines()
    if max(len(old), len(new)) > MOST_LINES:
        return []
    matcher = SequenceMatcher(None, old, new, autojunk=len(old) + len(new) > 1_000)
    return list(_told(matcher, old, new))


def _told(matcher: "SequenceMatcher[str]", old: list[str], new: list[str]) -> Iterator[DiffLine]:
    at = 0
    for group in matcher.get_grouped_opcodes(AROUND):
        begins = group[0][1]
        if begins > at:
            yield DiffLine("skipped", str(begins - at))
        for tag, i1, i2, j1, j2 in group:
            if tag == "equal":
                yield from (DiffLine("kept", old[i1 + n], i1 + n + 1, j1 + n + 1) for n in range(i2 - i1))
                continue
            yield from (DiffLine("out", old[n], before=n + 1) for n in range(i1, i2))
            yield from (DiffLine("in", new[n], after=n + 1) for n in range(j1, j2))
        at = group[-1][2]
    if 0 < at < len(old):
        yield DiffLine("skipped", str(len(old) - at))
