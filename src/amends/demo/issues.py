"""What a buyer writes about: which types an order can have, and which one it gets."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache

from amends.core.packs import load_pack
from amends.demo.chance import Chance, Weighted
from amends.demo.journeys import Journey
from amends.demo.products import Product
from amends.demo.shops import DemoShop
from amends.demo.story import Story

_BODY = load_pack("demo/issues").body
CASES: int = _BODY["cases"]
TWO_NEEDS: int = _BODY["two_needs"]
CASES_WHEN_HELD_UP = 80  # of a hundred parcels that something holds up


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue type as the demo deals it out; see the pack for what the numbers mean."""

    type: str
    weight: int
    stages: tuple[str, ...]
    threats: int
    hours: tuple[int, int] = (2, 70)
    needs: str = ""
    shops: tuple[str, ...] = ()
    photos: int = 0
    wants: dict[str, int] = field(default_factory=dict, hash=False)


def _issue(row: dict[str, object]) -> Issue:
    return Issue(**{name: tuple(value) if isinstance(value, list) else value for name, value in row.items()})  # type: ignore[arg-type]


ISSUES = {str(row["type"]): _issue(row) for row in _BODY["issues"]}
_PAIRS: list[list[str]] = _BODY["pairs"]


@dataclass(frozen=True, slots=True)
class Need:
    """What a buyer writes about, at which stage of the order; `also` is a second type or ""."""

    issue: Issue
    stage: str
    also: str = ""

    @property
    def types(self) -> list[str]:
        return [self.issue.type, self.also] if self.also else [self.issue.type]


def stages_of(way: Journey, placed_at: datetime, story: Story) -> list[str]:
    """Where the order is, was, or could have stayed: the stages a message may come from."""
    since_shipped, overdue = story.now - way.shipped_at, story.now - way.due_at
    if since_shipped < timedelta(0):
        return ["paid"] if story.now - placed_at > timedelta(hours=3) else []
    found = ["paid"] if way.shipped_at - placed_at > timedelta(hours=16) else []
    if timedelta(hours=14) < since_shipped:
        found.append("moving")
    if overdue < timedelta(0):
        if timedelta(days=2) < since_shipped < timedelta(days=9) and way.disruption is None:
            found.append("label")
        if way.disruption is not None and way.held_at + timedelta(hours=20) < story.now:
            found.append("stuck")
        return found
    if way.disruption is not None or timedelta(days=1.5) < overdue < timedelta(days=12):
        found.append("stuck")
    if timedelta(days=9) < overdue < timedelta(days=24):
        found += ["lost", "completed"]
    if overdue > timedelta(hours=3):
        found.append("delivered")
    if overdue > timedelta(days=20):
        found.append("old")
    return found


def need_of(
    chance: Chance, shop: DemoShop, product: Product, stages: Sequence[str], way: Journey
) -> Need | None:
    """What the buyer of this order writes about; None for the four of five who write nothing."""
    is_held_up = way.disruption is not None and "stuck" in stages
    if not chance.percent(CASES_WHEN_HELD_UP if is_held_up else CASES):
        return None
    stages = ["stuck"] if is_held_up else stages
    possible = _possible(shop.code, tuple(stages), product.leaks, product.sized)
    if not possible:
        return None
    issue, stage = chance.draw(possible)
    return Need(issue, stage, _second(chance, issue.type))


def need_before_ordering() -> Need:
    """A question of somebody who has no order."""
    return Need(ISSUES["pre_sale"], "none")


def _second(chance: Chance, first: str) -> str:
    if not chance.percent(2 * TWO_NEEDS):
        return ""
    others = [other for pair in _PAIRS if first in pair for other in pair if other != first]
    return chance.pick(others) if others else ""


@cache
def _possible(shop: str, stages: tuple[str, ...], leaks: bool, sized: bool) -> Weighted[tuple[Issue, str]]:
    pairs: list[tuple[tuple[Issue, str], int]] = []
    for issue in ISSUES.values():
        fits = [stage for stage in issue.stages if stage in stages]
        if (
            not fits
            or (issue.needs == "leak" and not leaks)
            or (issue.needs == "sized" and not sized)
            or (issue.shops and shop not in issue.shops)
        ):
            continue
        boost = 2 if issue.type in ("leaking", "size_colour_style") else 1  # few products can have them
        pairs += [
            ((issue, stage), boost * issue.weight * (18 if stage == fits[0] else 6) // (2 + len(fits)))
            for stage in fits
        ]
    return Weighted(pairs)


def written_at(chance: Chance, need: Need, way: Journey, placed_at: datetime, story: Story) -> datetime:
    """When the buyer writes: at that stage, and not after now."""
    last = story.now - timedelta(minutes=chance.between(3, 90))
    share = chance.share()
    if need.stage == "paid":
        return _between(placed_at + timedelta(hours=2), min(way.shipped_at, last), share)
    if need.stage in ("moving", "label"):
        part = 0.6 if need.issue.type == "delayed" else 0.1
        first = way.shipped_at + max((way.due_at - way.shipped_at) * part, timedelta(hours=11))
        return _between(first, min(way.due_at - timedelta(hours=1), last), share)
    if need.stage == "stuck":
        first = way.held_at + timedelta(hours=9)
        late = way.disruption is None  # it stays where it is, and is overdue
        return _between(
            way.due_at + timedelta(hours=12) if late else first,
            last if late else min(way.due_at, last),
            share if late else share**0.4,  # the longer it stays there
        )
    if need.stage in ("lost", "completed"):
        return _between(way.due_at + timedelta(days=5), last, share)
    if need.stage == "old":
        return _between(way.due_at + timedelta(days=16), last, share)
    least, most = need.issue.hours
    first = way.due_at + timedelta(hours=min(least, 2 + least * share / 2))
    return _between(first, min(way.due_at + timedelta(hours=most), last), share)


def _between(first: datetime, last: datetime, share: float) -> datetime:
    if last <= first:
        return last
    return first + (last - first) * share
