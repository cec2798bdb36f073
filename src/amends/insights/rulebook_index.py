"""Every rule there is as one list: of clocks, notes, tables, playbooks, and of what is written to buyers."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from amends.compliance.lint import marketplaces
from amends.compliance.own_rules import FAMILY, in_every_language
from amends.core.pack_sets import kept_by
from amends.core.packs import Pack, load_packs
from amends.playbooks.conditions import Condition
from amends.playbooks.playbook import Ground, Playbook, ResolutionRule
from amends.playbooks.reading import GROUNDS, playbooks
from amends.policies.moments import Moment, Reckoned
from amends.policies.rulebook import LOCALES, Limit, Note, Rule, Texts, notes_of, rules_of
from amends.policies.scope import Scope, scope_of
from amends.policies.tables.cells import Cell, OneOf, Together
from amends.policies.tables.loading import rulebooks
from amends.policies.tables.rulebook import LAW, MARKETPLACE, SELLER, Row, Rulebook, Table

RULE, NOTE, ROW, GROUND, WORDING = FAMILIES = ("rule", "note", "row", "ground", "wording")
SIDES = ("law", "platform", "carrier", "own")
_TABLE_SIDES = {LAW: "law", MARKETPLACE: "platform", SELLER: "own"}
_NOTHING = dict.fromkeys(LOCALES, "")


@dataclass(frozen=True, slots=True)
class Version:
    """A rule in one scope, between two days (both included; None: open). `row` is a table's row."""

    scope: Scope
    from_day: date | None = None
    until_day: date | None = None
    due: Moment | None = None
    opens: Reckoned | None = None
    row: Row | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One rule with all its versions.

    `kind` is the clock's, the note's, the table's question, refused, not_advised, rights, or of a wording how
    severe it is. `side` is one of
    SIDES. `marketplaces` and `countries` None: everywhere. `rests_on` is the rule that a ground cites.
    `words` is what a search looks in.
    """

    id: str
    family: str
    kind: str
    side: str
    pack: str
    marketplaces: frozenset[str] | None
    countries: frozenset[str] | None
    not_countries: frozenset[str]
    issue_types: frozenset[str]
    text: Texts
    consequence: Texts
    source: Mapping[str, str]
    sha256: str
    versions: tuple[Version, ...]
    words: str
    actor: str = ""
    rests_on: str = ""
    limits: tuple[Limit, ...] = ()
    when: Condition = ()
    book: str = ""  # of a row: the rulebook


@kept_by("policies", "playbooks", "case_facts", "tables", "compliance", FAMILY)
def every_rule() -> tuple[Entry, ...]:
    """All rules in force or dated, each once. Raises BadPack."""
    return (*_of_policies(), *_of_tables(), *_of_playbooks(), *_of_compliance(), *_of_own_wording())


@kept_by("policies", "playbooks", "case_facts", "tables", "compliance", FAMILY)
def _by_id() -> Mapping[str, tuple[Entry, ...]]:
    found: dict[str, tuple[Entry, ...]] = {}
    for entry in every_rule():
        found[entry.id] = (*found.get(entry.id, ()), entry)
    return found


def rules_named(rule_id: str) -> tuple[Entry, ...]:
    """The rules of that id, as verdicts cite it or as the list has it; none where there is none."""
    return _by_id().get(rule_id.removeprefix("playbooks/"), ())


def plain_words(text: str) -> str:
    """As a search compares: without regard to case and width."""
    return unicodedata.normalize("NFKC", text).casefold()


def _of_policies() -> Iterator[Entry]:
    for pack in load_packs("policies"):
        grouped: dict[str, list[Rule]] = {}
        for rule in rules_of(pack):
            grouped.setdefault(rule.id, []).append(rule)
        yield from (_rule(versions, pack.name) for versions in grouped.values())
        yield from (_note(note, pack.name) for note in notes_of(pack))


def _rule(rules: list[Rule], pack: str) -> Entry:
    first = rules[0]
    scopes = [rule.scope for rule in rules]
    versions = (
        Version(rule.scope, rule.scope.from_day, rule.scope.until_day, rule.due, rule.opens) for rule in rules
    )
    return _entry(
        id=first.id,
        family=RULE,
        kind=first.kind,
        side=first.side,
        pack=pack,
        marketplaces=first.marketplaces,
        scopes=scopes,
        text=first.text,
        consequence=first.consequence,
        source=first.source,
        sha256=first.version,
        versions=tuple(versions),
        actor=first.actor,
    )


def _note(note: Note, pack: str) -> Entry:
    return _entry(
        id=note.id,
        family=NOTE,
        kind=note.kind,
        side=note.side,
        pack=pack,
        marketplaces=note.marketplaces,
        scopes=list(note.scopes),
        text=note.text,
        consequence=note.consequence or _NOTHING,
        source=note.source,
        sha256=note.version,
        versions=tuple(Version(scope, scope.from_day, scope.until_day) for scope in note.scopes),
        limits=note.limits,
    )


def _of_tables() -> Iterator[Entry]:
    for place, book in rulebooks().items():
        for table in book.tables:
            grouped: dict[str, list[Row]] = {}
            for row in table.all_rows:
                if not row.impossible and row.state != "silent":
                    grouped.setdefault(row.id, []).append(row)
            yield from (_row(book, table, rows, place) for rows in grouped.values())


def _row(book: Rulebook, table: Table, rows: list[Row], place: str) -> Entry:
    first = rows[0]
    cells = {**table.guard, **first.cells}
    scope = Scope(countries=codes_of(cells.get("country")), not_countries=_left_out(cells.get("country")))
    return _entry(
        id=first.name,
        family=ROW,
        kind=table.question,
        side=_TABLE_SIDES[table.side],
        pack=f"tables/{table.pack}",
        marketplaces=codes_of(cells.get("marketplace")),
        scopes=[scope],
        text=first.text,
        consequence=_NOTHING,
        source=first.source,
        sha256=book.sha256,
        versions=tuple(Version(scope, row.from_day, row.until_day, row=row) for row in rows),
        book=place,
    )


def codes_of(cell: Cell | None) -> frozenset[str] | None:
    """The codes a cell is bound to; None where it is not bound to any."""
    if isinstance(cell, Together) and cell.every:
        named = [codes for part in cell.parts if (codes := codes_of(part)) is not None]
        return frozenset.intersection(*named) if named else None
    return frozenset(map(str, cell.values)) if isinstance(cell, OneOf) and not cell.absent else None


def _left_out(cell: Cell | None) -> frozenset[str]:
    parts = cell.parts if isinstance(cell, Together) and cell.every else (cell,)
    absent = (part.values for part in parts if isinstance(part, OneOf) and part.absent)
    return frozenset(str(value) for values in absent for value in values)


def _of_playbooks() -> Iterator[Entry]:
    bodies = {pack.name: pack.body for pack in load_packs("playbooks")}
    for book in playbooks().values():
        for way in book.resolutions:
            for kind in GROUNDS:
                for ground in getattr(way, kind):
                    yield _ground(book, way, kind, ground, bodies[book.name])


def _ground(book: Playbook, way: ResolutionRule, kind: str, ground: Ground, body: dict[str, Any]) -> Entry:
    named = {test.fact: test.codes for test in ground.when if test.codes and not test.absent}
    return _entry(
        id=f"{book.issue_type}.{way.code}.{ground.code}",
        family=GROUND,
        kind=kind,
        side="own",
        pack=book.name,
        marketplaces=named.get("marketplace"),
        scopes=[Scope(countries=named.get("country"), issue_types=frozenset({book.issue_type}))],
        text=book.texts["grounds", f"{way.code}.{ground.code}"]["text"],
        consequence=_NOTHING,
        source=body["source"],
        sha256=book.version,
        versions=(),
        rests_on="" if ground.rule.startswith(f"{book.name}.") else ground.rule,
        when=ground.when,
    )


def _of_compliance() -> Iterator[Entry]:
    """What must not be written, once for each of its scopes: their sources differ."""
    for pack in load_packs("compliance"):
        left = marketplaces()
        for scope in pack.body.get("scopes", ()):
            of = frozenset(scope.get("marketplaces", left)) - frozenset(scope.get("not_marketplaces", ()))
            yield _wording(pack, scope, None if of == marketplaces() else of & left)
            left -= of


def _of_own_wording() -> Iterator[Entry]:
    """What the seller itself wants to have written otherwise."""
    for pack in load_packs(FAMILY):
        of = pack.body.get("marketplaces")
        body = {"id": pack.name, **pack.body, "text": in_every_language(pack.body["text"])}
        own = Pack(pack.name, body, pack.sha256)
        yield _wording(own, {**pack.body, "side": "own"}, None if of is None else frozenset(of))


def _wording(pack: Pack, scope: Mapping[str, Any], of: frozenset[str] | None) -> Entry:
    source = scope.get("source", pack.body["source"])
    held = scope_of({name: scope[name] for name in ("from", "until") if name in scope})
    return _entry(
        id=pack.body["id"],
        family=WORDING,
        kind=scope["severity"],
        side=scope.get("side", "platform" if "address" in source else "own"),
        pack=pack.name,
        marketplaces=of,
        scopes=[held],
        text=pack.body["text"],
        consequence=_NOTHING,
        source=source,
        sha256=pack.sha256,
        versions=(Version(held, held.from_day, held.until_day),),
    )


def _entry(*, scopes: list[Scope], **fields: Any) -> Entry:
    countries = None if any(scope.countries is None for scope in scopes) else _union(scopes, "countries")
    return Entry(
        countries=countries,
        not_countries=frozenset.intersection(*(scope.not_countries for scope in scopes)),
        issue_types=_union(scopes, "issue_types"),
        words=_words(fields, scopes),
        **fields,
    )


def _union(scopes: Iterable[Scope], name: str) -> frozenset[str]:
    return frozenset().union(*(getattr(scope, name) or () for scope in scopes))


def _words(fields: Mapping[str, Any], scopes: Iterable[Scope]) -> str:
    said = [fields["id"], fields["kind"], *fields["text"].values(), *fields["consequence"].values()]
    said += [*fields["source"].values(), *(fields["marketplaces"] or ()), fields.get("rests_on", "")]
    said += [*_union(scopes, "countries"), *_union(scopes, "carriers")]
    return plain_words("\n".join(said))
