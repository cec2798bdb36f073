"""Replies ready to be read and sent: the templates that fit a case, filled with what is known of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from amends.cases.models import Case
from amends.core.errors import NotFound
from amends.parcels.models import Parcel
from amends.playbooks.assessment import Assessment
from amends.playbooks.drafting import Promises, draft_values
from amends.playbooks.facts import CaseFacts
from amends.replies.drafts import draft, nearest_locale, template_for, values_asked_for
from amends.replies.errors import ReplyValueBad, ReplyValueMissing, TemplateForbidden
from amends.replies.templates import stage_names


@dataclass(frozen=True, slots=True)
class Proposal:
    """A reply that only needs to be read: its template, the stage of that, whether it is the one to send."""

    template: str
    stage: str
    text: str
    is_recommended: bool


def proposals_for(
    case: Case,
    facts: CaseFacts,
    found: Assessment,
    *,
    channel: str,
    parcel: Parcel | None = None,
    last_place: str = "",
    agent_name: str = "",
) -> list[Proposal]:
    """Every template that can be filled, the recommended one first; none where a person must write.

    In the buyer's language. `channel`: email, chat or platform; `last_place`: where the parcel was seen last.
    """
    if found.template is None:
        return []
    locale = nearest_locale(case.language or case.shop.language)
    values = {
        **draft_values(facts, found, locale, Promises()),
        **_names(case, agent_name),
        **_parcel(parcel, last_place),
    }
    stages = [found.template, *(stage for stage in stage_names(locale) if stage != found.template)]
    made = (_proposal(stage, case.shop.marketplace, locale, channel, values, found) for stage in stages)
    return [each for each in made if each is not None]


def _proposal(
    stage: str, marketplace: str, locale: str, channel: str, values: Mapping[str, Any], found: Assessment
) -> Proposal | None:
    try:
        template = template_for(stage, locale, marketplace, channel)
        wanted = values_asked_for(template, locale)
        known = {name: value for name, value in values.items() if name in wanted}
        return Proposal(template, stage, draft(template, locale, known), stage == found.template)
    except (ReplyValueMissing, ReplyValueBad, TemplateForbidden, NotFound):
        return None


def _names(case: Case, agent_name: str) -> dict[str, str]:
    person = getattr(case.order, "person", None)
    shown = getattr(getattr(case.buyer, "person", None), "shown_name", "")
    return {
        "buyer_name": (person.buyer_shown_name if person is not None else "") or shown,
        "order_number": case.order_number,
        "agent_name": agent_name,
        "shop_name": case.shop.name,
        "return_address": case.shop.return_address,
        "asked_carrier": case.order.asked_carrier if case.order is not None else "",
    }


def _parcel(parcel: Parcel | None, last_place: str) -> dict[str, str]:
    if parcel is None:
        return {}
    known = {
        "tracking_number": parcel.tracking_number,
        "carrier": parcel.carrier,
        "last_place": last_place,
    }
    return {name: value for name, value in known.items() if value}
