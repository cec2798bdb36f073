"""For which orders the marketplace's button may be pressed now: nobody is asked while anything is open."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import BooleanField, Exists, OuterRef, Q, When
from django.db.models import Case as Whether

from amends.accounts.models import Shop
from amends.cases.models import Case
from amends.cases.states import AT_WORK
from amends.core import clock
from amends.inbox.contact_rules import REVIEW, Verdict, button_for, days_after_delivery, judge_contact
from amends.inbox.contacts import standings_of
from amends.inbox.models import ReviewRequest
from amends.orders.models import Order
from amends.parcels.models import ParcelOrder
from amends.returns.models import Return
from amends.reviews.models import Feedback

LOOKED_AT = 400
SHOWN = 100
_LONGEST_WAY = timedelta(days=90)  # from placing to delivery


@dataclass(frozen=True, slots=True)
class Proposal:
    """An order whose buyer may be asked now, and when its last parcel was delivered."""

    order: Order
    delivered_at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """How it stands with one order. `hindrance`: open_case, refunded, returning, rated, cancelled, or "".

    `verdict` is that of the contact limits; `said` what a person said of the button.
    """

    hindrance: str
    verdict: Verdict
    said: ReviewRequest | None

    @property
    def is_proposed(self) -> bool:
        return self.said is None and not self.hindrance and self.verdict.is_allowed


def proposals(shops: Collection[Shop]) -> list[Proposal]:
    """The orders of these shops for which it may be pressed, those delivered longest ago first."""
    now = clock.now()
    free = [
        order
        for shop in sorted(shops, key=lambda each: each.pk)
        if button_for(REVIEW, shop.marketplace) is not None
        for order in _free(shop, now)
    ]
    standings = standings_of(free)
    found = [
        Proposal(order, standings[order.pk].happened["delivered"])
        for order in free
        if judge_contact(REVIEW, standings[order.pk], now=now).is_allowed
    ]
    return sorted(found, key=lambda one: (one.delivered_at, one.order.pk))[:SHOWN]


def _free(shop: Shop, now: datetime) -> list[Order]:
    """Orders delivered within the days allowed, with nothing open and nothing said of the button yet."""
    opens, closes = days_after_delivery(REVIEW, shop.marketplace)
    arrived = ParcelOrder.objects.filter(
        order=OuterRef("pk"),
        parcel__delivered_at__gte=now - timedelta(days=closes),
        parcel__delivered_at__lte=now - timedelta(days=opens),
    )
    recent = Order.objects.filter(shop=shop, sorted_at__gte=now - timedelta(days=closes) - _LONGEST_WAY)
    free = recent.filter(Exists(arrived), review_request=None).exclude(_hindered())
    orders = list(free.select_related("buyer").order_by("sorted_at", "pk")[:LOOKED_AT])
    for order in orders:
        order.shop = shop
    return orders


def standing_of_order(order: Order) -> Standing | None:
    """How it stands with this order; None where its marketplace has no such button."""
    if button_for(REVIEW, order.shop.marketplace) is None:
        return None
    asked = Order.objects.filter(pk=order.pk).annotate(
        **{
            f"is_{name}": Whether(When(holds(), then=True), default=False, output_field=BooleanField())
            for name, holds in _HINDRANCES.items()
        }
    )
    (found,) = asked.values(*(f"is_{name}" for name in _HINDRANCES))
    hindrance = next((name for name in _HINDRANCES if found[f"is_{name}"]), "")
    verdict = judge_contact(REVIEW, standings_of([order])[order.pk], now=clock.now())
    said = ReviewRequest.objects.select_related("by").filter(order=order).first()
    return Standing(hindrance, verdict, said)


def _hindered() -> Q:
    every = Q()
    for holds in _HINDRANCES.values():
        every |= holds()
    return every


def _has_open_case() -> Q:
    at_work = Case.objects.filter(order=OuterRef("pk"), state__in=AT_WORK, merged_into=None)
    return Q(Exists(at_work))


def _is_returning() -> Q:
    return Q(Exists(Return.objects.filter(order=OuterRef("pk"))))


def _is_rated() -> Q:
    return Q(Exists(Feedback.objects.filter(order=OuterRef("pk"))))


_HINDRANCES: Mapping[str, Callable[[], Q]] = {
    "cancelled": lambda: Q(state="cancelled"),
    "open_case": _has_open_case,
    "refunded": lambda: Q(refunded__gt=0),
    "returning": _is_returning,
    "rated": _is_rated,
}
