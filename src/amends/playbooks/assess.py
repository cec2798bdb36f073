"""The judgement of one case: pure, from facts and packs alone. The same in gives the same out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from amends.playbooks.conditions import any_holds, holds
from amends.playbooks.costs import Cost
from amends.playbooks.derived import Known, known_of
from amends.playbooks.facts import CaseFacts
from amends.playbooks.issue_types import NO_TEMPLATE
from amends.playbooks.playbook import Playbook, playbooks

JUDGED, ASK, NO_PLAYBOOK, MARKETPLACE_ACTS = "judged", "ask", "no_playbook", "marketplace_acts"
ALLOWED, NOT_ADVISED, REFUSED = "allowed", "not_advised", "refused"
MOST_CHOICES = 2
BY_FULFILMENT = "fulfilment"  # the rule cited where the act is not ours


@dataclass(frozen=True, slots=True)
class Ask:
    """A fact to be asked for. `is_blocking`: without it nothing can be judged; else it may change a verdict."""

    fact: str
    of: str  # buyer | agent | warehouse | lead
    is_blocking: bool


@dataclass(frozen=True, slots=True)
class Cause:
    """A cause to check. `status`: likely, possible or ruled_out; the order is that of checking."""

    code: str
    status: str
    owner: str
    liable: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """A piece of evidence, `status` have or missing, and who has it."""

    code: str
    status: str
    of: str


@dataclass(frozen=True, slots=True)
class Liable:
    """Who bears it, the reason's code, and the rule it follows from where there is one."""

    party: str
    code: str
    rule: str | None


@dataclass(frozen=True, slots=True)
class Resolution:
    """A way out. `rule` and `reason` say what refuses it or advises against it; None where allowed.

    `is_right`: the buyer asked for it and the law or the marketplace gives a right to it (`rule` cites it).
    `cost` is None only where a price is not known (then the assessment asks for it).
    """

    code: str
    verdict: str
    rule: str | None
    reason: str | None
    is_right: bool
    cost: Cost | None


@dataclass(frozen=True, slots=True)
class Step:
    """Something to do: by whom, with which verb, until when (UTC; None: no own deadline)."""

    code: str
    owner: str
    verb: str
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class CaseWarning:
    """Something to beware of, with the rule that says so where there is one."""

    code: str
    rule: str | None


@dataclass(frozen=True, slots=True)
class Assessment:
    """What is to be said of a case. Codes, rules, times and amounts; sentences are found by code in the pack.

    `outcome`: judged; ask (a blocking fact is missing: see `asks`); no_playbook (a person decides);
    marketplace_acts (the marketplace ships, so most acts are its own). `issue_type` is the one judged, the
    first. `playbook` and `version` name the pack. `recommended` is a resolution's code and `recommended_for`
    why: chosen (the buyer chose it), right (the buyer's right), least_cost. `choices` are the resolutions to
    offer, numbered, the recommended first. `template` is the stage of the reply to draft; None: no draft.
    """

    outcome: str
    issue_types: tuple[str, ...]
    issue_type: str
    playbook: str | None
    version: str | None
    asks: tuple[Ask, ...] = ()
    causes: tuple[Cause, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    liable: Liable | None = None
    resolutions: tuple[Resolution, ...] = ()
    recommended: str | None = None
    recommended_for: str | None = None
    choices: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    warnings: tuple[CaseWarning, ...] = ()
    template: str | None = None


def assess(facts: CaseFacts) -> Assessment:
    """Judge a case by the playbook of its first issue type."""
    issue_type = facts.issue_types[0]
    book = playbooks().get(issue_type)
    if book is None:
        template = None if NO_TEMPLATE & set(facts.issue_types) else "acknowledge"
        return Assessment(NO_PLAYBOOK, facts.issue_types, issue_type, None, None, template=template)
    return assess_by(book, facts)


def assess_by(book: Playbook, facts: CaseFacts) -> Assessment:
    """Judge a case by that playbook, also by one not in force."""
    known = known_of(facts)
    needed = tuple(
        Ask(need.fact, need.of, True)
        for need in book.needs
        if known.get(need.fact, getattr(facts, need.fact, None)) is None and holds(need.when, known)
    )
    evidence = tuple(
        Evidence(rule.code, "have" if rule.code in facts.evidence else "missing", rule.of)
        for rule in book.evidence
        if holds(rule.when, known)
    )
    if needed:
        return Assessment(
            outcome=ASK,
            issue_types=facts.issue_types,
            issue_type=book.issue_type,
            playbook=book.name,
            version=book.version,
            asks=needed,
            causes=_causes(book, known),
            evidence=evidence,
            template=_template_to_ask(needed, facts),
        )
    resolutions, asks = _resolutions(book, facts, known)
    recommended, reason = _recommend(resolutions, facts)
    ours = book.fulfilment == "any" or facts.fulfilment == "seller"
    return Assessment(
        outcome=JUDGED if ours else MARKETPLACE_ACTS,
        issue_types=facts.issue_types,
        issue_type=book.issue_type,
        playbook=book.name,
        version=book.version,
        asks=asks,
        causes=_causes(book, known) if ours else (),
        evidence=evidence if ours else (),
        liable=_liable(book, known) if ours else None,
        resolutions=resolutions,
        recommended=recommended,
        recommended_for=reason,
        choices=_choices(book, resolutions, recommended),
        steps=_steps(book, facts, known, recommended),
        warnings=tuple(
            CaseWarning(rule.code, rule.rule) for rule in book.warnings if holds(rule.when, known)
        ),
        template=_template(book, facts, known),
    )


def _template_to_ask(needed: Iterable[Ask], facts: CaseFacts) -> str | None:
    if NO_TEMPLATE & set(facts.issue_types):
        return None
    return "ask_evidence" if any(ask.of == "buyer" for ask in needed) else "acknowledge"


def _causes(book: Playbook, known: Known) -> tuple[Cause, ...]:
    def status(likely: bool, ruled_out: bool) -> str:
        return "ruled_out" if ruled_out else "likely" if likely else "possible"

    causes = [
        Cause(
            rule.code,
            status(any_holds(rule.likely, known), any_holds(rule.ruled_out, known)),
            rule.owner,
            rule.liable,
        )
        for rule in book.causes
    ]
    return tuple(sorted(causes, key=lambda cause: ("likely", "possible", "ruled_out").index(cause.status)))


def _liable(book: Playbook, known: Known) -> Liable:
    rule = next(rule for rule in book.liable if holds(rule.when, known))
    return Liable(rule.party, rule.code, rule.rule)
