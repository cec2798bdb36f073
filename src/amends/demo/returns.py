"""What buyers send back or get back, and how they rate, where the platform reports it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from amends.demo.chance import Chance
from amends.demo.order import DemoLine, DemoOrder
from amends.demo.story import Story
from amends.demo.words import around

_SENT_BACK = {"no_reason_return": 80, "return_request": 75, "late_return": 20, "size_colour_style": 35,
              "not_as_described": 40, "wrong_item": 30, "defective": 35, "exchange_request": 40}  # fmt: skip
_MONEY_BACK = {"damaged": 35, "leaking": 40, "missing_item": 18, "lost": 60, "compensation_request": 30,
               "cancel_order": 70, "not_shipped": 15, "completed_not_received": 40}  # fmt: skip
_QUIET = 1.5  # of a hundred orders: back without a word
_RATED = 7
_RATED_AFTER_TROUBLE = 24


@dataclass(slots=True)
class DemoReturn:
    """One request. `kind` is return, refund_only or exchange; amounts in the smallest unit."""

    kind: str
    issue: str
    line: DemoLine
    quantity: int
    requested_at: datetime
    amount: int
    comment: str
    done_at: datetime | None


@dataclass(slots=True)
class DemoRating:
    given_at: datetime
    rating: int
    comment: str


def return_of(order: DemoOrder, story: Story, said: str) -> DemoReturn | None:
    """The order's return, if it has one. `said`: what the buyer wrote first."""
    chance = order.chance(story, "return")
    issue, at = _reason(order, story, chance)
    if at is None or order.paid_at is None or at > story.now:
        return None
    sent_back = issue in _SENT_BACK or issue == "quiet"
    kind = "exchange" if issue == "exchange_request" else "return" if sent_back else "refund_only"
    line = order.lines[0]
    part = line.quantity if sent_back or issue in ("lost", "cancel_order") else 1
    amount = line.goods * part // line.quantity - line.discount * part // line.quantity
    days = chance.between(4, 13) if sent_back else chance.between(0, 3)
    done_at = at + timedelta(days=days, hours=chance.below(20))
    return DemoReturn(
        kind, issue, line, part, at, amount, said[:120], done_at if done_at < story.now else None
    )


def _reason(order: DemoOrder, story: Story, chance: Chance) -> tuple[str, datetime | None]:
    if order.need is None or order.writes_at is None:
        delivered_at = order.parcel.delivered_at if order.parcel else None
        quiet = delivered_at is not None and chance.percent(_QUIET)
        return "quiet", delivered_at + timedelta(
            hours=chance.between(4, 150)
        ) if quiet and delivered_at else None
    issue = order.need.issue.type
    if chance.percent(_SENT_BACK.get(issue, 0) or _MONEY_BACK.get(issue, 0)):
        return issue, order.writes_at + timedelta(hours=chance.between(1, 40))
    return issue, None


def rating_of(order: DemoOrder, story: Story) -> DemoRating | None:
    """The buyer's rating of the seller, if they left one."""
    chance = order.chance(story, "rating")
    delivered_at = order.parcel.delivered_at if order.parcel else None
    if delivered_at is None:
        return None
    trouble = order.need is not None and order.need.issue.type not in ("thanks", "how_to_use", "invoice")
    if not chance.percent(_RATED_AFTER_TROUBLE if trouble else _RATED):
        return None
    at = delivered_at + timedelta(days=chance.between(1, 12))
    if at > story.now - timedelta(hours=20):
        return None
    bad = chance.percent(78 if trouble else 6)
    comments = around(order.buyer.language)["feedback"]["bad" if bad else "good"]
    return DemoRating(at, chance.between(1, 2) if bad else chance.between(4, 5), chance.pick(comments))
