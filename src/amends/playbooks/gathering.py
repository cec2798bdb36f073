"""The facts of a case, gathered from its order, parcels and messages, for the playbooks to judge."""

from decimal import Decimal

from amends.accounts.models import Shop
from amends.cases.models import Case
from amends.core import clock
from amends.core.money import Money, currencies
from amends.inbox.models import MessageAttachment
from amends.orders.models import Order, OrderLine
from amends.parcels.models import Parcel
from amends.playbooks.facts import THREATS, WISHES, CaseFacts

UNDER_WAY = ("handed_over", "in_transit", "out_for_delivery", "exception")


def facts_of(case: Case) -> CaseFacts:
    """What is known of the case now. What is not known stays None."""
    shop, order = case.shop, case.order
    parcels = list(Parcel.objects.filter(links__order=order).order_by("pk")) if order is not None else []
    newest = parcels[-1] if parcels else None
    goods = _goods(order)
    signals = case.signals
    return CaseFacts(
        issue_types=tuple(case.issue_types) or ("other",),
        marketplace=shop.marketplace,
        zone=shop.time_zone,
        as_of=clock.now(),
        country=(order.country if order is not None else "") or shop.country,
        fulfilment=_fulfilment(goods),
        paid=_paid(order, shop, goods),
        first_message_at=case.opened_at,
        shipped_at=(newest.shipped_at if newest else None) or (order.shipped_at if order else None),
        promised_until=order.deliver_until if order else None,
        last_event_at=newest.last_event_at if newest else None,
        delivered_at=newest.delivered_at if newest else None,
        parcel_state=newest.state if newest else None,
        other_parcels=sum(parcel.state in UNDER_WAY for parcel in parcels[:-1]) if parcels else None,
        wishes=frozenset(signals.get("wants", ())) & frozenset(WISHES),
        threats=frozenset(signals.get("threats", ())) & frozenset(THREATS),
        evidence=_evidence(case),
    )


def _goods(order: Order | None) -> list[tuple[str, Decimal | None]]:
    """Of each line: who ships it, and what was paid for it."""
    if order is None:
        return []
    return list(OrderLine.objects.filter(order=order).values_list("fulfilment", "allocated"))


def _fulfilment(goods: list[tuple[str, Decimal | None]]) -> str | None:
    kinds = {fulfilment for fulfilment, _ in goods}
    return kinds.pop() if len(kinds) == 1 else None


def _paid(order: Order | None, shop: Shop, goods: list[tuple[str, Decimal | None]]) -> Money | None:
    if order is None or order.total is None or order.total < 0:
        return None
    currency = order.currency if order.currency in currencies() else shop.currency
    amounts = [amount for _, amount in goods if amount is not None]
    if goods and len(amounts) == len(goods):
        return Money(sum(amounts, Decimal(0)), currency)
    return Money(order.total, currency)


def _evidence(case: Case) -> frozenset[str]:
    pictures = MessageAttachment.objects.filter(
        message__case_messages__case=case, media_type__startswith="image/"
    )
    return frozenset({"photo_goods"}) if pictures.exists() else frozenset()
