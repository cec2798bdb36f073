"""A verdict as JSON, and a verdict read back and judged again."""

from collections.abc import Mapping
from typing import Any

from amends.core.errors import Refused
from amends.policies.tables.fact_types import tell
from amends.policies.tables.judging import Judged, Said, Verdict, decide
from amends.policies.tables.known import read_facts, told_facts
from amends.policies.tables.rows import NO_ROW
from amends.policies.tables.rulebook import Row, Rulebook

PROBLEMS = {
    "no_row": NO_ROW,
    "currency_without_rate": {
        "en": "Amounts in different currencies are compared, and no rate is given. A person decides.",
        "zh-Hans": "金额币种不同且没有汇率，无法比较，请人工处理。",
        "fr": "Des montants en devises différentes sont comparés sans taux. Une personne décide.",
    },
    "impossible_facts": {
        "en": "These facts cannot be true together. A person looks at them.",
        "zh-Hans": "这些信息互相矛盾，请人工核对。",
        "fr": "Ces faits se contredisent. Une personne les vérifie.",
    },
}
CANNOT_RECKON = {
    "en": "Something needed here cannot be reckoned. A person decides.",
    "zh-Hans": "有一项所需数值无法计算，请人工处理。",
    "fr": "Une valeur nécessaire ne peut être calculée. Une personne décide.",
}


def verdict_document(verdict: Verdict) -> dict[str, Any]:
    """The verdict with everything that led to it: pack hash, rows, facts used, reasons in three languages."""
    said, book, row = verdict.said, verdict.said.book, verdict.row
    document: dict[str, Any] = {
        "question": said.question,
        "verdict": said.state,
        "row": row.name if row else None,
        "rows": [one.name for one in said.rows],
        "outcomes": _outcomes(book, said.outcomes),
        "reasons": reasons_of(said),
        "asks": [{"fact": ask.fact, "of": ask.of, "text": dict(ask.text)} for ask in said.asks],
        "facts": told_facts(book.facts, verdict.facts, book.leaves(said.question)),
        "layers": [_layer(book, one) for one in said.spoke],
        "won": {
            name: {"side": won.judged.table.side, "table": won.judged.table.id, "why": won.why}
            for name, won in said.won.items()
        },
        "rulebook": {"name": book.name, "version": book.version, "sha256": book.sha256},
    }
    if said.lines is not None:
        document["lines"] = [_line(one) for one in said.lines]
    return document


def reasons_of(said: Said) -> list[dict[str, Any]]:
    """Reason codes with their sentences: of the rows that won, or of what stands in the way."""
    if said.state in ("ask", "not_concerned"):
        return []
    reasons = [_reason(row) for row in said.rows]
    if said.state == "ask_a_person" and not any(row.reason == said.problem for row in said.rows):
        code = said.problem or "no_row"
        stops = {"code": code, "text": dict(PROBLEMS.get(code, CANNOT_RECKON)), "row": None, "source": None}
        reasons = [stops, *reasons]
    return reasons


def replay(book: Rulebook, document: Mapping[str, Any]) -> Verdict:
    """Judge the facts of a verdict's document again. Raises Refused where the rulebook is another."""
    was = document["rulebook"]["sha256"]
    if was != book.sha256:
        raise Refused(
            "rulebook_other",
            f"That verdict was reached by version {was[:12]}, this rulebook is {book.sha256[:12]}.",
            mend="Replay it with the packs it cites.",
        )
    return decide(book, read_facts(book.facts, document["facts"]), document["question"])


def _line(said: Said) -> dict[str, Any]:
    row = next(iter(said.rows), None)
    return {
        "verdict": said.state,
        "row": row.name if row else None,
        "outcomes": _outcomes(said.book, said.outcomes),
        "reasons": reasons_of(said),
        "asks": [ask.fact for ask in said.asks],
    }


def _layer(book: Rulebook, one: Judged) -> dict[str, Any]:
    return {
        "side": one.table.side,
        "pack": one.table.pack,
        "table": one.table.id,
        "verdict": one.state,
        "rows": [row.name for row in one.rows],
        "outcomes": _outcomes(book, one.outcomes),
        "reasons": [row.reason for row in one.rows],
    }


def _outcomes(book: Rulebook, values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tell(value, book.outcomes[name].type) for name, value in values.items()}


def _reason(row: Row) -> dict[str, Any]:
    told: dict[str, Any] = {
        "code": row.reason,
        "text": dict(row.text),
        "row": row.name,
        "source": dict(row.source),
    }
    if row.correction is not None:
        told["corrected_on"] = row.correction.corrected_on.isoformat()
    return told
