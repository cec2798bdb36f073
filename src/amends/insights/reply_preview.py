"""A wording of a template as a buyer would read it, before it is saved: filled, and checked."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from amends.cases.models import Case
from amends.compliance.findings import ERROR, CaseFacts, Finding
from amends.compliance.lint import lint
from amends.core import clock
from amends.core.clock import civil_day
from amends.core.packs import load_pack
from amends.inbox.checking import findings_on
from amends.insights.case_drafts import CaseReplies
from amends.playbooks.assess import assess
from amends.playbooks.gathering import facts_of, step_items
from amends.publishing.reply_examples import values_of
from amends.replies.drafts import draft_as_far
from amends.replies.errors import ReplyValueBad, ReplyValueMissing
from amends.replies.liquid import BrokenTemplate
from amends.replies.stages import moments
from amends.replies.templates import Stage, Variant
from amends.replies.wording import Wording, reworded, template_name, worded_by

USUAL = "own"  # where an example is checked that is for none of the seller's marketplaces


@dataclass(frozen=True, slots=True)
class Preview:
    """What comes out: the text, what a person must still write in, and what the checks find in it.

    `problem` is why it cannot be filled, with its `line` (from 1, 0: no line); there is no text then.
    `is_broken` where the wording itself cannot be read, `about` the names in it that nobody knows.
    """

    text: str = ""
    missing: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    problem: str = ""
    line: int = 0
    is_broken: bool = False
    about: str = ""


def preview(
    stage: Stage,
    variant: Variant,
    text: str,
    *,
    case: Case | None,
    agent_name: str,
    marketplaces: Collection[str] = (),
) -> Preview:
    """The wording filled for that case, or with the example that comes with the template.

    The example is checked for all of `marketplaces` that the wording is for.
    """
    try:
        reworded(stage, variant, text)
        values = _of_case(stage, case, agent_name) if case is not None else example_values(stage, variant)
        with worded_by({(stage.locale, stage.code, variant.name): Wording(1, text)}):
            filled, missing = draft_as_far(template_name(stage.code, variant.name, 0), stage.locale, values)
    except BrokenTemplate as broken:
        return Preview(problem=broken.message, line=broken.line, is_broken=True, about=broken.about)
    except (ReplyValueMissing, ReplyValueBad) as lacking:
        return Preview(problem=lacking.message)
    if case is not None:
        found = findings_on(case, filled, language=stage.locale, purpose=kind_of(stage.code))
    else:
        found = _of_example(stage, variant, filled, values, marketplaces)
    return Preview(filled, tuple(missing), found)


def example_values(stage: Stage, variant: Variant) -> Mapping[str, Any]:
    """The values of the example that comes with the template."""
    examples = load_pack(f"replies/{stage.locale}/{stage.code}").body["examples"]
    own = next((each for each in examples if each.get("variant", "default") == variant.name), examples[0])
    return values_of(own["values"], stage)


def kind_of(stage: str) -> str:
    """What a message of that stage is, as the checks ask."""
    moment = moments().get(stage)
    if stage == "feedback_request":
        return "review_request"
    return "dispute_message" if moment is not None and moment.moment == "dispute" else "order_message"


def _of_case(stage: Stage, case: Case, agent_name: str) -> Mapping[str, Any]:
    facts = facts_of(case, step_items(case))
    replies = CaseReplies(case, facts, assess(facts), "platform", agent_name=agent_name)
    values = replies.values_in(stage.locale)
    return {name: value for name, value in values.items() if name in stage.variables}


def _of_example(
    stage: Stage, variant: Variant, text: str, values: Mapping[str, Any], marketplaces: Collection[str]
) -> tuple[Finding, ...]:
    """What any of the marketplaces objects to, the strictest of them where several do."""
    own = [str(values[name]) for name in ("return_phone", "return_address") if values.get(name)]
    contacts = [line for each in own for line in each.splitlines()]
    facts = CaseFacts(allowed_contacts=tuple(contacts))
    on = civil_day(clock.now(), "UTC")
    of = variant.marketplaces or frozenset(marketplaces)
    found: dict[tuple[str, int, int], Finding] = {}
    for marketplace in sorted(of & set(marketplaces) or of or {USUAL}):
        for each in lint(
            text,
            language=stage.locale,
            marketplace=marketplace,
            kind=kind_of(stage.code),
            facts=facts,
            on=on,
        ):
            known = found.get((each.rule, each.start, each.end))
            if known is None or known.severity != ERROR:
                found[each.rule, each.start, each.end] = each
    return tuple(sorted(found.values(), key=lambda each: (each.start, each.end, each.rule)))
