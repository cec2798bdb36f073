"""The rows of the policy packs, compiled once: which clock, where in force, counted how, on whose word."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from amends.core.pack_sets import kept_by
from amends.core.packs import BadPack, Pack, load_packs
from amends.policies.moments import (
    Counted,
    Moment,
    Named,
    Reckoned,
    events_of,
    moment_of,
    reckoned_of,
    with_amount,
)
from amends.policies.scope import Scope, scope_of

LOCALES = ("en", "zh-Hans", "fr")
Texts = Mapping[str, str]  # locale → sentence
M = TypeVar("M", bound=Moment | None)
_CORRECTABLE = ("due", "opens", "applies", "text", "consequence", "source")


@dataclass(frozen=True, slots=True)
class Rule:
    """One row in one scope. `actor` must act before it is due: only `seller` clocks run against us."""

    id: str
    kind: str
    side: str  # platform | law | carrier | own
    actor: str  # seller | buyer | either | platform | carrier
    marketplaces: frozenset[str] | None
    scope: Scope
    due: Moment
    opens: Reckoned | None
    is_chance: bool  # ours to use or to let go, so that it hinders nothing
    extends: str | None  # the row of the same kind whose end it puts off
    zone: str | None  # None: the shop's
    text: Texts
    consequence: Texts
    source: Mapping[str, str]
    version: str  # hash of its pack, or of the one that corrects it
    correction: "Correction | None" = None
    events: tuple[str, ...] = ()  # that it counts from


@dataclass(frozen=True, slots=True)
class Correction:
    """A row of another's put right: what replaces its parts, when, by whom, and who read it a second time."""

    rule: str
    changes: Mapping[str, Any]
    corrected_on: date
    by: str
    confirmed_by: str
    version: str  # hash of the pack that corrects


@dataclass(frozen=True, slots=True)
class Limit:
    """What a measured figure must keep to: `way` is below, at_most, at_least or above."""

    measure: str
    way: str
    value: Decimal
    unit: str  # percent | count | days | USD
    over_days: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """A fact without a clock, cited under its id.

    `kind`: fact, limit, forbidden, allowed_only, not_allowed or outcome. It holds where any of `scopes` does.
    """

    id: str
    kind: str
    side: str
    marketplaces: frozenset[str] | None
    scopes: tuple[Scope, ...]
    limits: tuple[Limit, ...]
    text: Texts
    consequence: Texts | None
    source: Mapping[str, str]
    version: str


@kept_by("policies")
def rules() -> tuple[Rule, ...]:
    """Every row of every policy pack, once for each scope."""
    return tuple(rule for pack in load_packs("policies") for rule in rules_of(pack))


@kept_by("policies")
def rules_on(marketplace: str) -> tuple[Rule, ...]:
    """The rows that can hold for an order on that marketplace, but for those that put another one off."""
    return tuple(rule for rule in _all_on(marketplace) if rule.extends is None)


@kept_by("policies")
def rules_by_clock(marketplace: str) -> Mapping[tuple[str, str], tuple[Rule, ...]]:
    """The same by the kind and side of their clock."""
    found: dict[tuple[str, str], list[Rule]] = {}
    for rule in rules_on(marketplace):
        found.setdefault((rule.kind, rule.side), []).append(rule)
    return {clock: tuple(rows) for clock, rows in found.items()}


@kept_by("policies")
def extensions_on(marketplace: str) -> tuple[Rule, ...]:
    """The rows there that put the end of another one off."""
    return tuple(rule for rule in _all_on(marketplace) if rule.extends is not None)


@kept_by("policies")
def named_rules_on(marketplace: str) -> tuple[Rule, ...]:
    """The rows there whose end is a day noted on the case."""
    return tuple(rule for rule in rules_on(marketplace) if isinstance(rule.due, Named))


@kept_by("policies")
def named_days() -> frozenset[str]:
    """The facts of cases whose days end clocks, or meet them."""
    moments = [rule.due for rule in rules() if isinstance(rule.due, Named)]
    return frozenset(name for moment in moments for name in moment.facts)


def _all_on(marketplace: str) -> Iterator[Rule]:
    return (rule for rule in rules() if rule.marketplaces is None or marketplace in rule.marketplaces)


@kept_by("policies")
def cited() -> Mapping[str, Rule | Note]:
    """What a verdict can cite: the first scope of each row, and each note, by id."""
    notes = {note.id: note for pack in load_packs("policies") for note in notes_of(pack)}
    return {rule.id: rule for rule in reversed(rules())} | notes


def rules_of(pack: Pack) -> list[Rule]:
    """The rows of one pack, with what corrections in force put right. Raises BadPack for a bad correction."""
    body, put_right = pack.body, corrections()
    rows = [(row, put_right.get(row["id"])) for row in body.get("rules", [])]
    return [
        _rule(row | dict(correction.changes if correction else {}), scope, body, pack.sha256, correction)
        for row, correction in rows
        for scope in (correction.changes if correction else {}).get("applies", row.get("applies", [{}]))
    ]


@kept_by("policies")
def corrections() -> Mapping[str, Correction]:
    """What is put right, by rule. Raises BadPack."""
    packs = list(load_packs("policies"))
    sides = {row["id"]: pack.body["side"] for pack in packs for row in pack.body.get("rules", [])}
    found: dict[str, Correction] = {}
    for pack in packs:
        for row in pack.body.get("corrections", []):
            one = _correction(row, pack.sha256)
            _check_correction(one, sides.get(one.rule), one.rule in found, pack.name)
            found[one.rule] = one
    return found


def _correction(row: Mapping[str, Any], version: str) -> Correction:
    changes = {part: row[part] for part in _CORRECTABLE if part in row}
    return Correction(
        row["rule"], changes, date.fromisoformat(row["corrected_on"]), row["by"], row["confirmed_by"], version
    )


def _check_correction(one: Correction, side: str | None, is_second: bool, pack: str) -> None:
    place = f"Pack {pack}, correction of {one.rule}"
    if one.by == one.confirmed_by:
        raise BadPack("no_second_person", f"{place}: it needs a second person.", mend="Name another one.")
    if side is None:
        raise BadPack("correction_of_nothing", f"{place}: there is no such rule.", mend="Name one there is.")
    if side == "own":
        raise BadPack(
            "correction_of_own", f"{place}: it is the seller's own.", mend="Change the rule itself."
        )
    if is_second:
        raise BadPack("corrected_twice", f"{place}: it is corrected twice.", mend="Keep one of the two.")


def notes_of(pack: Pack) -> list[Note]:
    """The notes of one pack."""
    return [_note(row, pack.body, pack.sha256) for row in pack.body.get("notes", [])]


def _note(row: dict[str, Any], body: dict[str, Any], version: str) -> Note:
    return Note(
        id=row["id"],
        kind=row.get("kind", "fact"),
        side=body["side"],
        marketplaces=_marketplaces(body),
        scopes=tuple(_scope(scope, body) for scope in row.get("applies", [{}])),
        limits=tuple(_limit(written) for written in row.get("limits", [])),
        text=row["text"],
        consequence=row.get("consequence"),
        source=row.get("source", body["source"]),
        version=version,
    )


def _limit(row: dict[str, Any]) -> Limit:
    [way] = (way for way in ("below", "at_most", "at_least", "above") if way in row)
    return Limit(row["measure"], way, Decimal(row[way]), row["unit"], tuple(row.get("over_days", ())))


def _rule(
    row: dict[str, Any],
    scope: dict[str, Any],
    body: dict[str, Any],
    version: str,
    correction: Correction | None,
) -> Rule:
    opens = reckoned_of(row["opens"]) if "opens" in row else None
    due = _varied(row["id"], moment_of(row["due"]), scope.get("amount"))
    return Rule(
        id=row["id"],
        kind=row["kind"],
        side=body["side"],
        actor=row["actor"],
        marketplaces=_marketplaces(body),
        scope=_scope(scope, body),
        due=due,
        opens=_varied(row["id"], opens, scope.get("opens_amount")),
        is_chance=row.get("is_chance", False),
        extends=row.get("extends"),
        zone=row.get("zone"),
        text=row["text"],
        consequence=row["consequence"],
        source=row.get("source", body["source"]),
        version=correction.version if correction else version,
        correction=correction,
        events=events_of(due),
    )


def _varied(rule_id: str, moment: M, amount: dict[str, Any] | None) -> M | Counted:
    """The moment, with the amount that this scope has instead. Raises BadPack."""
    if amount is None:
        return moment
    varied = with_amount(moment, amount)
    if varied is None:
        raise BadPack("pack_invalid", f"Rule {rule_id}: only a plain amount can differ by scope.")
    return varied


def _scope(row: dict[str, Any], body: dict[str, Any]) -> Scope:
    return scope_of(row, countries=body.get("countries"), carriers=body.get("carriers"))


def _marketplaces(body: dict[str, Any]) -> frozenset[str] | None:
    named = body.get("marketplaces")
    return None if named is None else frozenset(named)
