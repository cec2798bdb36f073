"""What a text to the buyer of a case may speak of: its numbers, names, amounts and days."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal

from amends.cases.models import Case, Clock
from amends.compliance.contradictions import amounts_in, days_in, order_numbers_in
from amends.compliance.findings import CaseFacts
from amends.core import clock
from amends.core.clock import civil_day
from amends.inbox.models import CaseMessage
from amends.orders.models import Order
from amends.parcels.models import Parcel, TrackingEvent

MOST_MESSAGES = 50
_LONGEST_READ = 5_000
_MASKS = "*＊●"


def told_facts(case: Case) -> CaseFacts:
    """The facts against which a text to the case's buyer is checked. Twelve queries at most."""
    order = case.order
    parcels = list(Parcel.objects.filter(links__order=order).order_by("pk")) if order is not None else []
    returns = list(order.returns.order_by("pk")) if order is not None else []
    said = list(_said(case))
    texts = [text for _, text, _ in said]
    today = civil_day(clock.now(), case.shop.time_zone)
    numbers = [case.order_number, order.number if order is not None else ""]
    numbers += [each.order_number for each in returns]
    numbers += case.conversations.order_by("pk").values_list("order_number", flat=True)
    numbers += [number for text in texts for number in order_numbers_in(text, case.shop.marketplace)]
    names = known_texts([*_names(case), *(name for direction, _, name in said if direction == "in")])
    return CaseFacts(
        order_numbers=known_texts(numbers),
        tracking_numbers=known_texts(
            [*(each.tracking_number for each in parcels), *(each.tracking_number for each in returns)]
        ),
        amounts=tuple(sorted(_amounts(case, returns))),
        dates=tuple(
            sorted(_days(case, parcels, returns) | {day for text in texts for day in days_in(text, today)})
        ),
        # Who signs with a name of their own may be called by it.
        names=(*names, *(text for direction, text, _ in said if direction == "in")) if names else (),
        issue_types=tuple(case.issue_types),
        allowed_contacts=known_texts(case.shop.return_address.splitlines()),
        spoken_of=tuple(sorted({amount for text in texts for amount in amounts_in(text)})),
        up_to=tuple(_most_offered(case)),
    )


def _said(case: Case) -> Iterator[tuple[str, str, str]]:
    """Direction, text and sender's name of the newest messages."""
    links = CaseMessage.objects.filter(case=case).order_by("-message_id")
    named = links.values_list("message__direction", "message__body__text", "message__body__sender_name")
    for direction, text, name in named[:MOST_MESSAGES]:
        yield direction, (text or "")[:_LONGEST_READ], name or ""


def _names(case: Case) -> list[str]:
    person = getattr(case.order, "person", None)
    shown = getattr(getattr(case.buyer, "person", None), "shown_name", "")
    names = [shown, person.buyer_shown_name, person.recipient] if person is not None else [shown]
    return [name for name in names if not any(sign in name for sign in _MASKS)]


def _amounts(case: Case, returns: Iterable[object]) -> set[tuple[Decimal, str]]:
    order = case.order
    if order is None:
        return set()
    found = list(amounts_of_order(order))
    for each in returns:
        currency = getattr(each, "currency", order.currency)
        found += [(getattr(each, name, None), currency) for name in ("order_amount", "refund_amount")]
    noted = (said.get("value") for said in case.answers.values() if isinstance(said, dict))
    found += [(_amount(value), order.currency) for value in noted]
    return {(value, currency) for value, currency in found if value is not None}


def _most_offered(case: Case) -> Iterator[tuple[Decimal, str]]:
    """What may be offered at most: the order's total, or what the dearest way out of its verdict comes to."""
    if case.order is not None and case.order.total is not None:
        yield case.order.total, case.order.currency
    verdict = getattr(getattr(case, "judgement", None), "verdict", {})
    costs = [Decimal(cost) for _, _, cost, _ in verdict.get("ways", {}).values() if cost is not None]
    if costs:
        yield max(costs), verdict["currency"]


def amounts_of_order(order: Order) -> Iterator[tuple[Decimal | None, str]]:
    """What an order, its lines and its payments came to, each with its currency."""
    yield from ((value, order.currency) for value in (order.total, order.shipping, order.refunded))
    for line in order.lines.order_by("pk"):
        parts = (line.item_amount, line.paid_amount, line.allocated, line.shipping_amount, line.refunded)
        yield from ((value, order.currency) for value in parts)
    yield from ((each.captured, each.currency) for each in order.payments.order_by("pk"))


def _amount(value: object) -> Decimal | None:
    """What people noted as an amount: a decimal number as text, alone or with its currency."""
    text = value.get("amount") if isinstance(value, dict) else value
    plain = isinstance(text, str) and text.isascii() and text.replace(".", "", 1).isdecimal()
    return Decimal(str(text)) if plain else None


def moments_of(case: Case, parcels: Iterable[Parcel], returns: Iterable[object]) -> list[datetime | None]:
    """When something happened to a case, its order, parcels and returns, or is due."""
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
        moments += [getattr(each, name, None) for name in ("requested_at", "received_at", "finished_at")]
    return moments


def _days(case: Case, parcels: list[Parcel], returns: Iterable[object]) -> set[date]:
    moments = moments_of(case, parcels, returns)
    events = TrackingEvent.objects.filter(parcel__in=parcels).order_by("pk")
    moments += events.values_list("happened_at", flat=True) if parcels else []
    days = {civil_day(at, zone) for at in moments if at is not None for zone in (case.shop.time_zone, "UTC")}
    written = CaseMessage.objects.filter(case=case).order_by("-message_id")
    at = written.values_list("message__sent_at", "message__received_at")[:MOST_MESSAGES]
    return days | {civil_day(one, case.shop.time_zone) for pair in at for one in pair if one is not None}


def known_texts(said: Iterable[str]) -> tuple[str, ...]:
    """Each that says anything, once."""
    return tuple(dict.fromkeys(text for text in said if text))
