"""A line of facts as a program hands it in, judged: a verdict's document, or what is wrong with the line."""

from typing import Any

from amends.core.errors import AmendsError, Refused
from amends.policies.facts import BadFacts
from amends.policies.tables.documents import verdict_document
from amends.policies.tables.fact_types import nearest
from amends.policies.tables.judging import decide_all
from amends.policies.tables.known import read_facts
from amends.policies.tables.rulebook import Rulebook

_BESIDE = frozenset({"id", "question", "facts"})


def check_askable(book: Rulebook, place: str, question: str | None) -> None:
    """Raises Refused where the rulebook has no table, or none that answers the question."""
    if not book.tables:
        raise Refused("no_tables", f"{place} declares facts, but has no table.", mend="Add tables: to it.")
    if question is not None and question not in book.by_question:
        raise Refused(
            "question_unknown",
            f"{question!r} is no question of {place}.",
            mend=nearest(question, book.by_question),
        )


def judged_line(book: Rulebook, number: int, written: Any, question: str | None = None) -> dict[str, Any]:
    """The verdict on facts, or on `{"id", "question", "facts"}`; what cannot be read has the verdict error.

    Where several questions concern the facts, the first is the verdict and the rest stand under `others`.
    """
    told: dict[str, Any] = {"line": number}
    try:
        named, facts = question, written
        if isinstance(written, dict) and isinstance(written.get("facts"), dict) and "facts" not in book.facts:
            unknown = sorted(set(written) - _BESIDE)
            if unknown:
                raise BadFacts(unknown[0], "stands beside facts", "Beside facts stand id and question.")
            told |= {"id": _line_id(written["id"])} if "id" in written else {}
            named, facts = written.get("question", question), written["facts"]
        if named is not None and named not in book.by_question:
            raise BadFacts(
                "question", f"{named!r} is none of this rulebook", nearest(str(named), book.by_question)
            )
        verdicts = decide_all(book, read_facts(book.facts, facts), (named,) if named else ())
    except AmendsError as error:
        return told | line_error(error)
    first, *others = [verdict_document(verdict) for verdict in verdicts.values()]
    return told | first | ({"others": others} if others else {})


def line_error(error: AmendsError) -> dict[str, Any]:
    """What a verdict's document says of a line that cannot be read."""
    told = {"code": error.code, "message": error.message, "mend": error.mend}
    return {"verdict": "error", "row": None, "reasons": [], "error": told}


def _line_id(written: Any) -> str | int | None:
    if written is not None and not isinstance(written, str | int):
        raise BadFacts("id", "is neither text nor a whole number", "Give the line such an id, or none.")
    return written
