"""A remembered case judged by another rulebook: what is not concerned is taken over as it was. Pure."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from amends.core.money import plain
from amends.playbooks.assess import assess
from amends.playbooks.assessment import REFUSED
from amends.playbooks.costs import PriceUnknown, cost_of
from amends.playbooks.derived import known_of
from amends.playbooks.facts import CaseFacts
from amends.playbooks.playbook import Playbook
from amends.playbooks.reading import playbooks
from amends.playbooks.verdict_document import Document, judgement_document, moved_clock_rows
from amends.playbooks.verdicts import OPEN
from amends.policies.facts import BadFacts
from amends.whatif.concerns import Concerned

CHOSEN = "chosen"
FACTS_BAD = "facts_bad"


def judged(facts: CaseFacts) -> Document:
    """The verdict without its clocks; an outcome of its own where these facts cannot be judged."""
    try:
        return judgement_document(assess(facts))
    except BadFacts:
        return _unjudged()


def rejudged(was: Document, facts: CaseFacts, what: Concerned) -> Document:
    """The verdict by the rulebook in force, where `was` is by one of which nothing is known.

    Where only clocks are concerned, the rest is left as it was: it is the same on both sides.
    """
    now = judged(facts) if what.whole or what.lines else was
    return {
        **now,
        "clocks": moved_clock_rows(was["clocks"], facts, what.clocks) if what.clocks else was["clocks"],
    }


def replayed(was: Document, facts: CaseFacts, what: Concerned) -> Document:
    """The verdict by the rulebook in force, where `was` is that of another one that differs in `what`."""
    if what.whole:
        now = judged(facts)
    elif what.lines:
        now = _recosted(was, facts, what.lines) or judged(facts)
    else:
        now = was
    return {
        **now,
        "clocks": moved_clock_rows(was["clocks"], facts, what.clocks) if what.clocks else was["clocks"],
    }


def _recosted(was: Document, facts: CaseFacts, lines: frozenset[str]) -> Document | None:
    """The same verdict with other costs; None where these change more than costs."""
    book = playbooks().get(facts.issue_types[0])
    if book is None or not was["ways"]:
        return was
    facts = facts if facts.wishes else replace(facts, wishes=book.wishes)
    known = known_of(facts)
    ways = dict(was["ways"])
    for rule in book.resolutions:
        verdict, cited, before, is_right = ways[rule.code]
        if verdict == REFUSED or not any(line.line in lines for line in rule.lines):
            continue
        try:
            cost = cost_of(rule.lines, facts, known, way=rule.code).cost
        except PriceUnknown:
            cost = None
        if cost is None or before is None:
            return None
        ways[rule.code] = [verdict, cited, plain(cost.amount, cost.currency), is_right]
    if was["recommended_for"] != CHOSEN and _best(book, ways) != was["recommended"]:
        return None
    return {**was, "ways": ways}


def _best(book: Playbook, ways: Mapping[str, list[Any]]) -> str | None:
    """The way out that is recommended, where the buyer has chosen none."""
    priced = [
        (Decimal(cost), rule.code, is_right)
        for rule in book.resolutions
        for verdict, _, cost, is_right in (ways[rule.code],)
        if verdict in OPEN and cost is not None
    ]
    rights = [one for one in priced if one[2]]
    return min(rights or priced, key=lambda one: one[0])[1] if priced else None


def _unjudged() -> Document:
    return {
        "outcome": FACTS_BAD,
        "recommended": None,
        "recommended_for": None,
        "currency": None,
        "ways": {},
        "liable": None,
        "steps": {},
    }
