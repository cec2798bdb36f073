"""Everything a text to a case's buyer can name, by the names of the templates."""

from amends.cases.models import Case
from amends.parcels.models import Parcel, TrackingEvent
from amends.playbooks.assessment import Assessment
from amends.playbooks.drafting import Promises, draft_values
from amends.playbooks.facts import CaseFacts


def values_of(
    case: Case, facts: CaseFacts, found: Assessment, language: str, *, agent_name: str
) -> dict[str, object]:
    """Name → value, without what is not known. `language` is that of the text."""
    return {
        **draft_values(facts, found, language, Promises()),
        **names_of(case, agent_name),
        **_of_parcel(case),
    }


def names_of(case: Case, agent_name: str) -> dict[str, str]:
    """Who writes to whom about which order."""
    person = getattr(case.order, "person", None)
    shown = getattr(getattr(case.buyer, "person", None), "shown_name", "")
    named = {
        "buyer_name": (person.buyer_shown_name if person is not None else "") or shown,
        "order_number": case.order_number,
        "agent_name": agent_name,
        "shop_name": case.shop.name,
        "return_address": case.shop.return_address,
        "asked_carrier": case.order.asked_carrier if case.order is not None else "",
    }
    return {name: value for name, value in named.items() if value}


def _of_parcel(case: Case) -> dict[str, str]:
    if case.order is None:
        return {}
    parcel = Parcel.objects.filter(links__order=case.order).order_by("-pk").first()
    return parcel_values(parcel, _last_place(parcel)) if parcel is not None else {}


def parcel_values(parcel: Parcel, last_place: str) -> dict[str, str]:
    """What is told of a parcel; `last_place`: where it was seen last."""
    known = {
        "tracking_number": parcel.tracking_number,
        "carrier": parcel.carrier,
        "last_place": last_place,
    }
    return {name: value for name, value in known.items() if value}


def _last_place(parcel: Parcel) -> str:
    events = TrackingEvent.objects.filter(parcel=parcel).order_by("-happened_at", "-pk")
    return events.values_list("location", flat=True).first() or ""
