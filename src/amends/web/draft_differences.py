"""What a draft says otherwise, told: pack by pack, row by row, and as lines."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from amends.core.errors import AmendsError
from amends.core.pack_sets import PackSet
from amends.publishing.cell_writing import cell_told
from amends.publishing.comparing import DiffLine, PackDifference, differing, line_difference
from amends.publishing.editable_tables import readable
from amends.releases.models import RulebookDraft
from amends.web.draft_words import pack_said
from amends.web.pack_parts import part_said, part_value, written
from amends.web.table_words import name_said
from amends.whatif.rows import ChangedRow, changed_rows

MOST_ROWS = 200


@dataclass(frozen=True, slots=True)
class PartSaid:
    """One part of a row, before and after, as it is written."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class RowSaid:
    """A changed row: where it stands, how it changed, and its parts."""

    row: str
    change: str
    parts: list[PartSaid]


@dataclass(frozen=True, slots=True)
class PackSaid:
    """A changed pack. `rows` None: it cannot be read yet."""

    name: str
    title: str
    change: str
    rows: list[RowSaid] | None
    lines: list[DiffLine]


def said_of(draft: RulebookDraft) -> list[PackSaid]:
    """What the draft says otherwise than what it began from."""
    base = draft.base.files if draft.base is not None else {}
    return said_between(base, draft.files)


def said_between(before: Mapping[str, str], after: Mapping[str, str]) -> list[PackSaid]:
    """What the second set of packs says otherwise than the first."""
    return [_pack(one) for one in differing(before, after)]


def _pack(one: PackDifference) -> PackSaid:
    return PackSaid(
        one.name, pack_said(one.name), one.state, _rows(one), line_difference(one.before, one.after)
    )


def _rows(one: PackDifference) -> list[RowSaid] | None:
    if not one.before or not one.after:
        return []
    if any(readable(text, one.name) is None for text in (one.before, one.after)):
        return None
    before, after = (PackSet({one.name: text.encode()}) for text in (one.before, one.after))
    try:
        found = changed_rows(before, after)
    except AmendsError:
        return None
    return [_row(one, row) for row in found[:MOST_ROWS]]


def _row(one: PackDifference, row: ChangedRow) -> RowSaid:
    return RowSaid(row.row or _("the whole"), row.change, list(_parts(one, row)))


def _parts(one: PackDifference, row: ChangedRow) -> Iterator[PartSaid]:
    bodies: list[Any] = [part_value(text, row.row) for text in (one.before, one.after)]
    for name in row.parts:
        if name == "examples":  # line by line they are told better
            yield PartSaid(part_said(name), "", "")
            continue
        before, after = (body.get(name) if isinstance(body, dict) else None for body in bodies)
        if isinstance(before, dict) and isinstance(after, dict):
            for key in dict.fromkeys((*before, *after)):
                if before.get(key) != after.get(key):
                    yield PartSaid(
                        f"{part_said(name)} · {name_said(key)}",
                        _told(name, before.get(key)),
                        _told(name, after.get(key)),
                    )
        else:
            yield PartSaid(part_said(name), written(before), written(after))


def _told(part: str, value: Any) -> str:
    """A cell as it is written in a grid, anything else as it is written in the pack."""
    if value is None or part != "when":
        return written(value)
    try:
        return cell_told(value)
    except (AttributeError, TypeError, ValueError):
        return written(value)
