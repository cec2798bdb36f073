"""POST /cases/{ref}/take, snooze, wake, solve, reopen, no_response, answer_needed, issue_type, notes."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from amends.api.auth import holder, reached
from amends.api.errors import FAULTS
from amends.cases import actions
from amends.cases.models import Case
from amends.cases.queries import find_case
from amends.core.errors import Refused
from amends.inbox.answer_needed import need_answer
from amends.insights.case_document import case_document
from amends.playbooks.correcting import correct_case

router = Router(tags=["cases"])
Act = Callable[..., Any]


class SnoozeIn(Schema):
    """Until when the case sleeps, with its zone; a message of the buyer wakes it before."""

    until: datetime


class NoteIn(Schema):
    """An internal note, which no buyer sees."""

    text: str = Field(max_length=20_000)


class IssueTypeIn(Schema):
    """What the case is about, and what the asker saw that it was about before."""

    to: str = Field(max_length=60, description="A code of the issue types.")
    instead_of: str | None = Field(default=None, max_length=60)


def _done(request: HttpRequest, ref: str, act: Act, **named: Any) -> dict[str, Any]:
    case = find_case(ref, reached(request, "work_case"))
    act(case, by=holder(request).actor, **named)
    return case_document(Case.objects.get(pk=case.pk))


def _plain(name: str, summary: str, act: Act) -> None:
    @router.post(
        f"/{{ref}}/{name}",
        response={200: dict[str, Any], **FAULTS},
        summary=summary,
        operation_id=f"case_{name}",
    )
    def verb(request: HttpRequest, ref: str) -> dict[str, Any]:
        return _done(request, ref, act)


_plain("take", "Take a case nobody has: 409 where somebody was quicker", actions.take_case)
_plain("wake", "Wake a snoozed case", actions.wake_case)
_plain("solve", "Solve a case: 409 while something of it is still to be done", actions.solve_case)
_plain("reopen", "Take a solved case up again", actions.reopen_case)
_plain("no_response", "The newest message needs no answer", actions.need_no_response)
_plain("answer_needed", "It needs an answer after all", need_answer)


@router.post(
    "/{ref}/snooze",
    response={200: dict[str, Any], **FAULTS},
    summary="Put a case to sleep until a moment to come",
)
def snooze(request: HttpRequest, ref: str, asked: SnoozeIn) -> dict[str, Any]:
    if asked.until.utcoffset() is None:
        raise Refused("moment_bad", "until does not say its zone.", mend="Write 2026-11-21T14:02:00Z.")
    return _done(request, ref, actions.snooze_case, until=asked.until)


@router.post(
    "/{ref}/issue_type",
    response={200: dict[str, Any], **FAULTS},
    summary="Say what a case is about: 409 where somebody else has said so meanwhile",
)
def issue_type(request: HttpRequest, ref: str, said: IssueTypeIn) -> dict[str, Any]:
    return _done(request, ref, correct_case, to=said.to, instead_of=said.instead_of)


@router.post(
    "/{ref}/notes",
    response={200: dict[str, Any], **FAULTS},
    summary="Write an internal note, which no buyer sees",
)
def note(request: HttpRequest, ref: str, written: NoteIn) -> dict[str, Any]:
    return _done(request, ref, actions.write_note, text=written.text)
