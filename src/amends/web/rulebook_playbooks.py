"""Playbooks on the screen: which there are, and each as a picture of its flow."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from babel.numbers import format_decimal
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from amends.core import clock
from amends.insights.playbook_flow import (
    Branch,
    body_of,
    by_group,
    evidence_by_stage,
    lanes,
    playbook_named,
)
from amends.insights.rule_filter import OLD
from amends.playbooks.conditions import Condition
from amends.playbooks.costs import SIDES, LineRule
from amends.playbooks.learnt import line_name
from amends.playbooks.playbook import Playbook, ResolutionRule, StepRule
from amends.playbooks.reading import GROUNDS
from amends.web import shown
from amends.web.access import Reader, reads
from amends.web.case_panel import party
from amends.web.condition_sentences import condition_said, fact_name, pack_locale
from amends.web.reply_words import stage_name
from amends.web.rule_sentences import amount_said, day_said, span_said
from amends.web.words import word

STAGE: dict[str, Promise] = {
    "always": pgettext_lazy("stage", "At any time"),
    "not_shipped": pgettext_lazy("stage", "Not shipped yet"),
    "on_the_way": pgettext_lazy("stage", "On its way"),
    "delivered": pgettext_lazy("stage", "Signed for"),
}


@reads("see_rulebook")
def playbook_list(request: HttpRequest, reader: Reader) -> HttpResponseBase:
    """GET /rulebook/playbooks: every issue type in its group, and what its playbook covers."""
    groups: list[dict[str, Any]] = [
        {
            "group": group,
            "rows": [
                {
                    "issue_type": each.issue_type,
                    "requirements": each.requirements,
                    "book": each.book and _counts(each.book),
                }
                for each in listed
            ],
        }
        for group, listed in by_group().items()
    ]
    every = [row for group in groups for row in group["rows"]]
    written = sum(row["book"] is not None for row in every)
    context = {"place": "playbooks", "groups": groups, "written": written, "all": len(every)}
    return render(request, "rulebook/playbooks.html", context)


def _counts(book: Playbook) -> dict[str, int]:
    return {
        "causes": len(book.causes),
        "ways": len(book.resolutions),
        "steps": len(book.steps),
        "grounds": sum(len(getattr(way, kind)) for way in book.resolutions for kind in GROUNDS),
    }


@reads("see_rulebook")
def playbook_page(request: HttpRequest, reader: Reader, *, issue_type: str) -> HttpResponseBase:
    """GET /rulebook/playbooks/delayed: causes, evidence, who bears it, ways out, steps, as a flow."""
    book = playbook_named(issue_type)
    body, say = body_of(book), Told(book)
    read_on = date.fromisoformat(body["source"]["read_on"])
    context = {
        "place": "playbooks",
        "issue_type": book.issue_type,
        "whole": request.GET.get("whole") == "1",
        "fulfilment": book.fulfilment,
        "requirements": body["requirements"],
        "source": {
            **body["source"],
            "read_on": day_said(read_on),
            "is_old": clock.now().date() - read_on > OLD,
        },
        "sha256": book.version,
        "wishes": [word("wish", wish) for wish in sorted(book.wishes)],
        "needs": [
            {"text": fact_name(need.fact), "of": party(need.of), "when": say.when(need.when)}
            for need in book.needs
        ],
        "causes": [say.cause(n) for n in range(len(book.causes))],
        "evidence": list(say.evidence()),
        "liable": list(say.liable()),
        "ways": [say.way(way) for way in book.resolutions],
        "lanes": [
            {
                "plan": say("plans", lane.plan) if lane.plan else "",
                "code": lane.plan or "",
                "branches": [say.branch(branch) for branch in lane.branches],
            }
            for lane in lanes(book)
        ],
        "stages": [
            {
                "text": stage_name(each.stage),
                "when": [*say.ways(each.resolutions), *say.when(each.when)],
            }
            for each in book.stages
        ],
        "warnings": [
            {
                "code": each.code,
                "text": say("warnings", each.code),
                "rule": each.rule,
                "when": say.when(each.when),
            }
            for each in book.warnings
        ],
    }
    return render(request, "rulebook/playbook.html", context)


class Told:
    """The parts of one playbook in the reader's language."""

    def __init__(self, book: Playbook) -> None:
        self.book = book
        self.steps = {step.code for step in book.steps}

    def __call__(self, section: str, code: str, field: str = "text") -> str:
        return self.book.texts.get((section, code), {}).get(field, {}).get(pack_locale(), "")

    def when(self, condition: Condition) -> list[str]:
        """The tests of a condition, all of which must hold."""
        return condition_said(condition, self.book.issue_type)

    def ways(self, codes: Iterable[str]) -> list[str]:
        """While one of these ways out is recommended; nothing where that does not matter."""
        named = " / ".join(self("resolutions", code) for code in sorted(codes))
        return [_("recommended: %(ways)s") % {"ways": named}] if named else []

    def cause(self, n: int) -> dict[str, Any]:
        rule = self.book.causes[n]
        return {
            "code": rule.code,
            "text": self("causes", rule.code),
            "look": self("causes", rule.code, "look"),
            "owner": party(rule.owner),
            "liable": party(rule.liable),
            "likely": [self.when(each) for each in rule.likely],
            "ruled_out": [self.when(each) for each in rule.ruled_out],
        }

    def evidence(self) -> Iterator[dict[str, Any]]:
        """Each stage with what is asked for there."""
        for stage, rows in evidence_by_stage(self.book).items():
            yield {
                "stage": STAGE[stage],
                "rows": [
                    {
                        "code": row.code,
                        "text": self("evidence", row.code),
                        "of": party(row.of),
                        "when": self.when(row.when) if stage == "always" or len(row.when) > 1 else [],
                    }
                    for row in rows
                ],
            }

    def liable(self) -> Iterator[dict[str, Any]]:
        for row in self.book.liable:
            yield {
                "code": row.code,
                "party": party(row.party),
                "text": self("liable", row.code),
                "rule": row.rule,
                "when": self.when(row.when),
            }

    def way(self, rule: ResolutionRule) -> dict[str, Any]:
        costs = [self.line(line) for line in rule.lines]
        return {
            "code": rule.code,
            "text": self("resolutions", rule.code),
            "is_offered": rule.is_offered,
            "fulfilment": rule.fulfilment if rule.fulfilment != self.book.fulfilment else "",
            "wishes": [word("wish", wish) for wish in sorted(rule.wishes)],
            "grounds": [
                {
                    "way": kind,
                    "id": f"{self.book.issue_type}.{rule.code}.{ground.code}",
                    "text": self("grounds", f"{rule.code}.{ground.code}"),
                    "rule": "" if ground.rule.startswith(f"{self.book.name}.") else ground.rule,
                    "when": self.when(ground.when),
                }
                for kind in GROUNDS
                for ground in getattr(rule, kind)
            ],
            "costs": costs,
            "sums": [
                (side, list(dict.fromkeys(line["text"] for line in costs if line["side"] == side)))
                for side in dict.fromkeys(line["side"] for line in costs)
            ],
        }

    def line(self, line: LineRule) -> dict[str, Any]:
        """One line of the expected cost: which side, what part of what, at what chance, when."""
        name = fact_name(line.fact) if line.fact else line_name(line.line, pack_locale())
        parts = [f"{percent(line.share)}"] if line.share != 1 else []
        if SIDES[line.line] == "risk":
            parts.append(_("chance %(percent)s") % {"percent": percent(line.chance)})
        return {
            "side": SIDES[line.line],
            "text": name,
            "parts": parts,
            "when": self.when(line.when),
        }

    def branch(self, branch: Branch) -> dict[str, Any]:
        step = branch.step
        return {
            "code": step.code,
            "text": self("steps", step.code),
            "owner": party(step.owner),
            "is_blocking": step.is_blocking,
            "starts": self.starts(step),
            "starts_link": step.after if step.after in self.steps else "",
            "times": list(self.times(step)),
            "when": [*self.ways(step.resolutions), *self.when(step.when)],
            "moot": self.when(step.moot),
            "done": self.when(step.done),
            "next": [self.branch(each) for each in branch.next],
        }

    def starts(self, step: StepRule) -> str:
        """What it waits for; empty where it begins at once."""
        if step.after is None:
            return ""
        return self("steps", step.after) if step.after in self.steps else word("rule_event", step.after)

    def times(self, step: StepRule) -> Iterator[str]:
        """When it begins and until when it is due."""
        if step.on is not None:
            yield _("%(amount)s later") % {"amount": amount_said(step.on)}
        if step.within is not None:
            yield _("within %(amount)s") % {"amount": amount_said(step.within)}
        elif step.is_dated and step.on is None:
            yield _("today")
        if step.before is not None:
            said = {"amount": span_said(step.before.amount), "clock": word("clock_kind", step.before.kind)}
            yield _("%(amount)s before the deadline: %(clock)s") % said


def percent(part: Decimal) -> str:
    """`12%`, as the reader's language writes it."""
    return shown.percent(str(format_decimal(part * 100, locale=shown.locale())))
