"""The panel of a case: what happened, the ways out with their money, what to do next, and the facts."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import translation

from amends.cases.models import Case
from amends.core.errors import NotFound
from amends.insights.case_drafts import CaseReplies
from amends.orders.models import OrderLine
from amends.playbooks.assess import assess
from amends.playbooks.assessment import JUDGED, NOT_ADVISED, REFUSED, Assessment, Resolution
from amends.playbooks.assessment_document import ground_text, line_text
from amends.playbooks.costs import CostLine
from amends.playbooks.derived import clock_facts_of
from amends.playbooks.facts import CaseFacts
from amends.playbooks.gathering import facts_of, step_items
from amends.playbooks.learnt import basis_text
from amends.playbooks.reading import party_name, sentence
from amends.policies.citing import rule_text
from amends.policies.clocks import read_clocks
from amends.web.access import Reader
from amends.web.case_asked import (
    answered_of,
    asked_of,
    events_to_note,
    happened_of,
    items_of,
    shown_steps,
)
from amends.web.case_clocks import in_panel
from amends.web.case_page import clocks_for_page
from amends.web.language import HTML_LANG
from amends.web.order_page import ShownParcel, count_of_buyer, parcels_of
from amends.web.reply_choices import replies_shown

MARKS = {"likely": "●", "possible": "○", "ruled_out": "–"}
LINES = 6


@dataclass(frozen=True, slots=True)
class ShownLine:
    """One line of a cost: its name, its amount as it counts (what comes back below 0), and where it is from.

    `chance` in percent of `whole`, both None where it is certain.
    """

    name: str
    amount: Decimal
    source: str
    chance: Decimal | None
    whole: Decimal | None


@dataclass(frozen=True, slots=True)
class Way:
    """A way out as a row of the table; amounts are None where a price is not known."""

    code: str
    name: str
    tone: str  # best, no, or plain
    note: str
    rule: str
    is_right: bool
    approval: str  # who must agree before it is done: lead, owner, second_reading; "" nobody
    out: Decimal | None
    back: Decimal | None
    risk: Decimal | None
    cost: Decimal | None
    lines: list[ShownLine]


def panel_of(reader: Reader, case: Case) -> dict[str, Any]:
    """Everything the panel shows."""
    items = step_items(case)
    facts = facts_of(case, items)
    found = assess(facts)
    shown: dict[str, Any] = {
        "outcome": found.outcome,
        "is_judged": found.outcome == JUDGED,
        "issue_type": found.issue_type,
        "clocks": in_panel(clocks_for_page(case)),
        "unknown": read_clocks(clock_facts_of(facts)).unknown,
        "answered": answered_of(case, locale()),
        "typed": sorted(case.given),
        "happened": happened_of(case),
        "events": events_to_note(),
        "may_note": case.shop_id in reader.shops("work_case"),
        "money_currency": facts.currency or case.shop.currency,
        **_of_order(reader, case),
    }
    if found.playbook is not None:
        shown |= _judgement(found, items_of(items, found.issue_type))
    if case.shop_id in reader.shops("work_case") and case.state != "closed" and case.merged_into_id is None:
        shown["replies"] = replies_shown(replies_of(reader, case, facts, found, shown.get("parcels", [])))
    return shown


def replies_of(
    reader: Reader, case: Case, facts: CaseFacts, found: Assessment, parcels: list[ShownParcel]
) -> CaseReplies:
    """What replies to the case are made of, by this reader."""
    newest = parcels[0] if parcels else None
    return CaseReplies(
        case,
        facts,
        found,
        channel=getattr(case, "channel", None) or "platform",
        parcel=newest.parcel if newest is not None else None,
        last_place=newest.events[0].location if newest is not None and newest.events else "",
        agent_name=reader.user.name,
    )


def _judgement(found: Assessment, items: Mapping[str, int]) -> dict[str, Any]:
    say = _Sayer(found.issue_type)
    ways = [_way(each, found, say) for each in found.resolutions]
    priced = next((each.cost for each in found.resolutions if each.cost is not None), None)
    return {
        "causes": [
            {
                "mark": MARKS[cause.status],
                "status": cause.status,
                "text": say("causes", cause.code),
                "look": say("causes", cause.code, "look") if cause.status != "ruled_out" else "",
                "liable": party(cause.liable),
            }
            for cause in found.causes
        ],
        "evidence": [
            {
                "code": each.code,
                "text": say("evidence", each.code),
                "have": each.status == "have",
                "of": party(each.of),
            }
            for each in found.evidence
        ],
        "liable": {"party": party(found.liable.party), "why": say("liable", found.liable.code)}
        if found.liable is not None
        else None,
        "asks": asked_of(found, locale()),
        "ways": sorted(ways, key=_order_of_ways),
        "currency": priced.cost.currency if priced is not None else "",
        "recommended_for": found.recommended_for,
        "steps": shown_steps(found, items, locale()),
        "warnings": [
            {"text": say("warnings", each.code), "rule": rule_said(each.rule)} for each in found.warnings
        ],
    }


class _Sayer:
    """The sentences of one playbook in the reader's language; a code without one says itself."""

    def __init__(self, issue_type: str) -> None:
        self.issue_type = issue_type

    def __call__(self, section: str, code: str, field: str = "text") -> str:
        try:
            return sentence(self.issue_type, section, code, locale(), field=field)
        except KeyError:
            return "" if field != "text" else code


def locale() -> str:
    """The reader's language as the packs name it."""
    return HTML_LANG.get(translation.get_language() or "en", "en")


def party(code: str) -> str:
    """Who bears it, owns it, or is to be asked."""
    try:
        return party_name(code, locale())
    except KeyError:
        return code


def rule_said(rule: str | None) -> str:
    """What the rule says; empty where it is the playbook's own ground."""
    try:
        return rule_text(rule, locale()) if rule else ""
    except NotFound:
        return ""


def _way(each: Resolution, found: Assessment, say: _Sayer) -> Way:
    cost = each.cost
    best = each.code == found.recommended
    return Way(
        code=each.code,
        name=say("resolutions", each.code),
        tone="best" if best else "no" if each.verdict in (REFUSED, NOT_ADVISED) else "plain",
        note=ground_text(each, found.issue_type, locale()) or "",
        rule=rule_said(each.rule),
        is_right=each.is_right,
        approval=each.approval or "",
        out=cost.out.amount if cost is not None else None,
        back=-cost.back.amount if cost is not None else None,
        risk=cost.risk.amount if cost is not None else None,
        cost=cost.cost.amount if cost is not None else None,
        lines=[_line(line) for line in cost.lines] if cost is not None else [],
    )


def _line(line: CostLine) -> ShownLine:
    return ShownLine(
        name=line_text(line, locale()),
        amount=-line.amount.amount if line.side == "back" else line.amount.amount,
        source=basis_text(line.basis, line.cases, locale()),
        chance=None if line.chance is None else round(line.chance * 100, 1),
        whole=None if line.whole is None else line.whole.amount,
    )


def _order_of_ways(way: Way) -> tuple[int, Decimal]:
    rank = {"best": 0, "plain": 1, "no": 2}[way.tone]
    return rank, way.cost if way.cost is not None else Decimal("Infinity")


def _of_order(reader: Reader, case: Case) -> dict[str, Any]:
    order = case.order
    if order is None:
        return {}
    return {
        "order": order,
        "lines": list(OrderLine.objects.filter(order=order).order_by("id")[: LINES + 1]),
        "most_lines": LINES,
        "parcels": parcels_of(order),
        "buyer_orders": count_of_buyer(reader, order),
        "person": getattr(order, "person", None),
    }
