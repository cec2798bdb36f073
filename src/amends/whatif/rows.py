"""The rows of packs that a draft adds, takes away or changes, as a person looks for them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from amends.core.pack_sets import PackSet, judging_by
from amends.core.packs import load_pack, pack_names

ADDED, REMOVED, CHANGED, REWORDED = "added", "removed", "changed", "reworded"
WORDS = frozenset(
    {"ask", "consequence", "confidence", "examples", "look", "note", "source", "text", "version"}
)
_KEYS = ("id", "code", "name", "currency", "gives")
Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ChangedRow:
    """One row of a pack. `row` says where: rules/own.answer, resolutions/refund/refused/too_late.

    `change`: added, removed, changed, or reworded (no verdict hangs on it). `parts` are what differs of it.
    """

    pack: str
    row: str
    change: str
    parts: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """As documents have it."""
        return asdict(self) | {"parts": list(self.parts)}


def changed_rows(before: PackSet, after: PackSet) -> list[ChangedRow]:
    """What differs between two rulebooks that load without a fault, pack by pack."""
    found = []
    for name in sorted({*before.files, *after.files}):
        one, other = _body(before, name), _body(after, name)
        if one is None or other is None:
            found.append(ChangedRow(name, "", ADDED if one is None else REMOVED))
        elif one != other:
            found += _rows(name, "", one, other)
    return found


def without_words(part: Any) -> Any:
    """The same without what is only read by people."""
    if isinstance(part, dict):
        return {name: without_words(one) for name, one in part.items() if name not in WORDS}
    return [without_words(one) for one in part] if isinstance(part, list) else part


def _body(packs: PackSet, name: str) -> Body | None:
    with judging_by(packs):
        return load_pack(name).body if name in packs.files or name in pack_names() else None


def _rows(pack: str, place: str, one: Body, other: Body) -> Iterator[ChangedRow]:
    """The rows below that differ, and this one itself where anything else of it does."""
    parts: list[str] = []
    is_judged = False
    for name in sorted({*one, *other}):
        was, now = one.get(name), other.get(name)
        if was == now:
            continue
        before, after = _keyed(was), _keyed(now)
        if before is not None and after is not None and name not in WORDS:
            yield from _listed(pack, f"{place}{name}/", before, after)
            if list(before) != list(after) and {*before} == {*after}:
                parts, is_judged = [*parts, name], True  # their order
        elif isinstance(was, dict) and isinstance(now, dict) and name not in WORDS and not place:
            yield from _rows(pack, f"{name}/", was, now)
        else:
            parts.append(name)
            is_judged = is_judged or without_words({name: was}) != without_words({name: now})
    if parts:
        yield ChangedRow(pack, place.rstrip("/"), CHANGED if is_judged else REWORDED, tuple(parts))


def _listed(
    pack: str, place: str, before: Mapping[str, Body], after: Mapping[str, Body]
) -> Iterator[ChangedRow]:
    for key in dict.fromkeys((*before, *after)):
        if key not in before or key not in after:
            yield ChangedRow(pack, f"{place}{key}", ADDED if key not in before else REMOVED)
        elif before[key] != after[key]:
            yield from _rows(pack, f"{place}{key}/", before[key], after[key])


def _keyed(rows: Any) -> Mapping[str, Body] | None:
    """The rows of a list by what names them; None where they have no such name, each its own."""
    if rows is None:
        return {}
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        return None
    for key in _KEYS:
        names = [_name(row, key) for row in rows]
        if all(names) and len(set(names)) == len(names):
            return dict(zip(names, rows, strict=True))
    return None


def _name(row: Body, key: str) -> str:
    shops: Sequence[str] = row.get("shops", row.get("marketplaces", ()))
    return ".".join((str(row[key]), *map(str, shops))) if key in row else ""
