"""An organisation's own rules of wording, laid over the product's: stricter in every case, milder in none.

A rule of its own objects to phrases, or raises what a product's rule warns of to an error. Nothing here can
take a finding away or let one pass.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import Any

from amends.compliance.book import Book, Rule, Scope
from amends.compliance.findings import ERROR, LANGUAGES, WARNING, Finding, Source
from amends.compliance.folding import Folded, fold, folded
from amends.compliance.matching import Hits, hits_of
from amends.compliance.message import Outgoing
from amends.compliance.phrases import STEM, BadPhrase, Part, read_phrase
from amends.compliance.units import BREAK, Units, cut
from amends.core.pack_sets import kept_by
from amends.core.packs import Pack, load_packs

FAMILY = "own_wording"
PHRASES_MEND = (
    "Write words; (a|b) for a choice, .. for a gap of a few words, word* for any ending, "
    f"with at least {STEM} letters before the star."
)
_SIGNS = re.compile(r"[(|)?*+^#{}]|\.\.")
_REPEATS = re.compile(r"[*+]|\.\.")
_MOST_REPEATS = 6
_MOST_OF_A_RULE = 20


@dataclass(frozen=True, slots=True)
class OwnBook:
    """The phrases of all own rules, and which warnings of the product are raised where."""

    book: Book
    raising: tuple[tuple[str, Scope], ...]
    exact: tuple[tuple[Rule, re.Pattern[str]], ...]

    def read(self, outgoing: Outgoing) -> Outgoing:
        """The same text, read by these rules."""
        units, hits = self._units(outgoing.folded, outgoing.original, outgoing.book)
        return replace(outgoing, units=units, hits=hits, book=self.book)

    def read_alone(self, text: str, *, marketplace: str, kind: str, on: date, product: Book) -> Outgoing:
        """A text, read by these rules and no others: a fraction of the work, the same hits."""
        whole = fold(text)
        units, hits = self._units(whole, text, product)
        return Outgoing(text, whole, units, hits, marketplace, kind, None, on, self.book)

    def _units(self, whole: Folded, original: str, product: Book) -> tuple[Units, Hits]:
        units = cut(whole.text, original, lambda word: self.book.known(word) or product.known(word))
        return units, hits_of(units, self.book, deals=False)

    def raised(self, found: Iterable[Finding], outgoing: Outgoing) -> Iterator[Finding]:
        """The product's findings, warnings that are raised as errors with the source that says so."""
        raising = {
            rule: scope
            for rule, scope in reversed(self.raising)
            if scope.holds(outgoing.marketplace, outgoing.kind, outgoing.on)
        }
        for one in found:
            scope = raising.get(one.rule) if one.severity == WARNING else None
            yield one if scope is None else replace(one, severity=ERROR, source=scope.source)

    def exactly(self, outgoing: Outgoing, language: str) -> Iterator[Finding]:
        """What stands in the text letter by letter, case apart: signs, emoji, words that are no words."""
        for rule, pattern in self.exact:
            scope = rule.scope(outgoing.marketplace, outgoing.kind, outgoing.on)
            if scope is None:
                continue
            for mark in islice(pattern.finditer(outgoing.original), _MOST_OF_A_RULE):
                yield Finding(
                    rule.id,
                    scope.severity,
                    *mark.span(),
                    scope.source,
                    rule.suggestions[language],
                    "words",
                )


@kept_by(FAMILY)
def own_book() -> OwnBook | None:
    """The own rules in force; None where there are none. Raises BadPhrase naming the phrase."""
    packs = list(load_packs(FAMILY))
    if not packs:
        return None
    rules = {pack.name: _rule(pack) for pack in packs if "suggestion" in pack.body}
    made = Book(rules=tuple(rules.values()))
    made.masks = {f"-{rule.id}": frozenset([rule.id]) for rule in made.rules}
    made.masked = made.alone = frozenset(rule.id for rule in made.rules)
    for pack in packs:
        for language in LANGUAGES:
            _enter(made, pack, pack.body.get("phrases", {}).get(language, ()), "")
            _enter(made, pack, pack.body.get("unless", {}).get(language, ()), "-")
    made.stems = {word[:-1] for word in made.words if word.endswith("*")}
    raising = tuple((pack.body["raises"], _scope(pack.body)) for pack in packs if "raises" in pack.body)
    exact = [(rules[pack.name], pack.body["exact"]) for pack in packs if "exact" in pack.body]
    return OwnBook(made, raising, tuple((rule, _literally(signs)) for rule, signs in exact))


def own_rule_texts() -> Mapping[str, Mapping[str, str]]:
    """What each own rule asks for, by its id and language."""
    return {pack.name: in_every_language(pack.body["text"]) for pack in load_packs(FAMILY)}


def in_every_language(texts: Mapping[str, str]) -> dict[str, str]:
    """Texts that are not written in every language stand in for each other."""
    usual = next(texts[language] for language in LANGUAGES if language in texts)
    return {language: texts.get(language, usual) for language in LANGUAGES}


def _enter(made: Book, pack: Pack, phrases: Iterable[str], mark: str) -> None:
    parts = [_part(text) for text in phrases]
    for part in parts:
        made.words |= part.words
    (made.mask_index if mark else made.index).enter(f"{mark}{pack.name}", parts)


def _part(text: str) -> Part:
    """The pattern of a phrase. One in plain words is cut as messages are: don't is read as do not."""
    if not _SIGNS.search(text):
        folded_text = folded(text)
        units = cut(folded_text, text, lambda word: True).units
        text = " ".join(unit for unit in units if unit != BREAK)
    if len(_REPEATS.findall(text)) > _MOST_REPEATS:
        raise BadPhrase("bad_phrase", f"{text!r} repeats too much.", mend=PHRASES_MEND)
    try:
        return read_phrase(text, _no_concept)
    except BadPhrase as error:
        raise BadPhrase("bad_phrase", f"{text!r}: {error.message}", mend=PHRASES_MEND) from error


def _no_concept(name: str) -> Part:
    raise BadPhrase("bad_phrase", f"{{{name}}} is known to the product's rules alone.")


def _literally(signs: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(signs, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)), re.IGNORECASE)


def _rule(pack: Pack) -> Rule:
    return Rule(
        pack.name,
        (_scope(pack.body),),
        (),
        (),
        in_every_language(pack.body["suggestion"]),
    )


def _scope(body: Mapping[str, Any]) -> Scope:
    return Scope(
        body["severity"],
        Source(body["source"].get("address") or body["source"]["known_from"], body["source"]["read_on"]),
        frozenset(body.get("marketplaces", ())),
        frozenset(),
        frozenset(body.get("kinds", ())),
        date.fromisoformat(body["from"]) if "from" in body else date.min,
        date.fromisoformat(body["until"]) if "until" in body else date.max,
    )
