"""Which examples of the packs reach a rule: run, not only read, where a row or a ground must fire."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from amends.core.packs import load_pack
from amends.insights.rulebook_index import GROUND, ROW, RULE, WORDING, Entry
from amends.playbooks.assess import assess_by
from amends.playbooks.facts_reading import facts_from_json
from amends.playbooks.reading import playbooks
from amends.policies.tables.judging import Trace, decide, decide_all
from amends.policies.tables.known import read_facts
from amends.policies.tables.loading import our_rulebook

MOST_LINES = 6  # bad and good ones of a language


@dataclass(frozen=True, slots=True)
class Reached:
    """An example by its name. `gives` is what it comes to there, where that is short.

    Of a wording: the line itself, its `locale`, and bad or good.
    """

    name: str
    gives: str = ""
    facts: Mapping[str, Any] | None = None  # of a table, to be tried in the explorer
    question: str = ""
    locale: str = ""


def examples_of(entry: Entry) -> list[Reached]:
    """The examples that reach the rule, in the order of the pack; none for a note."""
    find = _FINDERS.get(entry.family)
    return list(find(entry)) if find is not None else []


def _of_clock(entry: Entry) -> Iterator[Reached]:
    for example in load_pack(entry.pack).body.get("examples", ()):
        wanted = example["gives"].get(entry.id, "none")
        if wanted != "none":
            due = wanted.get("due", "") if isinstance(wanted, dict) else wanted
            yield Reached(example["name"], str(due or ""))


def _of_row(entry: Entry) -> Iterator[Reached]:
    book = our_rulebook(entry.book)
    table, _, row = entry.id.partition("/")
    for example in book.examples:
        fired: Trace = set()
        facts = read_facts(book.facts, example.facts)
        if example.question is None:
            decide_all(book, facts, trace=fired)
        else:
            decide(book, facts, example.question, fired)
        if (table, row) in fired:
            question = example.question or entry.kind
            yield Reached(example.name, facts=example.facts, question=question)


def _of_ground(entry: Entry) -> Iterator[Reached]:
    issue_type, way, ground = entry.id.split(".", 2)
    book = playbooks()[issue_type]
    for example in load_pack(book.name).body["examples"]:
        judged = assess_by(book, facts_from_json(example["facts"]))
        reasons = {(one.code, one.reason) for one in judged.resolutions}
        if (way, ground) in reasons:
            yield Reached(example["name"])


def _of_wording(entry: Entry) -> Iterator[Reached]:
    for locale, lines in load_pack(entry.pack).body["examples"].items():
        for gives in ("bad", "good"):
            yield from (Reached(line, gives, locale=locale) for line in lines.get(gives, ())[:MOST_LINES])


_FINDERS: Mapping[str, Callable[[Entry], Iterator[Reached]]] = {
    RULE: _of_clock,
    ROW: _of_row,
    GROUND: _of_ground,
    WORDING: _of_wording,
}
