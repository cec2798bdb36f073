"""Why a case is judged so: from facts to causes, ways out, costs and deadlines, each with its rule."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from amends.accounts.models import User
from amends.cases.models import Clock
from amends.core import clock
from amends.core.money import Money
from amends.insights.rulebook_index import rules_named
from amends.insights.why import FactUsed, Why, WhyCause, WhyWay, why_of
from amends.playbooks.assessment_document import ground_text, line_text
from amends.playbooks.case_facts import Answer
from amends.playbooks.conditions import Condition, FactTest
from amends.playbooks.costs import CostLine
from amends.playbooks.derived import Value
from amends.playbooks.learnt import basis_text
from amends.playbooks.reading import sentence
from amends.web import shown
from amends.web.access import Reader, reads
from amends.web.case import at_desk
from amends.web.case_clocks import shown_clock
from amends.web.case_page import case_for_page, clocks_for_page
from amends.web.case_panel import party
from amends.web.case_tables import table_said
from amends.web.condition_sentences import fact_name, pack_locale, test_said, value_said
from amends.web.rule_page import source_of
from amends.web.rule_sentences import day_said
from amends.web.rulebook_playbooks import percent
from amends.web.words import word

TOLD_ELSEWHERE = ("known", "events", "steps_done", "steps_begun")


@reads("see_cases")
def case_why(request: HttpRequest, reader: Reader, *, case_id: int) -> HttpResponseBase:
    """GET /desk/7/why: facts with where they are from, causes, who bears it, ways out, costs, deadlines."""
    case = case_for_page(reader, case_id)
    why, clocks = why_of(case), clocks_for_page(case)
    told = _Told(why)
    context = {
        "case": case,
        "shop": case.shop,
        "query": at_desk(request),
        "issue_type": why.found.issue_type,
        "outcome": why.found.outcome,
        "as_of": why.facts.as_of,
        "facts": told.facts(reader) if why.book else [],
        "asks": [{"text": fact_name(ask.fact), "of": party(ask.of)} for ask in why.found.asks],
        "causes": [told.cause(each) for each in why.causes],
        "liable": told.liable(),
        "ways": sorted((told.way(each) for each in why.ways), key=lambda way: not way["is_best"]),
        "tables": [table_said(each) for each in why.tables],
        "clocks": [_clock(each) for each in clocks],
        "versions": _versions(why, clocks),
    }
    return render(request, "cases/why.html", context)


class _Told:
    """One chain in the reader's language."""

    def __init__(self, why: Why) -> None:
        self.why = why
        self.issue_type = why.found.issue_type

    def say(self, section: str, code: str) -> str:
        try:
            return sentence(self.issue_type, section, code, pack_locale())
        except KeyError:
            return code.replace("_", " ")

    def tests(self, condition: Condition) -> list[dict[str, str]]:
        """Each test with what the fact is now."""
        return [self.test(test) for test in condition]

    def test(self, test: FactTest) -> dict[str, str]:
        """What is asked of a fact, and what it is where that says more."""
        text = test_said(test, self.issue_type)
        now = "" if test.fact in TOLD_ELSEWHERE else self.now(test.fact, self.why.known[test.fact])
        return {"text": text, "now": "" if text.endswith(now) else now}

    def now(self, name: str, value: Value | Answer) -> str:
        """The value in words; "" for one not known."""
        if isinstance(value, Money):
            return shown.money(value.amount, value.currency)
        if isinstance(value, datetime):
            return shown.moment(value, self.why.facts.zone)
        if isinstance(value, date):
            return day_said(value)
        return value_said(name, value, self.issue_type) if value is not None else ""

    def facts(self, reader: Reader) -> list[dict[str, Any]]:
        names = _names(self.why.used, reader)
        return [
            {
                "name": each.name,
                "text": event_or_fact(each.name),
                "value": self.now(each.name, each.value),
                "origin": each.origin,
                "by": names.get(each.by_id or 0, ""),
                "at": each.at,
            }
            for each in self.why.used
        ]

    def cause(self, each: WhyCause) -> dict[str, Any]:
        return {
            "code": each.cause.code,
            "status": each.cause.status,
            "text": self.say("causes", each.cause.code),
            "liable": party(each.cause.liable),
            "tests": self.tests(each.decided or ()),
        }

    def liable(self) -> dict[str, Any] | None:
        found = self.why.found.liable
        if found is None:
            return None
        return {
            "party": party(found.party),
            "text": self.say("liable", found.code),
            "rule": cited(found.rule),
            "tests": self.tests(self.why.liable),
        }

    def way(self, each: WhyWay) -> dict[str, Any]:
        one = each.resolution
        is_own = one.rule is not None and one.rule.startswith("playbooks/")
        return {
            "code": one.code,
            "text": self.say("resolutions", one.code),
            "verdict": one.verdict,
            "is_right": one.is_right,
            "approval": one.approval,
            "is_best": one.code == self.why.found.recommended,
            "recommended_for": self.why.found.recommended_for,
            "why": ground_text(one, self.issue_type, pack_locale()) or "",
            "tests": self.tests(each.ground.when if each.ground else ()),
            "ground": f"{self.issue_type}.{one.code}.{one.reason}" if each.ground else "",
            "rule": None if is_own else cited(one.rule),
            "cost": one.cost,
            "lines": [_line(line) for line in one.cost.lines] if one.cost is not None else [],
        }


def event_or_fact(name: str) -> str:
    """What a fact is called, or an event that was noted."""
    event = word("rule_event", name)
    return event if event != name else fact_name(name)


def cited(rule_id: str | None) -> dict[str, Any] | None:
    """A rule that a verdict cites, with its text and source; None where there is none of that id."""
    found = rules_named(rule_id) if rule_id else ()
    if not found:
        return None
    entry = found[0]
    return {
        "id": entry.id,
        "text": entry.text[pack_locale()],
        "side": entry.side,
        "source": source_of(entry, clock.now().date()),
    }


def _line(line: CostLine) -> dict[str, Any]:
    return {
        "text": line_text(line, pack_locale()),
        "side": line.side,
        "amount": line.amount,
        "basis": basis_text(line.basis, line.cases, pack_locale()),
        "chance": percent(line.chance) if line.chance is not None else "",
    }


def _clock(each: Clock) -> dict[str, Any]:
    return {
        "shown": shown_clock(each),
        "kind": each.kind,
        "side": each.side,
        "rule": cited(each.rule),
        "counts_from": each.counts_from,
        "started_at": each.started_at,
        "version": each.rule_version,
    }


def _versions(why: Why, clocks: Iterable[Clock]) -> list[dict[str, str]]:
    """The packs that this was judged by: name and hash, each once."""
    named = {why.book.name: why.book.version} if why.book is not None else {}
    named |= {f"tables/{each.said.book.name}": each.said.book.sha256 for each in why.tables}
    for each in clocks:
        found = rules_named(each.rule)
        if found and each.rule_version:
            named[found[0].pack] = each.rule_version
    return [{"name": name, "sha256": sha256} for name, sha256 in named.items()]


def _names(used: Iterable[FactUsed], reader: Reader) -> dict[int, str]:
    ids = {each.by_id for each in used if each.by_id is not None}
    users = User.objects.filter(pk__in=ids, organisation_id=reader.organisation_id) if ids else ()
    return {user.pk: user.name or user.login for user in users}
