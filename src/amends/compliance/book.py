"""The rules of the packs, ready to be put to a text: phrases by the unit they begin with, scopes, lines."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from amends.compliance.findings import LANGUAGES, Source
from amends.compliance.phrases import NUMBER, OPEN, STEM, BadPhrase, Beginning, Part, one_of, read_phrase
from amends.core.pack_sets import kept_by
from amends.core.packs import Pack, load_packs

_MOST_KEPT = 50_000
_MOST_SENTENCES = 5_000
_MOST_CHOSEN = 200
_WHERE_ASKED = frozenset(("acknowledgement", "partial_offer"))  # looked for along with the masks
_SAID_OFTEN = frozenset(
    (
        *("benefit", "gift", "money_named", "asking", "change_any", "change_it"),
        *("whatever_it_is", "not_yet", "spoilt", "not_eaten"),
    )
)


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a rule holds, and how strictly. Empty fields hold everywhere."""

    severity: str
    source: Source
    marketplaces: frozenset[str]
    not_marketplaces: frozenset[str]
    kinds: frozenset[str]
    since: date
    until: date

    def holds(self, marketplace: str, kind: str, on: date) -> bool:
        """Whether it holds for this message on this day."""
        return (
            (not self.marketplaces or marketplace in self.marketplaces)
            and marketplace not in self.not_marketplaces
            and (not self.kinds or kind in self.kinds)
            and self.since <= on <= self.until
        )


@dataclass(frozen=True, slots=True)
class Together:
    """Concepts that say something only beside each other, within so many sentences."""

    all: tuple[str, ...]
    window: int
    unless: frozenset[str]
    concepts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Rule:
    """What is objected to: by phrases (hits under its own name), concepts together, and detectors."""

    id: str
    scopes: tuple[Scope, ...]
    together: tuple[Together, ...]
    detectors: tuple[str, ...]
    suggestions: Mapping[str, str]

    def scope(self, marketplace: str, kind: str, on: date) -> Scope | None:
        """The first scope that holds; None where the rule does not."""
        return next((scope for scope in self.scopes if scope.holds(marketplace, kind, on)), None)


Gate = tuple[frozenset[str], frozenset[str]]  # a sentence must have a unit of each; an empty one asks nothing


class Entry:
    """Phrases of one concept that begin alike and need the same of a sentence; compiled when first met."""

    __slots__ = ("concept", "gate", "match", "pattern")

    def __init__(self, concept: str, patterns: tuple[str, ...], gate: Gate) -> None:
        self.concept = concept
        self.gate = gate
        self.pattern = "|".join(patterns)
        self.match: Callable[[str, int], re.Match[str] | None] = self._first_match

    def _first_match(self, joined: str, at: int) -> re.Match[str] | None:
        self.match = re.compile(self.pattern).match
        return self.match(joined, at)


Said = list[tuple[str, int, int]]  # concept, from unit, to before unit of its sentence
Groups = tuple[tuple[frozenset[str], frozenset[str], list[Entry]], ...]


class Index(dict[tuple[str, str], Groups]):
    """Entries by the unit they begin with, or by the first two.

    Asked for a unit and the one behind it, it says what can begin there, by its gate, and keeps that.
    """

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, frozenset[str] | None], Said] = {}
        self.by_one: dict[str, list[Entry]] = {}
        self.by_two: dict[Beginning, list[Entry]] = {}

    def __missing__(self, pair: tuple[str, str]) -> Groups:
        unit, following = pair
        first = NUMBER if unit[0].isdigit() else unit
        found = [*self.by_one.get(first, ()), *self.by_two.get((first, following), ())]
        if len(unit) >= STEM:
            stem = f"{unit[:STEM]}*"
            found += [*self.by_one.get(stem, ()), *self.by_two.get((stem, following), ())]
        if len(self) > _MOST_KEPT:
            self.clear()
        by_gate: dict[Gate, list[Entry]] = {}
        for entry in found:
            by_gate.setdefault(entry.gate, []).append(entry)
        self[pair] = kept = tuple((*gate, entries) for gate, entries in by_gate.items())
        return kept

    def keep(self, sentence: tuple[str, frozenset[str] | None], said: Said) -> None:
        """Keep what a sentence says of the concepts asked for: agents repeat theirs."""
        if len(self.kept) >= _MOST_SENTENCES:
            self.kept.clear()
        self.kept[sentence] = said

    def enter(self, concept: str, parts: Sequence[Part]) -> None:
        """Put the phrases of a concept where they will be looked for."""
        alike: dict[tuple[Beginning, Gate], dict[str, None]] = {}
        for part in parts:
            for begin in part.begins:
                alike.setdefault((_looked_up(begin), (part.needs, part.also)), {})[part.pattern] = None
        entries: dict[tuple[str, ...], Entry] = {}
        for (begin, gate), patterns in alike.items():
            entry = entries.setdefault(tuple(patterns), Entry(concept, tuple(patterns), gate))
            if len(begin) == 1:
                self.by_one.setdefault(begin[0], []).append(entry)
            else:
                self.by_two.setdefault(begin, []).append(entry)


@dataclass(slots=True)
class Book:
    """All rules, the index of their phrases, and what hides what."""

    rules: tuple[Rule, ...] = ()
    index: Index = field(default_factory=Index)
    often_index: Index = field(
        default_factory=Index
    )  # looked for where others are said that they count beside
    mask_index: Index = field(default_factory=Index)
    masks: dict[str, frozenset[str]] = field(default_factory=dict)  # what each hides
    masked: frozenset[str] = frozenset()  # everything that any of them hides
    alone: frozenset[str] = frozenset()  # what a rule objects to by itself
    combined: tuple[Together, ...] = ()  # what rules object to together
    beside: tuple[tuple[frozenset[str], int], ...] = ()  # what is looked for often beside what, how far off
    words: set[str] = field(default_factory=set)
    stems: set[str] = field(default_factory=set)
    domains: dict[str, frozenset[str]] = field(default_factory=dict)
    hotlines: frozenset[str] = frozenset()
    greeted: frozenset[str] = frozenset()
    limits: dict[str, int] = field(default_factory=dict)
    chosen: dict[tuple[str, str, date], list[tuple[Rule, Scope]]] = field(default_factory=dict)

    def rules_for(self, marketplace: str, kind: str, on: date) -> list[tuple[Rule, Scope]]:
        """The rules that hold for such a message on this day, each with the scope that decides."""
        asked = (marketplace, kind, on)
        if asked not in self.chosen:
            if len(self.chosen) > _MOST_CHOSEN:
                self.chosen.clear()
            scoped = ((rule, rule.scope(marketplace, kind, on)) for rule in self.rules)
            self.chosen[asked] = [(rule, scope) for rule, scope in scoped if scope is not None]
        return self.chosen[asked]

    def known(self, word: str) -> bool:
        """Whether a phrase speaks of this word."""
        return word in self.words or any(word[:length] in self.stems for length in range(STEM, len(word) + 1))


@kept_by("compliance")
def book() -> Book:
    """The rules in force. Raises BadPhrase naming the phrase."""
    packs = list(load_packs("compliance"))
    made = Book(rules=tuple(_rule(pack) for pack in packs if "scopes" in pack.body))
    for pack in packs:
        for mask in pack.body.get("masks", ()):
            made.masks[f"-{mask['name']}"] = frozenset(mask["hides"])
        if "places" in pack.body:
            _take_places(made, pack.body["places"])
    made.masks |= {f"-{rule.id}": frozenset([rule.id]) for rule in made.rules}
    made.masked = frozenset().union(*made.masks.values())
    made.alone = frozenset(rule.id for rule in made.rules)
    made.combined = tuple(one for rule in made.rules for one in rule.together)
    made.beside = tuple(_beside(one) for one in made.combined if one.concepts & _SAID_OFTEN)
    for language in LANGUAGES:
        _enter(made, _phrases(packs, language))
    made.stems = {word[:-1] for word in made.words if word.endswith("*")}
    return made


def _enter(made: Book, phrases: Mapping[str, list[str]]) -> None:
    """Read the phrases of a language; looked for are those that a rule or a detector asks about."""
    concepts = _Concepts(phrases)
    combinations = [one for rule in made.rules for one in rule.together]
    wanted = {"explanation"} | {rule.id for rule in made.rules}
    wanted |= {name for one in combinations for name in (*one.all, *one.unless)}
    for name in phrases:
        parts = concepts.parts(name)
        for part in parts:
            made.words |= part.words
        if name in made.masks or name in _WHERE_ASKED:
            made.mask_index.enter(name, parts)
        elif name in wanted:
            (made.often_index if name in _SAID_OFTEN else made.index).enter(name, parts)


def _beside(combination: Together) -> tuple[frozenset[str], int]:
    """Beside which concepts those said often count there, and how many sentences off. Raises BadPhrase."""
    others = combination.concepts - _SAID_OFTEN
    if not others:
        raise BadPhrase("bad_phrase", f"{', '.join(combination.all)}: one must be said seldom.")
    return others, combination.window - 1


def _phrases(packs: Sequence[Pack], language: str) -> dict[str, list[str]]:
    """Each concept, rule and mask with its phrases in this language."""
    found: dict[str, list[str]] = {}
    for body in (pack.body for pack in packs):
        if body.get("language") == language:
            found |= body["concepts"]
            found |= {f"-{mask['name']}": mask["phrases"] for mask in body.get("masks", ())}
        match = body.get("match", {}).get(language)
        if match:
            found[body["id"]] = match["phrases"]
            found[f"-{body['id']}"] = match.get("unless", [])
    return found


class _Concepts:
    """Concepts of one language as parts of phrases; one may speak of another, not of itself."""

    def __init__(self, phrases: Mapping[str, list[str]]) -> None:
        self._phrases = phrases
        self._known: dict[str, list[Part]] = {}
        self._open: list[str] = []

    def parts(self, name: str) -> list[Part]:
        """One part for each phrase. Raises BadPhrase."""
        if name in self._open or name not in self._phrases:
            raise BadPhrase("bad_phrase", f"{{{name}}} is no concept, or speaks of itself.")
        if name not in self._known:
            self._open.append(name)
            self._known[name] = [self._read(name, text) for text in self._phrases[name]]
            self._open.pop()
        return self._known[name]

    def _read(self, name: str, text: str) -> Part:
        try:
            return read_phrase(text, lambda other: one_of(self.parts(other)))
        except BadPhrase as error:
            raise BadPhrase("bad_phrase", f"{name}, {text!r}: {error.message}") from error


def _looked_up(begin: Beginning) -> Beginning:
    """Two units where the second is a fixed one, else the first alone."""
    open_end = len(begin) < 2 or begin[1] in (OPEN, NUMBER) or begin[1].endswith("*")
    return begin[:1] if open_end else begin


def _take_places(made: Book, places: Mapping[str, Any]) -> None:
    made.domains = {name: frozenset(domains) for name, domains in places["domains"].items()}
    made.hotlines = frozenset(places["hotlines"])
    made.greeted = frozenset(places["greeted"])
    made.limits = dict(places["limits"])


def _rule(pack: Pack) -> Rule:
    body = pack.body
    return Rule(
        body["id"],
        tuple(_scope(row, body["source"]) for row in body["scopes"]),
        tuple(
            Together(
                tuple(row["all"]),
                row.get("window", 1),
                frozenset(row.get("unless", ())),
                frozenset(row["all"]),
            )
            for row in body.get("together", ())
        ),
        tuple(body.get("detectors", ())),
        body["suggestion"],
    )


def _scope(row: Mapping[str, Any], source: Mapping[str, Any]) -> Scope:
    named = row.get("source", source)
    return Scope(
        row["severity"],
        Source(named.get("address") or named["known_from"], named["read_on"]),
        frozenset(row.get("marketplaces", ())),
        frozenset(row.get("not_marketplaces", ())),
        frozenset(row.get("kinds", ())),
        date.fromisoformat(row["from"]) if "from" in row else date.min,
        date.fromisoformat(row["until"]) if "until" in row else date.max,
    )
