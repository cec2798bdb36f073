"""The reply to draft for an assessment: which template, and the values that follow from the facts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from amends.core.clock import civil_day
from amends.core.money import Money
from amends.core.packs import load_pack
from amends.playbooks.assessment import NOW, Assessment
from amends.playbooks.derived import known_of
from amends.playbooks.facts import CaseFacts
from amends.playbooks.reading import playbooks, sentence
from amends.playbooks.steps import steps_of
from amends.policies.facts import zone_of
from amends.replies.drafts import choose_template, draft, values_asked_for
from amends.replies.errors import ReplyValueMissing, TemplateForbidden
from amends.replies.templates import find_stage
from amends.replies.values import Offer

IN_KIND = "gift"  # what the buyer receives is no money
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Promises:
    """The times a shop names to buyers: hours until it acts or answers, days from a return to its refund."""

    act_hours: int = 1
    reply_hours: int = 4
    answer_hours: int = 24
    refund_days: int = 2


@dataclass(frozen=True, slots=True)
class Draft:
    """A reply to look through and send. `template` is its name, `text` None where something still lacks.

    `missing` names the values that a person must give first. `forbidden` is the rule by which the
    marketplace forbids such a message.
    """

    template: str | None
    text: str | None
    missing: tuple[str, ...] = ()
    forbidden: str | None = None


def draft_reply(
    facts: CaseFacts,
    assessment: Assessment,
    *,
    locale: str,
    channel: str,
    given: Mapping[str, object] | None = None,
    promises: Promises | None = None,
) -> Draft:
    """The draft in that language (en, zh-Hans, fr) for that channel (email, chat, platform).

    `given` are values that facts do not hold, by the names of the template (buyer_name, agent_name,
    shop_name, order_number, tracking_number, carrier, last_place, steps …); they win over those reckoned
    here, and what the template does not declare is left aside. Raises ReplyValueBad, BrokenTemplate.
    """
    try:
        template = choose_template(assessment, locale, facts.marketplace, channel)
    except TemplateForbidden as forbidden:
        return Draft(None, None, forbidden=forbidden.rule)
    if template is None:
        return Draft(None, None)
    declared = find_stage(template.partition(".")[0], locale).variables
    # A value is reckoned only where the wording uses it: another may lack what it would need.
    used = values_asked_for(template, locale)
    known = {
        name: value
        for name, value in draft_values(facts, assessment, locale, promises or Promises()).items()
        if name in used
    }
    known |= {name: value for name, value in (given or {}).items() if name in declared}
    try:
        return Draft(template, draft(template, locale, known))
    except ReplyValueMissing as missing:
        return Draft(template, None, missing=tuple(missing.names))


def draft_values(
    facts: CaseFacts, assessment: Assessment, locale: str, promises: Promises
) -> dict[str, object]:
    """What the facts alone say for a reply, by the names that templates use; without what is not known."""
    answer_by = _promise(facts.as_of + timedelta(hours=promises.answer_hours), facts)
    values: dict[str, object | None] = {
        "evidence": _evidence(assessment, locale),
        "choices": [offer(code, facts, assessment) for code in assessment.choices],
        "way": offer(assessment.recommended, facts, assessment) if assessment.recommended else None,
        "amount": facts.paid,
        "freight_payer": _freight_payer(assessment),
        "answer_by": answer_by,
        "update_by": answer_by,
        "act_hours": promises.act_hours,
        "reply_hours": promises.reply_hours,
        "refund_days": promises.refund_days,
        "last_event_on": _day(facts.last_event_at, facts),
        "shipped_on": _day(facts.shipped_at, facts),
        "delivered_on": _day(facts.delivered_at, facts),
        "received_on": _day(facts.happened.get("return_received"), facts),
        "refunded_on": _day(facts.happened.get("refunded"), facts),
        "transit": facts.route,
        "expected_on": _expected(facts),
        "marketplace_name": _marketplace_name(facts.marketplace, locale),
    }
    return {name: value for name, value in values.items() if value not in (None, [])}


def offer(code: str, facts: CaseFacts, assessment: Assessment) -> Offer:
    """A way out as told to the buyer: what the buyer gets, and until when we act, in the shop's zone."""
    resolution = next(one for one in assessment.resolutions if one.code == code)
    amount = None
    if resolution.cost is not None:
        parts = [line.amount for line in resolution.cost.lines if line.to_buyer and line.line != IN_KIND]
        amount = sum(parts, Money(Decimal(0), resolution.cost.out.currency))
    return Offer(code, amount, _promise(_done_by(code, facts, assessment), facts))


def _done_by(code: str, facts: CaseFacts, assessment: Assessment) -> datetime:
    """When the steps of this way that wait for nothing are due at the latest; without any, in a day."""
    book = playbooks()[assessment.issue_type]
    own = {step.code for step in book.steps if code in step.resolutions}
    steps = steps_of(book, facts, known_of(facts), code)
    ends = [step.due_at for step in steps if step.code in own and step.status == NOW and step.due_at]
    return max(max(ends, default=facts.as_of + timedelta(days=1)), facts.as_of + _HOUR)


def _promise(moment: datetime, facts: CaseFacts) -> datetime:
    """The next full hour, in the shop's zone: nobody promises 15:07."""
    local = moment.astimezone(zone_of(facts.zone))
    return local if not (local.minute or local.second or local.microsecond) else _full(local + _HOUR)


def _full(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)


def _evidence(assessment: Assessment, locale: str) -> list[str]:
    return [
        sentence(assessment.issue_type, "evidence", one.code, locale, field="ask")
        for one in assessment.evidence
        if one.of == "buyer" and one.status == "missing"
    ]


def _freight_payer(assessment: Assessment) -> str:
    return "buyer" if assessment.liable and assessment.liable.party == "buyer" else "seller"


def _day(moment: datetime | None, facts: CaseFacts) -> date | None:
    return None if moment is None else civil_day(moment, facts.zone)


def _expected(facts: CaseFacts) -> date | None:
    """The promised day, as long as it is not over: a day gone by is no news."""
    day = _day(facts.promised_until, facts)
    return day if day is not None and day >= civil_day(facts.as_of, facts.zone) else None


def _marketplace_name(code: str, locale: str) -> str | None:
    rows = load_pack("marketplaces").body["marketplaces"]
    return next((row["name"][locale] for row in rows if row["code"] == code), None)
