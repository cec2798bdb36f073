"""What a buyer was written, over all channels and cases, and whether one more message is permitted now."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime

from django.db.models import Q, QuerySet

from amends.accounts.country_defaults import usual_zones
from amends.cases.actions import CaseConflict
from amends.cases.family import family_ids
from amends.cases.models import Case
from amends.core import clock
from amends.core.bulk import lock_until_commit
from amends.core.clock import rfc3339
from amends.inbox.clock_facts import country_of_buyer
from amends.inbox.contact_rules import (
    ANSWER,
    NEVER,
    REVIEW,
    Contact,
    Standing,
    Verdict,
    contact_words,
    judge_contact,
    purpose_now,
    quiet_until,
)
from amends.inbox.models import CaseMessage, OutgoingMessage, ReviewRequest
from amends.orders.models import Order
from amends.parcels.models import Parcel, ParcelOrder

NEVER_LEFT = ("failed", "cancelled")


class ContactRefused(CaseConflict):
    """The buyer must not be written to now: contact_too_soon with `verdict.from_at`, or contact_never."""

    def __init__(self, verdict: Verdict) -> None:
        self.verdict = verdict
        why = contact_words().get((verdict.rule, "en"), "The buyer wants no messages they did not ask for.")
        if verdict.kind == NEVER:
            super().__init__("contact_never", why, mend="Wait for the buyer to write.")
        else:
            begins = rfc3339(verdict.from_at) or "the event it counts from"
            super().__init__("contact_too_soon", why, mend=f"It is allowed from {begins}.")


def permit(case: Case, purpose: str, *, recipient: str = "") -> None:
    """Let pass what may be written to the case's buyer now. The caller holds the case.

    Of two who want to write at the same moment, the second sees what the first has written down. Raises
    ContactRefused.
    """
    if purpose == ANSWER:
        return
    for buyer_id in sorted(buyers_of(case)):
        lock_until_commit("contact_buyer", buyer_id)
    verdict = verdict_on(case, purpose, recipient=recipient)
    if not verdict.is_allowed:
        raise ContactRefused(verdict)


def verdict_on(case: Case, purpose: str, *, recipient: str = "") -> Verdict:
    """Whether a message for that purpose may be written to the case's buyer now."""
    return judge_contact(purpose, standing_of(case, recipient=recipient), now=clock.now())


def purpose_of(case: Case, template: str = "") -> str:
    """What a reply in this case is for, where nobody says it; `template`: what it began with."""
    waits = case.unanswered_since is not None
    heard = None if waits else heard_at(case)
    return purpose_now(waits=waits, heard_at=heard, now=clock.now(), template=template)


def standing_of(case: Case, *, recipient: str = "") -> Standing:
    """What is known of the case's buyer, as the rules want it."""
    buyers, family = buyers_of(case), family_ids(case)
    theirs = Q(case_id__in=family) | Q(case__buyer_id__in=buyers)
    if recipient:
        theirs |= Q(case__shop__marketplace=case.shop.marketplace, recipient__iexact=recipient)
    rows = OutgoingMessage.objects.of(case.organisation_id).filter(theirs).exclude(purpose=ANSWER)
    rows = rows.exclude(state__in=NEVER_LEFT).order_by("pk")
    contacts = rows.values_list("purpose", "handed_over_at", "leaves_at", "case__order_id", "case_id")
    return Standing(
        marketplace=case.shop.marketplace,
        order_id=case.order_id,
        case_id=case.pk,
        contacts=(
            *(
                Contact(
                    purpose, handed_over_at or leaves_at, order_id, case.pk if case_id in family else case_id
                )
                for purpose, handed_over_at, leaves_at, order_id, case_id in contacts
            ),
            *_by_button(Q(order_id=case.order_id) | Q(order__buyer_id__in=buyers)),
        ),
        heard_at=heard_at(case),
        happened=_happened_to(case.order),
        opted_out=case.buyer_id is not None and case.buyer.opted_out_at is not None,  # type: ignore[union-attr]
    )


def standings_of(orders: Sequence[Order]) -> dict[int, Standing]:
    """The same for orders, with or without a case, by their id: in a fixed number of queries."""
    ids, buyers = [order.pk for order in orders], {order.buyer_id for order in orders} - {None}
    rows = OutgoingMessage.objects.filter(Q(case__order_id__in=ids) | Q(case__buyer_id__in=buyers))
    written = rows.exclude(purpose=ANSWER).exclude(state__in=NEVER_LEFT).order_by("pk")
    contacts: dict[tuple[int | None, int | None], list[Contact]] = defaultdict(list)
    for row in written.select_related("case"):
        contact = Contact(row.purpose, row.handed_over_at or row.leaves_at, row.case.order_id, row.case_id)
        contacts[row.case.order_id, row.case.buyer_id].append(contact)
    for asked in _asked(Q(order_id__in=ids) | Q(order__buyer_id__in=buyers)):
        contacts[asked.order_id, asked.order.buyer_id].append(_pressed(asked))
    delivered = _delivered(ids)
    return {
        order.pk: Standing(
            marketplace=order.shop.marketplace,
            order_id=order.pk,
            case_id=None,
            contacts=tuple(
                contact
                for (order_id, buyer_id), found in contacts.items()
                if order_id == order.pk or (buyer_id is not None and buyer_id == order.buyer_id)
                for contact in found
            ),
            happened=_happened(order, delivered.get(order.pk)),
            opted_out=order.buyer is not None and order.buyer.opted_out_at is not None,
        )
        for order in orders
    }


def _asked(of: Q) -> QuerySet[ReviewRequest]:
    return ReviewRequest.objects.filter(of, state="asked").select_related("order").order_by("pk")


def _by_button(of: Q) -> list[Contact]:
    """What the marketplace sent since a person pressed its button counts as what we wrote."""
    return [_pressed(asked) for asked in _asked(of)]


def _pressed(asked: ReviewRequest) -> Contact:
    return Contact(REVIEW, asked.at, asked.order_id, None)


def _delivered(order_ids: Collection[int]) -> dict[int, datetime]:
    """When the last parcel of each order was delivered; none of one that has a parcel on its way."""
    links = ParcelOrder.objects.filter(order_id__in=order_ids).order_by("pk")
    found: dict[int, list[datetime | None]] = defaultdict(list)
    for order_id, at in links.values_list("order_id", "parcel__delivered_at"):
        found[order_id].append(at)
    return {
        order_id: max(at for at in times if at is not None)
        for order_id, times in found.items()
        if None not in times
    }


def buyers_of(case: Case) -> set[int]:
    """The buyers of the case and of those merged into it: a person may have said that two are one."""
    ids = Case.objects.filter(pk__in=family_ids(case)).values_list("buyer_id", flat=True)
    return {buyer_id for buyer_id in ids.order_by("pk") if buyer_id is not None}


def heard_at(case: Case) -> datetime | None:
    """When the buyer last wrote in this case; None if never."""
    newest = CaseMessage.objects.filter(case=case, message__direction="in", message__platform_event=None)
    link = newest.select_related("message").order_by("-message_id").first()
    return link.message.happened_at if link is not None else None


def not_before(case: Case, purpose: str, now: datetime) -> datetime | None:
    """When the buyer's night is over for a message that can wait; None to send at once."""
    country = country_of_buyer(case.order) if case.order is not None else None
    zones = (usual_zones(country) if country else []) or [case.shop.time_zone]
    return quiet_until(purpose, zones, now=now)


def _happened_to(order: Order | None) -> dict[str, datetime]:
    if order is None:
        return {}
    delivered = Parcel.objects.filter(links__order=order, delivered_at__isnull=False).order_by(
        "-delivered_at"
    )
    return _happened(order, delivered.values_list("delivered_at", flat=True).first())


def _happened(order: Order, delivered_at: datetime | None) -> dict[str, datetime]:
    times = {
        "ordered": order.placed_at,
        "shipped": order.shipped_at,
        "delivered": delivered_at,
        "completed": order.completed_at,
    }
    return {name: at for name, at in times.items() if at is not None}
