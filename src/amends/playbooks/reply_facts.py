"""What a text to the buyer of a case may speak of: its numbers, names, amounts and days."""

from collections.abc import Iterator
from decimal import Decimal

from amends.cases.models import Case
from amends.compliance.findings import CaseFacts
from amends.core.clock import civil_day
from amends.inbox.told_facts import amounts_of_order, known_texts, moments_of
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
    moments = moments_of(case, parcels, returns)
    numbers = (case.order_number, *(each.order_number for each in returns))
    return CaseFacts(
        order_numbers=known_texts(numbers),
        tracking_numbers=known_texts(
            [*(each.tracking_number for each in parcels), *(each.tracking_number for each in returns)]
        ),
        amounts=tuple(sorted(amounts)),
        dates=tuple(sorted({civil_day(at, case.shop.time_zone) for at in moments if at is not None})),
        names=known_texts(names),
        issue_types=tuple(case.issue_types),
        allowed_contacts=known_texts(case.shop.return_address.splitlines()),
    )


def _amounts(case: Case, returns: list[Return], found: Assessment | None) -> Amounts:
    if case.order is not None:
        yield from amounts_of_order(case.order)
    for each in returns:
        yield from ((value, each.currency) for value in (each.order_amount, each.refund_amount))
    for way in found.resolutions if found is not None else ():
        if way.cost is not None:
            told = [line.amount for line in way.cost.lines if line.to_buyer]
            yield from ((money.amount, money.currency) for money in told)
            yield sum((money.amount for money in told), Decimal(0)), way.cost.out.currency
