"""What the decision tables say of a case, for its page “Why?”: the verdict, and each layer of it."""

from typing import Any

from amends.policies.tables.documents import verdict_document
from amends.policies.tables.judging import Verdict
from amends.web.condition_sentences import pack_locale
from amends.web.rulebook_tables import SIDES
from amends.web.table_words import name_said, value_told


def table_said(verdict: Verdict) -> dict[str, Any]:
    """One question in the reader's language; `layers` are those that spoke, each with the rows that fired."""
    told, types = verdict_document(verdict), verdict.said.book.outcomes

    def outcomes(said: dict[str, Any]) -> list[tuple[str, str]]:
        return [(name_said(name), value_told(value, types[name].type, name)) for name, value in said.items()]

    return {
        "question": told["question"],
        "name": name_said(told["question"]),
        "state": told["verdict"],
        "outcomes": outcomes(told["outcomes"]),
        "reasons": [(reason["text"][pack_locale()], reason["row"]) for reason in told["reasons"]],
        "layers": [
            {
                "side": SIDES[layer["side"]],
                "state": layer["verdict"],
                "rows": layer["rows"],
                "outcomes": outcomes(layer["outcomes"]),
            }
            for layer in told["layers"]
        ],
    }
