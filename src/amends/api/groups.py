"""GET /groups; POST /groups/{id}/answers; GET and the verbs of /group-answers/{id}."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema, Status
from ninja.params.functions import Header
from pydantic import ConfigDict, Field

from amends.accounts.idempotency import fingerprint, once
from amends.answers.actions import (
    change_group_texts,
    drop_group_answer,
    fill_group_anew,
    leave_out,
    prepare_group_answer,
    put_back,
    send_group_answer,
    stop_group_answer,
)
from amends.answers.documents import group_answer_document, groups_document
from amends.answers.models import GroupAnswer, GroupAnswerMember
from amends.answers.pacing import MOST_MEMBERS
from amends.answers.queries import find_group_answer
from amends.api.auth import holder, reached
from amends.api.errors import FAULTS
from amends.core.errors import NotAllowed, NotFound

router = Router(tags=["groups"])
Act = Callable[..., Any]


class TextsIn(Schema):
    """The text in each language its buyers read (en, zh-Hans, fr), with the variables of reply templates."""

    model_config = ConfigDict(extra="forbid")

    texts: dict[str, str] = Field(min_length=1, max_length=3)


class AnswerIn(TextsIn):
    """A text for a whole group. `template`: the stage it began with."""

    template: str = Field("", max_length=200)


class CasesIn(Schema):
    """Cases of the answer, by their ref."""

    model_config = ConfigDict(extra="forbid")

    cases: list[int] = Field(min_length=1, max_length=MOST_MEMBERS)


@router.get(
    "/groups",
    response={200: dict[str, list[dict[str, Any]]], **FAULTS},
    summary="Open cases that ask the same, the largest group first",
)
def list_groups(request: HttpRequest) -> dict[str, Any]:
    shops = reached(request, "see_cases")
    return {"groups": groups_document(holder(request).actor.organisation_id, shops)}


@router.post(
    "/groups/{int:group_id}/answers",
    response={201: dict[str, Any], 200: dict[str, Any], **FAULTS},
    summary="Prepare an answer to a whole group: filled for each, and nothing sent",
)
def prepare(
    request: HttpRequest,
    group_id: int,
    written: AnswerIn,
    idempotency_key: str = Header("", alias="Idempotency-Key"),
) -> Status[dict[str, Any]]:
    """For its cases in the shops that this token reaches. 200 and the same answer for a key sent before."""
    came_with = holder(request)
    shops = reached(request, "work_case")

    def make() -> int:
        return prepare_group_answer(
            group_id, written.texts, template=written.template, among=set(shops), by=came_with.actor
        ).pk

    asked = fingerprint("group_answer", str(group_id), written.model_dump_json())
    made_id, again = once(came_with, idempotency_key, asked, make)
    answer = _found(request, made_id, "work_case")
    return Status(200 if again else 201, group_answer_document(answer, shops))


@router.get(
    "/group-answers/{int:answer_id}",
    response={200: dict[str, Any], **FAULTS},
    summary="An answer to a group: each text before it leaves, and what became of each after",
)
def show(request: HttpRequest, answer_id: int) -> dict[str, Any]:
    return group_answer_document(_found(request, answer_id, "see_cases"), reached(request, "see_cases"))


@router.post(
    "/group-answers/{int:answer_id}/texts",
    response={200: dict[str, Any], **FAULTS},
    summary="Write other texts, filled anew for whoever has got nothing yet",
)
def texts(request: HttpRequest, answer_id: int, written: TextsIn) -> dict[str, Any]:
    return _done(request, answer_id, change_group_texts, written.texts)


@router.post(
    "/group-answers/{int:answer_id}/leave_out",
    response={200: dict[str, Any], **FAULTS},
    summary="Do not write to these cases",
)
def left_out(request: HttpRequest, answer_id: int, wanted: CasesIn) -> dict[str, Any]:
    return _done(request, answer_id, leave_out, wanted.cases)


@router.post(
    "/group-answers/{int:answer_id}/put_back",
    response={200: dict[str, Any], **FAULTS},
    summary="Write to these cases after all",
)
def back(request: HttpRequest, answer_id: int, wanted: CasesIn) -> dict[str, Any]:
    return _done(request, answer_id, put_back, wanted.cases)


def _plain(name: str, summary: str, act: Act) -> None:
    @router.post(
        f"/group-answers/{{int:answer_id}}/{name}",
        response={200: dict[str, Any], **FAULTS},
        summary=summary,
        operation_id=f"group_answer_{name}",
    )
    def verb(request: HttpRequest, answer_id: int) -> dict[str, Any]:
        return _done(request, answer_id, act)


_plain("fill", "Fill the same texts with what is known now", fill_group_anew)
_plain("send", "Begin, or go on after a stop: a worker writes to one after the other", send_group_answer)
_plain("stop", "Write to nobody more; who was written to stays so", stop_group_answer)
_plain("drop", "Give it up: whoever was not written to never is by this answer", drop_group_answer)


def _done(request: HttpRequest, answer_id: int, act: Act, *given: object) -> dict[str, Any]:
    shops = reached(request, "work_case")
    answer = _found(request, answer_id, "work_case")
    if _shops_of(answer_id) - set(shops):
        raise NotAllowed(
            "not_allowed",
            f"Group answer {answer_id} also goes to shops that this token does not reach.",
            mend="Use a token for all shops.",
        )
    act(answer, *given, by=holder(request).actor)
    return group_answer_document(_found(request, answer_id, "work_case"), shops)


def _found(request: HttpRequest, answer_id: int, verb: str) -> GroupAnswer:
    """The answer, if a case of it is in a shop that the token reaches. Raises NotFound."""
    shops = reached(request, verb)
    if not 0 < answer_id < 2**63 or not _shops_of(answer_id) & set(shops):
        raise NotFound(
            "group_answer_unknown", f"There is no answer {answer_id} to a group.", mend="See GET /groups."
        )
    return find_group_answer(answer_id, by=holder(request).actor, verb=verb)


def _shops_of(answer_id: int) -> set[int]:
    members = GroupAnswerMember.objects.filter(answer_id=answer_id).order_by("case__shop")
    return set(members.values_list("case__shop", flat=True).distinct())
