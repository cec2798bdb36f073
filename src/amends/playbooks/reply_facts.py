"""What a text to the buyer of a case may speak of: its numbers, names, amounts and days."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal

from amends.cases.models import Case, Clock
from amends.compliance.findings import CaseFacts
from amends.core.clock import civil_day
from amends.orders.models import OrderLine, Payment
from amends.parcels.models import Parcel
from amends.playbooks.assessment import Assessment
from amends.returns.models import Return

Amounts = Iterator[tuple[Decimal | None, str]]


def reply_facts(case: Case, found: Assessment | None = None) -> CaseFacts:
    """The facts against which a reply is checked: five queries for a case with an order, one without.

    `found`: what its playbook says, for the amounts of the ways out that may be offered.
    """
    order = case.order
    parcels = list(Parcel.objects.filter(links__order=order).order_by("pk")) if order is not None else []
    returns = list(Return.objects.filter(order=order).order_by("pk")) if order is not None else []
    person = getattr(order, "person", None)
    shown = getattr(getattr(case.buyer, "person", None), "shown_name", "")
    amounts = {(value, currency) for value, currency in _amounts(case, returns, found) if value is not None}
    names = (shown, person.buyer_shown_name, person.recipient) if person is not None else (shown,)
    numbers = (case.order_number, *(each.order_number for each in returns))
    return CaseFacts(
        order_numbers=_known(numbers),
        tracking_numbers=_known(
            [*(each.tracking_number for each in parcels), *(each.tracking_number for each in returns)]
        ),
        amounts=tuple(sorted(amounts)),
        dates=tuple(sorted(_days(case, parcels, returns))),
        names=_known(names),
        issue_types=tuple(case.issue_types),
        allowed_contacts=_known(case.shop.return_address.splitlines()),
    )


def _amounts(case: Case, returns: list[Return], found: Assessment | None) -> Amounts:
    order = case.order
    if order is not None:
        yield from ((value, order.currency) for value in (order.total, order.shipping, order.refunded))
        for line in OrderLine.objects.filter(order=order).order_by("pk"):
            parts = (line.item_amount, line.paid_amount, line.allocated, line.shipping_amount, line.refunded)
            yield from ((value, order.currency) for value in parts)
        for payment in Payment.objects.filter(order=order).order_by("pk"):
            yield payment.captured, payment.currency
    for each in returns:
        yield from ((value, each.currency) for value in (each.order_amount, each.refund_amount))
    for way in found.resolutions if found is not None else ():
        if way.cost is not None:
            told = [line.amount for line in way.cost.lines if line.to_buyer]
            yield from ((money.amount, money.currency) for money in told)
            yield sum((money.amount for money in told), Decimal(0)), way.cost.out.currency


def _days(case: Case, parcels: list[Parcel], returns: list[Return]) -> set[date]:
    order = case.order
    moments: list[datetime | None] = [case.opened_at, case.last_message_at, case.unanswered_since]
    moments += [datetime.fromisoformat(said["at"]) for said in case.happened.values()]
    moments += Clock.objects.filter(case=case).order_by("pk").values_list("due_at", flat=True)
    if order is not None:
        moments += [order.placed_at, order.paid_at, order.shipped_at, order.completed_at, order.ship_by]
        moments += [order.cancelled_at, order.deliver_from, order.deliver_until]
    for parcel in parcels:
        moments += [parcel.shipped_at, parcel.delivered_at, parcel.last_event_at]
    for each in returns:
        moments += [each.requested_at, each.received_at, each.finished_at]
    return {civil_day(at, case.shop.time_zone) for at in moments if at is not None}


def _known(said: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in said if text))
