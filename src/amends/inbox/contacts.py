"""What a buyer was written, over all channels and cases, and whether one more message is permitted now."""

from datetime import datetime

from django.db.models import Q

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
    Contact,
    Standing,
    Verdict,
    contact_words,
    judge_contact,
    purpose_now,
    quiet_until,
)
from amends.inbox.models import CaseMessage, OutgoingMessage
from amends.orders.models import Order
from amends.parcels.models import Parcel

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
        contacts=tuple(
            Contact(purpose, handed_over_at or leaves_at, order_id, case.pk if case_id in family else case_id)
            for purpose, handed_over_at, leaves_at, order_id, case_id in contacts
        ),
        heard_at=heard_at(case),
        happened=_happened(case.order),
        opted_out=case.buyer_id is not None and case.buyer.opted_out_at is not None,  # type: ignore[union-attr]
    )


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


def _happened(order: Order | None) -> dict[str, datetime]:
    if order is None:
        return {}
    delivered = Parcel.objects.filter(links__order=order, delivered_at__isnull=False).order_by(
        "-delivered_at"
    )
    times = {
        "ordered": order.placed_at,
        "shipped": order.shipped_at,
        "delivered": delivered.values_list("delivered_at", flat=True).first(),
        "completed": order.completed_at,
    }
    return {name: at for name, at in times.items() if at is not None}
