"""Geometry of the drawn pictures: numbers for the templates' SVG, 360 units wide, and nothing else."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

WIDTH = 360
EDGE = 10
MOST_STOPS = 4
LABEL_WIDTH = 15  # in Latin letters


@dataclass(frozen=True, slots=True)
class Stop:
    """One circle of a route: where it is drawn, its label and since when the parcel was there."""

    x: float
    anchor: str  # start, middle, end
    label: str
    name: str
    at: datetime
    last: bool


@dataclass(frozen=True, slots=True)
class Route:
    """The places a parcel passed, at most four drawn; `skipped` were left out between."""

    stops: list[Stop]
    skipped: int


def route(passed: Sequence[tuple[str, datetime]]) -> Route | None:
    """The route through (place, time), oldest first; None where fewer than two places are known."""
    places: list[tuple[str, datetime]] = []
    for place, at in passed:
        if place and (not places or places[-1][0] != place):
            places.append((place, at))
    if len(places) < 2:
        return None
    drawn = places if len(places) <= MOST_STOPS else [places[0], places[len(places) // 2], *places[-2:]]
    gap = (WIDTH - 2 * EDGE) / (len(drawn) - 1)
    stops = [
        Stop(
            x=round(EDGE + index * gap, 1),
            anchor="start" if index == 0 else "end" if index == len(drawn) - 1 else "middle",
            label=shortened(place, LABEL_WIDTH if len(drawn) > 2 else 2 * LABEL_WIDTH),
            name=place,
            at=at,
            last=index == len(drawn) - 1,
        )
        for index, (place, at) in enumerate(drawn)
    ]
    return Route(stops, len(places) - len(drawn))


def shortened(text: str, width: int) -> str:
    """Cut to `width` Latin letters; a Chinese one counts double."""
    used = 0
    kept: list[str] = []
    for sign in text:
        used += 2 if unicodedata.east_asian_width(sign) in "WF" else 1
        if used > width:
            return "".join(kept).rstrip() + "…"
        kept.append(sign)
    return text


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of the time line, in a tone: calm, late, soon, plain."""

    x: float
    width: float
    tone: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """An order's time from its placing to its end: spans passed, the promised window, and marks."""

    spans: list[Span]
    promised: Span | None
    dots: list[float]
    ship_by: float | None
    now: float | None


def timeline(
    *,
    placed_at: datetime | None,
    shipped_at: datetime | None,
    ended_at: datetime | None,
    ship_by: datetime | None,
    promised: tuple[datetime | None, datetime | None],
    now: datetime,
) -> Timeline | None:
    """Draw what is known, to scale; None where there is nothing but one moment."""
    known = [at for at in (placed_at, shipped_at, ended_at, ship_by, *promised) if at is not None]
    if placed_at is None or len(known) < 2:
        return None
    first, last = min(known), max(known)
    running = ended_at is None and first <= now
    if running and now <= last + (last - first):
        last = max(last, now)
    whole = (last - first).total_seconds() or 1.0

    def x_of(at: datetime) -> float:
        return round(EDGE + (WIDTH - 2 * EDGE) * (at - first).total_seconds() / whole, 1)

    def span(start: datetime, end: datetime, tone: str) -> Span:
        return Span(x_of(start), max(2.0, round(x_of(end) - x_of(start), 1)), tone)

    until = shipped_at or ended_at or (now if running and now <= last else None)
    spans = []
    if until is not None and until >= placed_at:
        spans.append(span(placed_at, until, "late" if ship_by is not None and until > ship_by else "calm"))
    reached = ended_at or (now if running and now <= last else None)
    if shipped_at is not None and reached is not None and reached >= shipped_at:
        due = promised[1] or promised[0]
        spans.append(span(shipped_at, reached, "late" if due is not None and reached > due else "calm"))
    since, due = promised
    return Timeline(
        spans=spans,
        promised=span(since or due, due or since, "plain") if since and due else None,
        dots=[x_of(at) for at in (placed_at, shipped_at, ended_at) if at is not None],
        ship_by=x_of(ship_by) if ship_by is not None else None,
        now=x_of(now) if running and now <= last else None,
    )
