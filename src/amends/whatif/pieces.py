"""The cases of a period in pieces: where each begins and ends, and the rows that may be concerned."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import sql

from amends.core.bulk import driver_cursor
from amends.whatif.concerns import Concern
from amends.whatif.period import Stretch

PIECE = 2_000
# Few cases are merged: to look for those is half the work of looking at each case.
_OF_PERIOD = sql.SQL(
    "FROM amends_judgement j "
    "WHERE j.shop_id = {shop} AND j.opened_at >= {begins} AND j.opened_at < {ends} AND NOT EXISTS "
    "(SELECT FROM amends_case c WHERE c.id = j.case_id AND c.merged_into_id IS NOT NULL)"
)
_COLUMNS: tuple[tuple[str, sql.SQL], ...] = (
    ("issue_types", sql.SQL("j.issue_type = ANY({})")),
    ("marketplaces", sql.SQL("j.marketplace = ANY({})")),
    ("countries", sql.SQL("coalesce(j.facts->>'country' = ANY({}), true)")),
    ("currencies", sql.SQL("j.facts->'paid'->>'currency' = ANY({})")),
)


@dataclass(frozen=True, slots=True)
class Piece:
    """Some judgements of one shop: after (moment, id), up to another, both of cases in the period."""

    stretch: Stretch
    first: tuple[datetime, int]
    last: tuple[datetime, int]


@dataclass(frozen=True, slots=True)
class Remembered:
    """A judgement as it is kept; facts and verdict are JSON text."""

    case_id: int
    opened_at: datetime
    marketplace: str
    issue_type: str
    facts: str
    verdict: str
    packs: str


def cases_in(stretches: Iterable[Stretch]) -> int:
    """How many cases with a judgement the period has."""
    return sum(int(_rows(sql.SQL("SELECT count(*) {}").format(_where(each)))[0][0]) for each in stretches)


def never_judged(stretch: Stretch) -> list[int]:
    """The ids of the cases of the period of which no judgement is kept."""
    statement = sql.SQL(
        "SELECT c.id FROM amends_case c LEFT JOIN amends_judgement j ON j.case_id = c.id "
        "WHERE c.shop_id = {} AND c.opened_at >= {} AND c.opened_at < {} "
        "AND c.merged_into_id IS NULL AND j.id IS NULL ORDER BY c.id"
    ).format(stretch.shop_id, stretch.begins, stretch.ends)
    return [case_id for (case_id,) in _rows(statement)]


def pieces_of(stretch: Stretch, concerns: Iterable[Concern], size: int = PIECE) -> list[Piece]:
    """The judgements of the period that may be concerned, in pieces of at most `size`."""
    mine = [one for one in concerns if one.shops is None or stretch.shop in one.shops]
    if not mine:
        return []
    statement = sql.SQL(
        "SELECT min(opened_at), min(id) FILTER (WHERE place % {size} = 0), max(opened_at), "
        "max(id) FILTER (WHERE place % {size} = {size} - 1 OR place = total - 1) FROM ("
        "SELECT j.opened_at, j.id, row_number() OVER (ORDER BY j.opened_at, j.id) - 1 AS place, "
        "count(*) OVER () AS total {rows} AND ({concerns})) AS numbered "
        "GROUP BY place / {size} ORDER BY place / {size}"
    ).format(size=size, rows=_where(stretch), concerns=_concerned(mine))
    return [Piece(stretch, (row[0], row[1]), (row[2], row[3])) for row in _rows(statement)]


def rows_of(piece: Piece, concerns: Iterable[Concern]) -> Iterator[Remembered]:
    """The judgements of a piece, the earliest opened first."""
    mine = [one for one in concerns if one.shops is None or piece.stretch.shop in one.shops]
    statement = sql.SQL(
        "SELECT j.case_id, j.opened_at, j.marketplace, j.issue_type, j.facts::text, j.verdict::text, j.packs "
        "{rows} AND (j.opened_at, j.id) >= ({}, {}) AND (j.opened_at, j.id) <= ({}, {}) AND ({concerns}) "
        "ORDER BY j.opened_at, j.id"
    ).format(*piece.first, *piece.last, rows=_where(piece.stretch), concerns=_concerned(mine))
    return (Remembered(*row) for row in _rows(statement))


def _where(stretch: Stretch) -> sql.Composed:
    return _OF_PERIOD.format(shop=stretch.shop_id, begins=stretch.begins, ends=stretch.ends)


def _concerned(concerns: Iterable[Concern]) -> sql.Composed:
    return sql.SQL(" OR ").join(map(_one, dict.fromkeys(map(_place, concerns))))


def _place(concern: Concern) -> tuple[tuple[str, tuple[str, ...]], ...]:
    named = ((name, getattr(concern, name)) for name, _ in _COLUMNS)
    return tuple((name, tuple(sorted(codes))) for name, codes in named if codes is not None)


def _one(place: tuple[tuple[str, tuple[str, ...]], ...]) -> sql.Composed:
    tests = dict(_COLUMNS)
    terms = [tests[name].format(list(codes)) for name, codes in place]
    return sql.SQL("({})").format(sql.SQL(" AND ").join(terms) if terms else sql.SQL("true"))


def _rows(statement: sql.Composed) -> list[tuple[Any, ...]]:
    with driver_cursor() as cursor:
        cursor.execute(statement)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found
