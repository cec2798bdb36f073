"""How long buyers waited over time, as bars: geometry for the template's SVG, 720 units wide."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from amends.insights.quality.figures import Figures

WIDTH, HEIGHT = 720, 150
LEFT, TOP, FLOOR = 112, 14, 118
LABEL_WIDTH = 92  # that a day needs below its bar
_STEPS = (
    *(timedelta(minutes=minutes) for minutes in (5, 15, 30)),
    *(timedelta(hours=hours) for hours in (1, 2, 4, 6, 12)),
    *(timedelta(days=days) for days in (1, 2, 4, 7, 14, 30, 90, 365)),
)


@dataclass(frozen=True, slots=True)
class Bar:
    """One day or week: `top` is where nine of ten were answered, `middle` where half of them were."""

    x: float
    width: float
    top: float
    middle: float
    at: datetime
    count: int
    median_s: float
    p90_s: float
    label_x: float
    is_labelled: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A line across, and the time it stands for."""

    y: float
    length: timedelta


@dataclass(frozen=True, slots=True)
class Picture:
    """The bars, oldest first, and the lines behind them."""

    bars: list[Bar]
    lines: list[Line]


def picture_of(slots: Sequence[Figures], *, days: int, unit: str, since: datetime) -> Picture | None:
    """A bar for each day or week in which somebody was answered; None where that is fewer than two."""
    told = [each for each in slots if isinstance(each.key, datetime) and each.every.p90_s is not None]
    if len(told) < 2:
        return None
    step = timedelta(days=7 if unit == "week" else 1)
    first = min(since, *(each.key for each in told if isinstance(each.key, datetime)))
    places = max(days * timedelta(days=1) // step + 2, len(told))
    gap = (WIDTH - LEFT) / places
    highest = _above(max(each.every.p90_s or 0 for each in told))
    apart = max(1, -int(-LABEL_WIDTH // gap))
    bars = [_bar(each, n, first, step, gap, highest, apart) for n, each in enumerate(told)]
    lines = [Line(_y(highest.total_seconds() * part, highest), highest * part) for part in (1, 0.5)]
    return Picture(bars, lines)


def _bar(
    each: Figures, n: int, first: datetime, step: timedelta, gap: float, highest: timedelta, apart: int
) -> Bar:
    at, median_s, p90_s = each.key, each.every.median_s or 0.0, each.every.p90_s or 0.0
    assert isinstance(at, datetime)
    x = LEFT + gap * ((at - first) / step)
    width = min(gap * 0.7, 26.0)
    return Bar(
        x=round(x, 1),
        width=round(width, 1),
        top=_y(p90_s, highest),
        middle=_y(median_s, highest),
        at=at,
        count=each.every.count,
        median_s=median_s,
        p90_s=p90_s,
        label_x=round(x + width / 2, 1),
        is_labelled=n % apart == 0,
    )


def _above(seconds: float) -> timedelta:
    """The next round length of time."""
    return next((step for step in _STEPS if step.total_seconds() >= seconds), timedelta(seconds=seconds))


def _y(seconds: float, highest: timedelta) -> float:
    return round(FLOOR - (FLOOR - TOP) * seconds / highest.total_seconds(), 1)
