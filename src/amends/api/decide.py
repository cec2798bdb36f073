"""POST /decide: facts judged by tables, those in force or some never seen before. Nothing is kept."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import ConfigDict, Field

from amends.api.errors import FAULTS
from amends.api.rulebook import check_size, see
from amends.core.errors import NotFound, Refused
from amends.policies.tables.findings import BadRulebook
from amends.policies.tables.lines import check_askable, judged_line
from amends.policies.tables.loading import read_rulebook, rulebooks
from amends.policies.tables.rulebook import Rulebook

router = Router(tags=["rulebook"])
MOST_LINES, MOST_FILES = 1_000, 50


class DecideIn(Schema):
    """Facts, one set or many `lines`, as `amends decide` takes them; `packs` by file name, as YAML.

    Without packs: the tables in force. `rulebook` names which of them, where no `question` tells.
    """

    model_config = ConfigDict(extra="forbid")

    facts: dict[str, Any] | None = None
    lines: list[Any] | None = Field(None, max_length=MOST_LINES)
    question: str | None = None
    rulebook: str | None = None
    packs: dict[str, str] | None = Field(None, min_length=1, max_length=MOST_FILES)


class VerdictsOut(Schema):
    """A verdict on each line, as `amends decide --json` writes it."""

    verdicts: list[dict[str, Any]]


@router.post(
    "/decide",
    response={200: VerdictsOut, **FAULTS},
    summary="Judge facts by decision tables, in the words of `amends decide --json`; nothing is kept",
)
def decide(request: HttpRequest, given: DecideIn) -> dict[str, Any]:
    """A line that cannot be read has the verdict error; the other lines go on."""
    see(request)
    if (given.facts is None) is (given.lines is None):
        raise Refused("facts_missing", "There is no set of facts to judge.", mend="Send facts, or lines.")
    book = _of_packs(given.packs) if given.packs is not None else _in_force(given)
    check_askable(book, f"the rulebook {book.name}", given.question)
    lines = given.lines if given.lines is not None else [given.facts]
    return {"verdicts": [judged_line(book, n, line, given.question) for n, line in enumerate(lines, 1)]}


def _of_packs(packs: Mapping[str, str]) -> Rulebook:
    check_size(packs)
    texts = {name[:200]: text.encode("utf-8", "replace") for name, text in packs.items()}
    book, findings = read_rulebook("packs", texts)
    if book is None or findings:
        raise BadRulebook(findings)
    return book


def _in_force(given: DecideIn) -> Rulebook:
    books = rulebooks()
    if given.rulebook is not None:
        if given.rulebook not in books:
            raise NotFound(
                "rulebook_unknown",
                f"There is no rulebook {given.rulebook[:60]!r}.",
                mend=f"One of {', '.join(sorted(books))}.",
            )
        return books[given.rulebook]
    answering = [
        book for book in books.values() if given.question is None or given.question in book.by_question
    ]
    if len(answering) == 1:
        return answering[0]
    if given.question is not None and not answering:
        asked = sorted(question for book in books.values() for question in book.by_question)
        raise Refused(
            "question_unknown",
            f"No table answers {given.question[:60]!r}.",
            mend=f"One of {', '.join(asked)}.",
        )
    raise Refused(
        "rulebook_missing",
        "Several rulebooks are in force.",
        mend=f"Name one as rulebook: {', '.join(sorted(books))}.",
    )
