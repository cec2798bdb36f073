"""A rule as the rulebook's pages show it: in the reader's language, with its age and who relies on it."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.urls import reverse
from django.utils.translation import gettext as _

from amends.insights.rule_examples import Reached, examples_of
from amends.insights.rule_filter import from_day, is_ending, is_old, is_over, read_on, until_day
from amends.insights.rule_uses import Use, uses_of
from amends.insights.rulebook_index import NOTE, ROW, RULE, Entry, Version, rules_named
from amends.playbooks.reading import sentence
from amends.policies.rulebook import corrections
from amends.policies.tables.loading import our_rulebook
from amends.web.condition_sentences import condition_said, pack_locale
from amends.web.rule_sentences import day_said, force_said, limit_said, moment_said, scope_said, where_said
from amends.web.table_words import cell_said, fact_label, name_said, outcome_said, state_said
from amends.web.words import word

KINDS = {"rule": "clock_kind", "note": "note_kind", "ground": "ground_way", "wording": "severity"}
MOST_SAID = 4


def row_of(entry: Entry, cases: Mapping[str, int] | None, today: date) -> dict[str, Any]:
    """One line of the list."""
    uses = uses_of(entry)
    issue_types = dict.fromkeys(use.issue_type for use in uses if use.issue_type)
    return {
        "id": entry.id,
        "text": entry.text[pack_locale()],
        "side": entry.side,
        "kind": kind_said(entry),
        "family": entry.family,
        "where": _where(entry),
        "source": source_of(entry, today),
        "force": force_said(from_day(entry), until_day(entry)),
        "is_ending": is_ending(entry, today),
        "is_over": is_over(entry, today),
        "relied": [word("issue_type", code) for code in list(issue_types)[:MOST_SAID]],
        "relied_more": max(0, len(issue_types) - MOST_SAID),
        "tables": list(dict.fromkeys(name_said(use.code) for use in uses if use.section == "tables")),
        "cases": cases.get(entry.id, 0) if cases is not None else None,
    }


def kind_said(entry: Entry) -> str:
    """What kind of rule it is, in words."""
    return kind_name(entry.family, entry.kind)


def kind_name(family: str, kind: str) -> str:
    """What a kind of rule is called: the clock, the sort of note, the question of a table."""
    return word(KINDS[family], kind) if family in KINDS else name_said(kind)


def source_of(entry: Entry, today: date) -> dict[str, Any]:
    """On whose word: address or where it is known from, how sure, when last read, how long ago."""
    address = entry.source.get("address", "")
    return {
        "address": address,
        "host": urlsplit(address).hostname or "" if address else "",
        "known_from": entry.source.get("known_from", ""),
        "note": entry.source.get("note", ""),
        "confidence": entry.source["confidence"],
        "read_on": day_said(read_on(entry)),
        "is_old": is_old(entry, today),
        "days": max(0, (today - read_on(entry)).days),
    }


def detail_of(entry: Entry, cases: Mapping[str, int] | None, today: date) -> dict[str, Any]:
    """Everything about one rule."""
    way = entry.id.split(".")[1] if entry.family == "ground" else ""
    [issue_type] = entry.issue_types if way else [""]
    return row_of(entry, cases, today) | {
        "consequence": entry.consequence[pack_locale()],
        "actor": entry.actor,
        "pack": entry.pack,
        "sha256": entry.sha256,
        "versions": [_version(entry, version, today) for version in entry.versions],
        "limits": [limit_said(limit) for limit in entry.limits],
        "when": condition_said(entry.when, issue_type),
        "issue_type": issue_type,
        "way": sentence(issue_type, "resolutions", way, pack_locale()) if way else "",
        "rests_on": _named(entry.rests_on),
        "uses": [_use(use) for use in uses_of(entry)],
        "examples": [_example(each) for each in examples_of(entry) if each.locale in ("", pack_locale())],
        "has_examples": entry.family != NOTE,
        "question": entry.kind if entry.family == ROW else "",
        "correction": corrections().get(entry.id) if entry.family == RULE else None,
        "may_be_corrected": entry.family in (RULE, ROW) and entry.side != "own",
    }


def _where(entry: Entry) -> list[str]:
    return where_said(entry.marketplaces, entry.countries, entry.not_countries)


def _named(rule_id: str) -> dict[str, str] | None:
    found = rules_named(rule_id) if rule_id else ()
    return {"id": found[0].id, "text": found[0].text[pack_locale()]} if found else None


def _version(entry: Entry, version: Version, today: date) -> dict[str, Any]:
    first, last = version.from_day, version.until_day
    shown: dict[str, Any] = {
        "where": scope_said(version.scope) if entry.family != ROW else _where(entry),
        "force": force_said(first, last),
        "is_past": last is not None and last < today,
        "is_to_come": first is not None and first > today,
        "due": moment_said(version.due) if version.due is not None else "",
        "opens": moment_said(version.opens) if version.opens is not None else "",
    }
    return shown | (_cells(entry, version) if version.row is not None else {})


def _cells(entry: Entry, version: Version) -> dict[str, Any]:
    """What a row of a table looks at and what it says."""
    book, row = our_rulebook(entry.book), version.row
    assert row is not None
    table = next(each for each in book.tables if row in each.all_rows)
    cells = {**table.guard, **row.cells}
    named = {name: cell for name, cell in cells.items() if not name.startswith("@")}
    return {
        "cells": [
            (fact_label(book, name), cell_said(cell, table.types[name], name)) for name, cell in named.items()
        ],
        "then": [outcome_said(book, name, then) for name, then in row.then.items()]
        or [state_said(row.state)],
        "correction": row.correction,
    }


def _use(use: Use) -> dict[str, str]:
    if use.section == "tables":
        said = _("Table: %(name)s") % {"name": name_said(use.code)}
        return {"text": said, "address": reverse("rulebook_table", args=[use.code]), "part": ""}
    address = reverse("rulebook_playbook", args=[use.issue_type])
    part = "grounds" if use.section == "resolutions" and "." in use.code else use.section
    return {
        "text": word("issue_type", use.issue_type),
        "part": _part(use, part),
        "address": f"{address}#{anchor(use.section, use.code)}",
    }


def anchor(section: str, code: str) -> str:
    """Where a row of a playbook stands on its page: a ground with its way out."""
    if section == "grounds":
        section, code = "resolutions", code.partition(".")[0]
    return section if section in ("needs", "stages") else f"{section}-{code}"


def _part(use: Use, section: str) -> str:
    try:
        said = sentence(use.issue_type, section, use.code, pack_locale())
    except KeyError:
        said = use.code.replace("_", " ")
    return f"{word('ground_way', use.way)}: {said}" if use.way and section == "grounds" else said


def _example(each: Reached) -> dict[str, Any]:
    facts = {
        name: str(value).lower() if isinstance(value, bool) else value
        for name, value in (each.facts or {}).items()
    }
    plain = all(isinstance(value, str | int | float) for value in facts.values())
    try_it = (
        f"{reverse('rulebook_table', args=[each.question])}?{urlencode(facts)}" if facts and plain else ""
    )
    return {"name": each.name, "gives": each.gives, "try_it": try_it}
