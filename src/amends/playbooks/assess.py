"""The judgement of one case: pure, from facts and packs alone. The same in gives the same out."""

from collections.abc import Iterable
from dataclasses import replace

from amends.playbooks.asking import CARRIER_PAID, FILES_CLAIM, ask_for
from amends.playbooks.assessment import (
    ASK,
    DONE,
    JUDGED,
    MARKETPLACE_ACTS,
    NO_PLAYBOOK,
    Ask,
    Assessment,
    CaseWarning,
    Cause,
    Evidence,
    Liable,
    Step,
)
from amends.playbooks.conditions import any_holds, holds
from amends.playbooks.derived import Known, is_known, known_of
from amends.playbooks.facts import CaseFacts
from amends.playbooks.playbook import NO_TEMPLATE, Playbook
from amends.playbooks.reading import playbooks
from amends.playbooks.steps import fits, steps_of
from amends.playbooks.verdicts import choices_of, judge_resolutions, recommend

WITH_CHOICES = frozenset(  # templates that make no sense without any
    {
        "choices",
        "wrong_carrier",
        "out_of_stock",
        "remote_surcharge",
        "other_shipping_method",
        "holiday_delay",
        "lost",
        "polite_decline",
    }
)
_STATUSES = ("likely", "possible", "ruled_out")


def assess(facts: CaseFacts) -> Assessment:
    """Judge a case by the playbook of its first issue type.

    Raises BadFacts where `chosen` is no way out of that playbook.
    """
    book = playbooks().get(facts.issue_types[0])
    if book is not None:
        return assess_by(book, facts)
    template = None if NO_TEMPLATE & set(facts.issue_types) else "acknowledge"
    return Assessment(NO_PLAYBOOK, facts.issue_types, facts.issue_types[0], None, None, template=template)


def assess_by(book: Playbook, facts: CaseFacts) -> Assessment:
    """Judge a case by that playbook, also by one not in force. Raises BadFacts as `assess` does."""
    facts = replace(facts, wishes=facts.wishes or book.wishes)
    known = known_of(facts)
    needed = _needed(book, facts, known)
    if needed:
        return Assessment(
            outcome=ASK,
            issue_types=facts.issue_types,
            issue_type=book.issue_type,
            playbook=book.name,
            version=book.version,
            asks=needed,
            causes=_causes(book, known),
            evidence=_evidence(book, facts, known),
            steps=steps_of(book, facts, known, None),
            template=_template_to_ask(needed, facts),
        )
    ours = book.fulfilment == "any" or facts.fulfilment == book.fulfilment
    resolutions, asks = judge_resolutions(book, facts, known)
    recommended, recommended_for = recommend(resolutions, facts)
    steps = steps_of(book, facts, known, recommended)
    assessment = Assessment(
        outcome=JUDGED if ours else MARKETPLACE_ACTS,
        issue_types=facts.issue_types,
        issue_type=book.issue_type,
        playbook=book.name,
        version=book.version,
        asks=(*asks, *_after_claim(steps, facts)),
        causes=_causes(book, known) if ours else (),
        evidence=_evidence(book, facts, known) if ours else (),
        liable=_liable(book, known) if ours else None,
        resolutions=resolutions,
        recommended=recommended,
        recommended_for=recommended_for,
        choices=choices_of(book, resolutions, recommended, facts),
        steps=steps,
        warnings=tuple(
            CaseWarning(rule.code, rule.rule) for rule in book.warnings if holds(rule.when, known)
        ),
    )
    return replace(assessment, template=_template(book, assessment, known))


def _needed(book: Playbook, facts: CaseFacts, known: Known) -> tuple[Ask, ...]:
    asks = (
        ask_for(need.fact, of=need.of, is_blocking=True)
        for need in book.needs
        if holds(need.when, known) and not is_known(need.fact, facts, known)
    )
    return tuple(ask for ask in asks if ask is not None)


def _after_claim(steps: Iterable[Step], facts: CaseFacts) -> Iterable[Ask]:
    """What came of a claim that was filed with the carrier: the desk learns from it."""
    is_filed = any(step.verb == FILES_CLAIM and step.status == DONE for step in steps)
    ask = ask_for(CARRIER_PAID)
    return (ask,) if is_filed and ask is not None and CARRIER_PAID not in facts.answers else ()


def _causes(book: Playbook, known: Known) -> tuple[Cause, ...]:
    def status(likely: bool, ruled_out: bool) -> str:
        return "ruled_out" if ruled_out else "likely" if likely else "possible"

    causes = (
        Cause(
            code=rule.code,
            status=status(any_holds(rule.likely, known), any_holds(rule.ruled_out, known)),
            owner=rule.owner,
            liable=rule.liable,
        )
        for rule in book.causes
    )
    return tuple(sorted(causes, key=lambda cause: _STATUSES.index(cause.status)))


def _evidence(book: Playbook, facts: CaseFacts, known: Known) -> tuple[Evidence, ...]:
    return tuple(
        Evidence(rule.code, "have" if rule.code in facts.evidence else "missing", rule.of)
        for rule in book.evidence
        if holds(rule.when, known)
    )


def _liable(book: Playbook, known: Known) -> Liable:
    # The last row of a playbook holds always: see read_playbook.
    rule = next(rule for rule in book.liable if holds(rule.when, known))
    return Liable(rule.party, rule.code, rule.rule)


def _template(book: Playbook, assessment: Assessment, known: Known) -> str | None:
    if NO_TEMPLATE & set(assessment.issue_types):
        return None
    stage = next(rule.stage for rule in book.stages if fits(rule, assessment.recommended, known))
    if stage == "choice_taken" and assessment.recommended_for != "chosen":
        stage = "choices"  # what the buyer chose cannot be: never confirm something else
    return "acknowledge" if stage in WITH_CHOICES and not assessment.choices else stage


def _template_to_ask(needed: Iterable[Ask], facts: CaseFacts) -> str | None:
    if NO_TEMPLATE & set(facts.issue_types):
        return None
    return "ask_evidence" if any(ask.of == "buyer" for ask in needed) else "acknowledge"
