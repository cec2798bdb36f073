"""GET /cases, GET /cases/{ref}, GET and POST /cases/{ref}/replies."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema, Status
from ninja.params.functions import Header, Query
from pydantic import Field

from amends.accounts.idempotency import fingerprint, once
from amends.api.auth import holder, reached
from amends.api.errors import FAULTS
from amends.api.paging import MOST, USUAL, place, place_read
from amends.cases.family import followed
from amends.cases.models import Case
from amends.cases.queries import Place, cases_with_orders, find_case, page_of_cases
from amends.core.errors import NotFound
from amends.inbox.models import CaseMessage, OutgoingMessage
from amends.inbox.queries import outgoing_facts, outgoing_of
from amends.inbox.replying import send_reply
from amends.insights.case_document import case_document, case_row

router = Router(tags=["cases"])


class CasesOut(Schema):
    """Cases, the most urgent first; `next` is null on the last page."""

    cases: list[dict[str, Any]]
    next: str | None


class ReplyIn(Schema):
    """A reply. `seen`: the id of the newest buyer message it answers, by default the newest of now."""

    text: str = Field(max_length=100_000)
    template: str = Field("", max_length=200)
    seen: str | None = None


@router.get("", response={200: CasesOut, **FAULTS}, summary="The cases of a view, the most urgent first")
def list_cases(
    request: HttpRequest,
    view: str = "open",
    shop: str = "",
    after: str = "",
    limit: int = Query(USUAL, ge=1, le=MOST),
) -> dict[str, Any]:
    """`view`: open, mine, unassigned, parcels, late, snoozed, waiting, solved. `after`: a `next`."""
    shops = reached(request, "see_cases", shop)
    beyond = place_read(after)
    ids, more = page_of_cases(
        shops,
        view,
        user_id=holder(request).actor.user_id,
        beyond=Place(*beyond) if beyond is not None else None,
        size=limit,
    )
    cases = cases_with_orders(ids)
    last = place(cases[-1].queue_key, cases[-1].pk) if more and cases else None
    return {"cases": [case_row(case) for case in cases], "next": last}


@router.get(
    "/{ref}",
    response={200: dict[str, Any], **FAULTS},
    summary="One case, in the words of `amends case show --json`",
)
def show_case(request: HttpRequest, ref: str) -> dict[str, Any]:
    """Where the case was merged into another, that one: `ref` and `merged` say so."""
    return case_document(followed(find_case(ref, reached(request, "see_cases"))))


@router.get(
    "/{ref}/replies",
    response={200: dict[str, list[dict[str, Any]]], **FAULTS},
    summary="The replies of a case and how far they are, the oldest first",
)
def list_replies(request: HttpRequest, ref: str) -> dict[str, Any]:
    case = find_case(ref, reached(request, "see_cases"))
    return {"replies": [outgoing_facts(each) for each in outgoing_of(case)]}


@router.post(
    "/{ref}/replies",
    response={201: dict[str, Any], 200: dict[str, Any], **FAULTS},
    summary="Answer the buyer: by mail, or as a task to paste where the marketplace allows only that",
)
def reply(
    request: HttpRequest,
    ref: str,
    written: ReplyIn,
    idempotency_key: str = Header("", alias="Idempotency-Key"),
) -> Status[dict[str, Any]]:
    """201 and the reply, which a worker hands over at once; 200 and the same reply for a key sent before."""
    came_with = holder(request)
    case = find_case(ref, reached(request, "work_case"))

    def send() -> int:
        return send_reply(
            case,
            written.text,
            seen_message_id=_seen(case, written.seen),
            template=written.template,
            by=came_with.actor,
            undo_seconds=0,
        ).pk

    asked = fingerprint("reply", str(case.pk), written.model_dump_json())
    made_id, again = once(came_with, idempotency_key, asked, send)
    outgoing = OutgoingMessage.objects.of(case.organisation_id).get(pk=made_id)
    return Status(200 if again else 201, outgoing_facts(outgoing))


def _seen(case: Case, external_id: str | None) -> int | None:
    if external_id is None:
        return case.newest_message_id
    joined = CaseMessage.objects.filter(case=case, message__external_id=external_id.replace("\0", ""))
    found = joined.values_list("message_id", flat=True).order_by("message_id").last()
    if found is None:
        raise NotFound(
            "message_unknown", f"Case {case.pk} has no message {external_id}.", mend="See the case."
        )
    return found
