"""Decision tables on the screen: as a grid, and as an explorer in which facts are picked and a row fires."""

from collections import Counter
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from amends.core import clock
from amends.insights.rulebook_index import codes_of
from amends.insights.table_question import Question, findings_of, question_named, questions, verdict_of
from amends.policies.facts import BadFacts
from amends.policies.tables.known import Texts
from amends.policies.tables.rulebook import OTHERWISE, Row, Table
from amends.web.access import Reader, reads
from amends.web.condition_sentences import pack_locale
from amends.web.fact_form import Box, boxes_of, document_of
from amends.web.finding_words import finding_said
from amends.web.language import is_english
from amends.web.rule_sentences import force_said, where_said
from amends.web.table_words import (
    cell_said,
    fact_label,
    name_said,
    outcome_said,
    party_said,
    state_said,
    value_told,
)

SIDES = {"law": "law", "marketplace": "platform", "seller": "own"}
IN_SCOPE = ("marketplace", "country", "fulfilment", "shop")


@reads("see_rulebook")
def table_list(request: HttpRequest, reader: Reader) -> HttpResponseBase:
    """GET /rulebook/tables: every question with its tables."""
    rows = [
        {
            "question": each.name,
            "name": name_said(each.name),
            "place": each.place,
            "tables": len(each.tables),
            "rows": sum(len(table.rows) for table in each.tables),
            "sides": Counter(SIDES[table.side] for table in each.tables).items(),
            "facts": [fact_label(each.book, name) for name in each.facts],
            "is_main": each.name in each.book.main,
        }
        for each in questions()
    ]
    return render(request, "rulebook/tables.html", {"place": "tables", "rows": rows})


@reads("see_rulebook")
def table_page(request: HttpRequest, reader: Reader, *, question: str) -> HttpResponseBase:
    """GET /rulebook/tables/may_return?country=FR&…: the tables, and what the facts of the address come to."""
    asked = question_named(question)
    boxes = boxes_of(asked, request.GET)
    verdict = _verdict(asked, request, boxes)
    findings = findings_of(asked, clock.now().date())
    grids = [_grid(asked, table, verdict, len(findings[table.id])) for table in asked.tables]
    context = {
        "place": "tables",
        "question": asked.name,
        "name": name_said(asked.name),
        "book": {"name": asked.book.name, "sha256": asked.book.sha256, "version": asked.book.version},
        "boxes": boxes,
        "verdict": verdict,
        "tables": sorted(grids, key=lambda grid: not grid["fires"]),
        "findings": [
            {"table": each.table, **finding_said(each)}
            for found in findings.values()
            for each in found
            if each.level != "note"
        ],
    }
    return render(request, "rulebook/table.html", context)


def _verdict(asked: Question, request: HttpRequest, boxes: list[Any]) -> dict[str, Any]:
    """The verdict told in words; facts that cannot be read are said at their field."""
    document = document_of(asked, request.GET)
    if not document:
        return {"state": "", "fired": set()}
    try:
        told = verdict_of(asked, document)
    except BadFacts as error:
        for box in boxes:
            if isinstance(box, Box) and error.field_name.partition(".")[0] == box.name:
                box.error = _unread(error)
        mend = error.mend if is_english() else ""
        return {"state": "error", "problem": _unread(error), "mend": mend, "fired": set()}
    locale = pack_locale()
    outcomes = asked.book.outcomes
    return {
        "state": told["verdict"],
        "row": told["row"],
        "fired": set(told["rows"]) | {row for layer in told["layers"] for row in layer["rows"]},
        "decided_by": set(told["rows"]),
        "outcomes": [
            {
                "name": name_said(name),
                "value": value_told(value, outcomes[name].type, name),
                "won": {**told["won"][name], "side": SIDES[told["won"][name]["side"]]},
            }
            for name, value in told["outcomes"].items()
        ],
        "reasons": [{**reason, "text": _text(reason["text"])} for reason in told["reasons"]],
        "asks": [
            {"fact": ask["fact"], "text": _asked(asked, ask, locale), "of": party_said(ask["of"])}
            for ask in told["asks"]
        ],
        "layers": [
            {
                "side": SIDES[layer["side"]],
                "state": layer["verdict"],
                "rows": layer["rows"],
                "outcomes": [
                    (name_said(name), value_told(value, outcomes[name].type, name))
                    for name, value in layer["outcomes"].items()
                ],
            }
            for layer in told["layers"]
        ],
        "lines": [
            {**line, "reasons": [_text(one["text"]) for one in line["reasons"]]}
            for line in told.get("lines", ())
        ],
    }


def _asked(asked: Question, ask: dict[str, Any], locale: str) -> str:
    """The question of its pack; for what every rulebook knows, its name."""
    return fact_label(asked.book, ask["fact"]) if ask["fact"] in IN_SCOPE else ask["text"].get(locale, "")


def _text(texts: Texts) -> str:
    return texts.get(pack_locale(), "")


def _unread(error: BadFacts) -> str:
    """What cannot be read: exactly to who reads English, else by the name of its fact."""
    if is_english():
        return error.message
    name = name_said(error.field_name.partition(".")[0])
    return _("%(name)s cannot be read as it is written.") % {"name": name}


def _grid(asked: Question, table: Table, verdict: dict[str, Any], findings: int) -> dict[str, Any]:
    """The table as rows and columns; scope and dates stand in a column of their own."""
    columns = [name for name in table.columns if name not in IN_SCOPE and not name.startswith("@")]
    rows = [_row(asked, table, row, columns, verdict) for row in table.all_rows if not row.impossible]
    return {
        "id": table.id,
        "fires": any(row["fired"] for row in rows),
        "is_scoped": any(row["where"] for row in rows),
        "side": SIDES[table.side],
        "hit": table.hit,
        "concerns": [
            (fact_label(asked.book, name), cell_said(cell, table.types[name], name))
            for name, cell in table.guard.items()
            if not name.startswith("@")
        ],
        "columns": [fact_label(asked.book, name) for name in columns],
        "rows": rows,
        "findings": findings,
        "source": table.rows[0].source if table.rows else {},
    }


def _row(
    asked: Question, table: Table, row: Row, columns: list[str], verdict: dict[str, Any]
) -> dict[str, Any]:
    scoped = {name: cell for name, cell in row.cells.items() if name in IN_SCOPE and name not in table.guard}
    where = where_said(codes_of(scoped.pop("marketplace", None)), codes_of(scoped.pop("country", None)))
    where += [cell_said(cell, table.types[name], name) for name, cell in scoped.items()]
    force = force_said(row.from_day, row.until_day)
    return {
        "name": row.name,
        "text": _text(row.text),
        "is_otherwise": row.id == OTHERWISE,
        "is_linked": row.state != "silent",
        "where": [*where, *([force] if force else [])],
        "cells": [
            (fact_label(asked.book, name), cell_said(row.cells.get(name), table.types[name], name))
            for name in columns
        ],
        "then": [outcome_said(asked.book, name, then) for name, then in row.then.items()]
        or [state_said(row.state)],
        "fired": "decides"
        if row.name in verdict.get("decided_by", ())
        else "fired"
        if row.name in verdict["fired"]
        else "",
    }
