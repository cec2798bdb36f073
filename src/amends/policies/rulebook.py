"""The rows of the policy packs, compiled once: which clock, where in force, counted how, on whose word."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, time
from functools import cache, lru_cache
from typing import Any

from amends.core.errors import NotFound
from amends.core.packs import BadPack, Pack, load_packs
from amends.policies.durations import Amount
from amends.policies.facts import AnswerPromise

LOCALES = ("en", "zh-Hans", "fr")
Texts = Mapping[str, str]  # locale → sentence


@dataclass(frozen=True, slots=True)
class Counted:
    """An amount of time from one event."""

    counts_from: str
    amount: Amount


@dataclass(frozen=True, slots=True)
class Combined:
    """The latest of several moments (known only when all are), or the earliest of those known."""

    is_latest: bool
    parts: tuple["Counted | Combined", ...]


@dataclass(frozen=True, slots=True)
class Promised:
    """The shop's own answer time, counted while it is staffed."""

    counts_from: str
    promise: AnswerPromise


@dataclass(frozen=True, slots=True)
class Given:
    """The platform gives the moment itself; the event makes one expected."""

    counts_from: str


Moment = Counted | Combined | Promised | Given


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a row is in force. None: no limit. Dates are civil days of the event, both included."""

    countries: frozenset[str] | None
    not_countries: frozenset[str]
    fulfilment: str | None
    from_day: date | None
    until_day: date | None

    def covers(self, country: str | None, fulfilment: str | None, day: date) -> bool:
        """Whether it holds there and then; what is not known rules nothing out."""
        if country is not None:
            if self.countries is not None and country not in self.countries:
                return False
            if country in self.not_countries:
                return False
        if None not in (fulfilment, self.fulfilment) and fulfilment != self.fulfilment:
            return False
        return (self.from_day or day) <= day <= (self.until_day or day)


@dataclass(frozen=True, slots=True)
class Rule:
    """One row in one scope. `actor` must act before it is due: only `seller` clocks run against us."""

    id: str
    kind: str
    side: str  # platform | law | own
    actor: str  # seller | buyer | either | platform | carrier
    marketplaces: frozenset[str] | None
    scope: Scope
    due: Moment
    opens: Counted | Combined | None
    zone: str | None  # None: the shop's
    text: Texts
    consequence: Texts
    source: Mapping[str, str]
    version: str  # hash of its pack


@dataclass(frozen=True, slots=True)
class Note:
    """A fact without a clock, which playbooks cite under its id."""

    id: str
    text: Texts
    source: Mapping[str, str]
    version: str


@cache
def rules() -> tuple[Rule, ...]:
    """Every row of every policy pack, once for each scope."""
    return tuple(rule for pack in load_packs("policies") for rule in rules_of(pack))


@lru_cache(maxsize=64)
def rules_on(marketplace: str) -> tuple[Rule, ...]:
    """The rows that can hold for an order on that marketplace."""
    return tuple(rule for rule in rules() if rule.marketplaces is None or marketplace in rule.marketplaces)


@cache
def cited() -> Mapping[str, Rule | Note]:
    """What a verdict can cite: the first scope of each row, and each note, by id."""
    notes = {note.id: note for pack in load_packs("policies") for note in notes_of(pack)}
    return {rule.id: rule for rule in reversed(rules())} | notes


def rule_text(rule_id: str, locale: str) -> str:
    """What a rule says, in one of LOCALES. Raises NotFound."""
    if rule_id not in cited():
        raise NotFound("rule_unknown", f"There is no rule {rule_id!r}.", mend="See packs/policies.")
    return cited()[rule_id].text[locale]


def rules_of(pack: Pack) -> list[Rule]:
    """The rows of one pack."""
    body = pack.body
    return [
        _rule(row, scope, body, pack.sha256) for row in body["rules"] for scope in row.get("applies", [{}])
    ]


def notes_of(pack: Pack) -> list[Note]:
    """The notes of one pack."""
    source = pack.body["source"]
    return [
        Note(row["id"], row["text"], row.get("source", source), pack.sha256)
        for row in pack.body.get("notes", [])
    ]


def _rule(row: dict[str, Any], scope: dict[str, Any], body: dict[str, Any], version: str) -> Rule:
    marketplaces = body.get("marketplaces")
    due = moment_of(row["due"])
    if "amount" in scope:
        if not isinstance(due, Counted):
            raise BadPack("pack_invalid", f"Rule {row['id']}: only a plain amount can differ by country.")
        due = replace(due, amount=Amount(**scope["amount"]))
    return Rule(
        id=row["id"],
        kind=row["kind"],
        side=body["side"],
        actor=row["actor"],
        marketplaces=None if marketplaces is None else frozenset(marketplaces),
        scope=_scope(scope, body.get("countries")),
        due=due,
        opens=_opens(row.get("opens")),
        zone=row.get("zone"),
        text=row["text"],
        consequence=row["consequence"],
        source=row.get("source", body["source"]),
        version=version,
    )


def moment_of(row: dict[str, Any]) -> Moment:
    """How a pack says when something is due."""
    if "promise" in row:
        return Promised(row["counts_from"], promise_of(row["promise"]))
    if row.get("given"):
        return Given(row["counts_from"])
    return _reckoned(row)


def promise_of(row: dict[str, Any]) -> AnswerPromise:
    """A shop's answer time as packs write it. Raises BadFacts."""
    return AnswerPromise(
        minutes=row["minutes"],
        staffed_from=time.fromisoformat(row["staffed_from"]),
        staffed_until=time.fromisoformat(row["staffed_until"]),
    )


def _opens(row: dict[str, Any] | None) -> Counted | Combined | None:
    return None if row is None else _reckoned(row)


def _reckoned(row: dict[str, Any]) -> Counted | Combined:
    if "counts_from" in row:
        return Counted(row["counts_from"], Amount(**row["amount"]))
    is_latest = "later_of" in row
    parts = row["later_of" if is_latest else "earlier_of"]
    return Combined(is_latest, tuple(_reckoned(part) for part in parts))


def _scope(row: dict[str, Any], countries: list[str] | None) -> Scope:
    named = row.get("countries", countries)
    return Scope(
        countries=None if named is None else frozenset(named),
        not_countries=frozenset(row.get("not_countries", [])),
        fulfilment=row.get("fulfilment"),
        from_day=_day(row.get("from")),
        until_day=_day(row.get("until")),
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
