"""What a changed rulebook judges otherwise than the one in force. Pure: two sets of packs in, concerns out.

Only rows that a verdict hangs on count: other words, sources and examples concern no case.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from amends.core.pack_sets import PackSet, judging_by
from amends.core.packs import load_pack, pack_names
from amends.playbooks.approvals import QUESTION as APPROVAL
from amends.playbooks.case_facts import AskedFact, asked_facts, evidence, peaks
from amends.playbooks.cost_prices import EVERY_SHOP, LIMITS, PRICES
from amends.playbooks.costs import RISK
from amends.playbooks.playbook import Playbook
from amends.playbooks.questions import case_questions
from amends.playbooks.reading import playbooks
from amends.policies.rulebook import Rule, rules
from amends.policies.tables.loading import rulebooks
from amends.whatif.concerns import Concern
from amends.whatif.hanging import clocks_of, lines_of, lines_to_buyer, names_of, questions_of
from amends.whatif.rows import without_words

JUDGED = ("case_costs", "case_facts", "playbooks", "policies", "tables")
NOT_JUDGED = ("parties", "replies")
CLAIM = "carrier_claim"
_PRICED_IN = {"freight_out": frozenset({"freight_out", CLAIM})}
_SHARED_IN = {"goods_cost": frozenset({"goods", "resale", CLAIM}), "resale": frozenset({"resale"})}
_LEARNT_IN = frozenset({*RISK, CLAIM, "freight_out", "freight_back", "goods", "resale"})
Prices = Mapping[tuple[str, str], Mapping[str, Decimal]]
Books = Mapping[str, Playbook]


def concerns_of(before: PackSet, after: PackSet) -> tuple[Concern, ...]:
    """Which cases can come out otherwise by `after`. Both sets load without a fault."""
    one, other = _Compiled(before), _Compiled(after)
    if (before.families | after.families) - {*JUDGED, *NOT_JUDGED} or _is_read_otherwise(one, other):
        return (Concern(whole=True),)
    found = (*_playbooks(one, other), *_clocks(one, other), *_costs(one, other), *_tables(one, other))
    return tuple(dict.fromkeys(found))


class _Compiled:
    """What one set of packs says, as far as verdicts hang on it."""

    def __init__(self, packs: PackSet) -> None:
        with judging_by(packs):
            self.facts = {name: _asked(fact) for name, fact in asked_facts().items()}
            self.evidence = frozenset(evidence())
            self.peaks = peaks()
            self.books: Books = playbooks()
            self.names = {issue_type: names_of(book) for issue_type, book in self.books.items()}
            self.kinds = {issue_type: clocks_of(book) for issue_type, book in self.books.items()}
            self.questions = {issue_type: questions_of(book) for issue_type, book in self.books.items()}
            self.rules = {_judged_rule(rule): rule for rule in rules()}
            self.costs = load_pack("case_costs").body
            self.tables = _tables_written()
            self.asked_of = _book_of_question()

    def issue_types(self, hang_on: Mapping[str, frozenset[str]], these: frozenset[str]) -> frozenset[str]:
        return frozenset(issue_type for issue_type, names in hang_on.items() if names & these)


def _is_read_otherwise(one: _Compiled, other: _Compiled) -> bool:
    """Whether facts that were told may be read otherwise; a question that is new was never answered."""
    kept = {name: other.facts.get(name) for name in one.facts}
    return one.facts != kept or not one.evidence <= other.evidence or one.peaks != other.peaks


def _asked(fact: AskedFact) -> tuple[object, ...]:
    return fact.type, frozenset(fact.values), fact.least, fact.most, fact.is_gathered, fact.corrects


def _playbooks(one: _Compiled, other: _Compiled) -> Iterator[Concern]:
    named = sorted({*one.books, *other.books})
    differing = [name for name in named if _judged_book(one, name) != _judged_book(other, name)]
    if differing:
        yield Concern(whole=True, issue_types=frozenset(differing))


def _judged_book(packs: _Compiled, issue_type: str) -> tuple[object, ...] | None:
    book = packs.books.get(issue_type)
    if book is None:
        return None
    return book.fulfilment, book.wishes, book.needs, book.liable, book.resolutions, book.steps


def _clocks(one: _Compiled, other: _Compiled) -> Iterator[Concern]:
    changed = [one.rules.get(key) or other.rules[key] for key in one.rules.keys() ^ other.rules.keys()]
    for rule in sorted(changed, key=lambda rule: (rule.id, rule.version)):
        countries = None if rule.scope.not_countries else rule.scope.countries
        clock = Concern(
            clocks=frozenset({(rule.kind, rule.side)}), marketplaces=rule.marketplaces, countries=countries
        )
        yield clock
        kind = frozenset({rule.kind})
        hanging = one.issue_types(one.kinds, kind) | other.issue_types(other.kinds, kind)
        if hanging:
            yield replace(clock, whole=True, issue_types=hanging)


def _judged_rule(rule: Rule) -> tuple[object, ...]:
    return (
        rule.id, rule.kind, rule.side, rule.actor, rule.marketplaces, rule.scope, rule.due, rule.opens,
        rule.is_chance, rule.extends, rule.zone,
    )  # fmt: skip


def _costs(one: _Compiled, other: _Compiled) -> Iterator[Concern]:
    before, after = prices_in(one.costs), prices_in(other.costs)
    for currency, shop in sorted({*before, *after}):
        was, now = before.get((currency, shop), {}), after.get((currency, shop), {})
        where = Concern(
            currencies=frozenset({currency}), shops=None if shop == EVERY_SHOP else frozenset({shop})
        )
        for name in (*PRICES, *LIMITS):
            if was.get(name) != now.get(name):
                yield from _price(name, where, one, other)
    for section, priced_in in (("shares", _SHARED_IN), ("recovery", {})):
        for name in sorted({*one.costs[section], *other.costs[section]}):
            if one.costs[section].get(name) != other.costs[section].get(name):
                yield from _lines(priced_in.get(name, frozenset({CLAIM})), Concern(), one, other)
    if one.costs["learning"] != other.costs["learning"]:
        yield from _lines(_LEARNT_IN, Concern(), one, other)


def prices_in(body: Mapping[str, Any]) -> Prices:
    """(currency, shop's code or EVERY_SHOP) → what that row of a pack of costs names."""
    return {
        (row["currency"], shop): {name: Decimal(row[name]) for name in (*PRICES, *LIMITS) if name in row}
        for row in body["prices"]
        for shop in row.get("shops", [EVERY_SHOP])
    }


def _price(name: str, where: Concern, one: _Compiled, other: _Compiled) -> Iterator[Concern]:
    if name in LIMITS:
        flag = frozenset({"cheap" if name == "cheap_below" else "dear"})
        hanging = one.issue_types(one.names, flag) | other.issue_types(other.names, flag)
        if hanging:
            yield replace(where, whole=True, issue_types=hanging)
        return
    yield from _lines(_PRICED_IN.get(name, frozenset({name})), where, one, other)


def _lines(lines: frozenset[str], where: Concern, one: _Compiled, other: _Compiled) -> Iterator[Concern]:
    """The costs with one of these lines. What leaves for the buyer may need another's approval."""
    books = (*one.books.items(), *other.books.items())
    hanging = frozenset(issue_type for issue_type, book in books if lines_of(book) & lines)
    whole = frozenset(issue_type for issue_type, book in books if lines_to_buyer(book) & lines)
    if whole:
        yield replace(where, whole=True, issue_types=whole)
    if hanging - whole:
        yield replace(where, lines=lines, issue_types=hanging - whole)


def _tables(one: _Compiled, other: _Compiled) -> Iterator[Concern]:
    named = {*one.tables, *other.tables}
    changed = {name for name in named if one.tables.get(name) != other.tables.get(name)}
    if APPROVAL in changed:
        yield Concern(whole=True, issue_types=frozenset({*one.books, *other.books}))
    for packs in (one, other):
        questions = frozenset(question for question, book in packs.asked_of.items() if book in changed)
        hanging = packs.issue_types(packs.questions, questions)
        if hanging:
            yield Concern(whole=True, issue_types=hanging)


def _tables_written() -> Mapping[str, Any]:
    """Rulebook → what its packs say, but for words."""
    written: dict[str, dict[str, Any]] = {}
    for pack in (load_pack(name) for name in pack_names("tables")):
        written.setdefault(pack.name.split("/")[1], {})[pack.name] = without_words(pack.body)
    return written


def _book_of_question() -> Mapping[str, str]:
    names = {id(book): name for name, book in rulebooks().items()}
    return {question: names[id(book)] for question, book in case_questions().items()}
