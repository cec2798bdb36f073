"""An assessment as a JSON document, the same for every face, with its sentences in one language."""

from typing import Any

from amends.core.clock import rfc3339
from amends.playbooks.assessment import Assessment, Resolution, Step
from amends.playbooks.case_facts import question
from amends.playbooks.costs import Cost, CostLine
from amends.playbooks.learnt import basis_text, line_name
from amends.playbooks.reading import sentence
from amends.playbooks.steps import waits_text
from amends.policies.citing import rule_text

Document = dict[str, Any]


def assessment_document(assessment: Assessment, locale: str) -> Document:
    """Codes, rules, times (RFC 3339) and amounts ({amount, currency}), each code with its text."""

    def text(section: str, code: str) -> str:
        return sentence(assessment.issue_type, section, code, locale)

    return {
        "outcome": assessment.outcome,
        "issue_types": list(assessment.issue_types),
        "issue_type": assessment.issue_type,
        "playbook": assessment.playbook,
        "version": assessment.version,
        "asks": [
            {
                "fact": ask.fact,
                "of": ask.of,
                "blocking": ask.is_blocking,
                "text": ask_text(ask.fact, locale),
            }
            for ask in assessment.asks
        ],
        "causes": [
            {
                "code": one.code,
                "status": one.status,
                "owner": one.owner,
                "liable": one.liable,
                "text": text("causes", one.code),
                "look": sentence(assessment.issue_type, "causes", one.code, locale, field="look"),
            }
            for one in assessment.causes
        ],
        "evidence": [
            {"code": one.code, "status": one.status, "of": one.of, "text": text("evidence", one.code)}
            for one in assessment.evidence
        ],
        "liable": assessment.liable
        and {
            "party": assessment.liable.party,
            "reason": assessment.liable.code,
            "rule": assessment.liable.rule,
            "text": text("liable", assessment.liable.code),
        },
        "resolutions": [_resolution(one, assessment, locale) for one in assessment.resolutions],
        "recommended": assessment.recommended,
        "recommended_for": assessment.recommended_for,
        "choices": list(assessment.choices),
        "steps": [_step(step, assessment, locale) for step in assessment.steps],
        "warnings": [
            {"code": one.code, "rule": one.rule, "text": text("warnings", one.code)}
            for one in assessment.warnings
        ],
        "template": assessment.template,
    }


def _resolution(one: Resolution, assessment: Assessment, locale: str) -> Document:
    return {
        "code": one.code,
        "verdict": one.verdict,
        "rule": one.rule,
        "approval": one.approval,
        "is_right": one.is_right,
        "cost": one.cost and cost_document(one.cost, locale),
        "text": sentence(assessment.issue_type, "resolutions", one.code, locale),
        "why": ground_text(one, assessment.issue_type, locale),
    }


def _step(step: Step, assessment: Assessment, locale: str) -> Document:
    return {
        "code": step.code,
        "owner": step.owner,
        "verb": step.verb,
        "status": step.status,
        "waits_for": waits_text(step),
        "opens_at": rfc3339(step.opens_at),
        "due_at": rfc3339(step.due_at),
        "ended_at": rfc3339(step.ended_at),
        "plan": step.plan and sentence(assessment.issue_type, "plans", step.plan, locale),
        "blocking": step.is_blocking,
        "text": sentence(assessment.issue_type, "steps", step.code, locale),
    }


def ask_text(fact: str, locale: str) -> str | None:
    """How that fact is asked for; None for what is the shop's, not the case's."""
    try:
        return question(fact, locale)
    except KeyError:
        return None


def ground_text(one: Resolution, issue_type: str, locale: str) -> str | None:
    """Why it is refused, not advised or a right, in that language; None where it is simply allowed."""
    if one.rule is None:
        return None
    try:
        return sentence(issue_type, "grounds", f"{one.code}.{one.reason}", locale)
    except KeyError:  # no row of the playbook: it holds for all of them
        return rule_text(one.rule, locale)


def cost_document(cost: Cost, locale: str) -> Document:
    """The sums and the lines of a cost, each with what it is and where its figure is from."""
    return {
        "out": cost.out.as_json(),
        "back": cost.back.as_json(),
        "risk": cost.risk.as_json(),
        "cost": cost.cost.as_json(),
        "lines": [
            {
                "line": line.line,
                "text": line_text(line, locale),
                "fact": line.fact or None,
                "side": line.side,
                "amount": line.amount.as_json(),
                "basis": line.basis,
                "chance": None if line.chance is None else str(line.chance),
                "whole": line.whole and line.whole.as_json(),
                "cases": line.cases,
                "from": basis_text(line.basis, line.cases, locale),
            }
            for line in cost.lines
        ],
    }


def line_text(line: CostLine, locale: str) -> str:
    """What a line is called; with the question behind it where people told its amount."""
    name = line_name(line.line, locale)
    return f"{name} · {question(line.fact, locale)}" if line.fact else name
