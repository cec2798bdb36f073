"""The linter: what in a text that is to go out marketplace, law or the shop's own standard object to."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date

from amends.compliance.book import Rule, Scope, book
from amends.compliance.detectors import DETECTORS
from amends.compliance.findings import ERROR, KINDS, LANGUAGES, BadLint, CaseFacts, Finding, Mark
from amends.compliance.matching import found_together
from amends.compliance.message import Outgoing, read_outgoing
from amends.compliance.own_rules import own_book
from amends.compliance.seconding import seconded
from amends.core.pack_sets import kept_by
from amends.core.packs import load_pack

MOST_CHARACTERS = 1_000_000
_MOST_OF_A_RULE = 20
_ALSO = {"zh-Hant": "zh-Hans", "zh": "zh-Hans"}


def lint(
    text: str,
    *,
    language: str,
    marketplace: str,
    kind: str = "order_message",
    facts: CaseFacts | None = None,
    on: date,
) -> tuple[Finding, ...]:
    """What is wrong with a text, in order of place.

    `language` (en, zh-Hans, fr; zh-Hant is read as Chinese) decides the language of the suggestions; the
    words of all three are looked for. `on` is the day by which rules with dates are chosen.
    Raises BadLint for an unknown marketplace, language or kind and for more than a million characters.
    """
    spoken = _ALSO.get(language, language)
    _check(text, spoken, marketplace, kind)
    outgoing = read_outgoing(text, marketplace=marketplace, kind=kind, facts=facts, on=on, book=book())
    found = seconded(outgoing, _found_in(outgoing, spoken), spoken)
    own = own_book()
    if own is not None:
        found = [*own.raised(found, outgoing), *_found_in(own.read(outgoing), spoken)]
        found += own.exactly(outgoing, spoken)
    return tuple(sorted(found, key=lambda one: (one.start, one.end, one.rule)))


def lint_by_own_rules(
    text: str, *, language: str, marketplaces: Collection[str], kind: str = "order_message", on: date
) -> tuple[Finding, ...]:
    """What the organisation's own rules alone object to on any of these marketplaces, in order of place.

    Warnings of the product that are raised are not among them. Where two marketplaces differ, the stricter
    counts. Raises BadLint, BadPhrase.
    """
    spoken = _ALSO.get(language, language)
    own = own_book()
    if own is None:
        return ()
    found: dict[tuple[int, int, str], Finding] = {}
    read: Outgoing | None = None
    for marketplace in sorted(marketplaces):
        _check(text, spoken, marketplace, kind)
        if read is None:
            read = own.read_alone(text, marketplace=marketplace, kind=kind, on=on, product=book())
        there = replace(read, marketplace=marketplace)
        for one in (*_found_in(there, spoken), *own.exactly(there, spoken)):
            place = (one.start, one.end, one.rule)
            if place not in found or one.severity == ERROR:
                found[place] = one
    return tuple(found[place] for place in sorted(found))


def _found_in(outgoing: Outgoing, language: str) -> list[Finding]:
    """What the rules of the book that it was read by object to."""
    return [
        finding
        for rule, scope in outgoing.book.rules_for(outgoing.marketplace, outgoing.kind, outgoing.on)
        if rule.detectors or rule.id in outgoing.hits or _stands_together(rule, outgoing)
        for finding in _findings(outgoing, rule, scope, language)
    ]


def marketplaces() -> frozenset[str]:
    """The codes a text can be judged for."""
    return _marketplaces()


@kept_by("marketplaces")
def _marketplaces() -> frozenset[str]:
    return frozenset(row["code"] for row in load_pack("marketplaces").body["marketplaces"])


def _check(text: str, language: str, marketplace: str, kind: str) -> None:
    if language not in LANGUAGES:
        raise BadLint(
            "unknown_language",
            f"There are no rules in {language!r}.",
            mend=f"Languages: {', '.join(LANGUAGES)}.",
        )
    if marketplace not in marketplaces():
        raise BadLint(
            "unknown_marketplace",
            f"There is no marketplace {marketplace!r}.",
            mend=f"There are: {', '.join(sorted(marketplaces()))}.",
        )
    if kind not in KINDS:
        raise BadLint("unknown_kind", f"There is no kind {kind!r}.", mend=f"There are: {', '.join(KINDS)}.")
    if len(text) > MOST_CHARACTERS:
        raise BadLint(
            "text_too_long",
            f"The text has {len(text):,} characters.",
            mend=f"A message of at most {MOST_CHARACTERS:,} can be judged.",
        )


def _stands_together(rule: Rule, outgoing: Outgoing) -> bool:
    """Whether all concepts of one of its combinations are said, wherever."""
    said = outgoing.hits.keys()
    return any(said >= combination.concepts for combination in rule.together)


def _findings(outgoing: Outgoing, rule: Rule, scope: Scope, language: str) -> Iterator[Finding]:
    suggestion = rule.suggestions.get(language, rule.suggestions["en"])
    marks = list(_marks(outgoing, rule))
    for mark in _apart(marks)[:_MOST_OF_A_RULE] if marks else ():
        start, end = outgoing.folded.span(mark.start, mark.end)
        yield Finding(rule.id, scope.severity, start, end, scope.source, suggestion, mark.reason)


def _marks(outgoing: Outgoing, rule: Rule) -> Iterator[Mark]:
    units = outgoing.units
    for start, end in outgoing.hits.get(rule.id, ()):
        yield Mark(units.starts[start], units.ends[end - 1], "words")
    for combination in rule.together:
        for start, end in found_together(combination, outgoing.hits, units):
            yield Mark(units.starts[start], units.ends[end - 1], "together")
    for detector in rule.detectors:
        yield from DETECTORS[detector](outgoing)


def _apart(marks: list[Mark]) -> list[Mark]:
    """Marks that overlap as one, from the first to the last of their letters."""
    apart: list[Mark] = []
    for mark in sorted(marks, key=lambda one: (one.start, one.end)):
        if apart and mark.start < apart[-1].end:
            last = apart.pop()
            mark = Mark(last.start, max(last.end, mark.end), last.reason)
        apart.append(mark)
    return apart
