"""Answering: the draft kept as typed, the reply with its seconds to think again, and what a hand must do."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_POST

from amends.cases.actions import CaseConflict
from amends.core.errors import Refused
from amends.inbox.drafts import discard_draft, save_draft
from amends.inbox.hand_tasks import hand_task_done, hand_task_failed
from amends.inbox.handing_over import resolve_unknown
from amends.inbox.models import OutgoingMessage
from amends.inbox.queries import files_of_draft, find_outgoing
from amends.inbox.replying import call_back_reply, send_again, send_reply
from amends.web.access import Reader, reads
from amends.web.case import ReplyBox, answer
from amends.web.case_page import case_for_page
from amends.web.case_verbs import done
from amends.web.reply_files import attach_uploads
from amends.web.reply_typed import files_in, typed_in

Act = Callable[[HttpRequest, Reader, OutgoingMessage], object]


@require_POST
@reads("work_case")
def case_draft(request: HttpRequest, reader: Reader, *, case_id: int) -> HttpResponseBase:
    """POST /desk/7/draft: keep what was typed; an empty box keeps nothing."""
    case = case_for_page(reader, case_id, "work_case")
    typed = typed_in(request)
    kept_at = None
    if typed.text.strip():
        draft = save_draft(
            case, typed.text, template=typed.template, seen_message_id=typed.seen, by=reader.actor
        )
        kept_at = draft.saved_at
    else:
        discard_draft(case, by=reader.actor)
    if request.headers.get("HX-Request") == "true":
        return render(request, "cases/kept.html", {"kept_at": kept_at, "shop": case.shop})
    return done(request, reader, case_id)


@require_POST
@reads("work_case")
def case_reply(request: HttpRequest, reader: Reader, *, case_id: int) -> HttpResponseBase:
    """POST /desk/7/reply: one that has not seen the newest message is stopped, its text kept."""
    case = case_for_page(reader, case_id, "work_case")
    typed = typed_in(request)
    refused = attach_uploads(request, reader, case)
    if refused:
        raise Refused("reply_file_refused", " ".join(refused))
    files = [
        *files_in(request),
        *(file.pk for file in files_of_draft(case, by=reader.actor) if request.FILES),
    ]
    try:
        send_reply(
            case,
            typed.text,
            seen_message_id=typed.seen,
            template=typed.template,
            file_ids=files,
            by=reader.actor,
        )
    except CaseConflict as conflict:
        if conflict.code != "reply_not_newest":
            raise
        box = ReplyBox(typed.text, typed.template, typed.seen, stopped=True)
        return answer(request, reader, case_id, box=box, status=409)
    return done(request, reader, case_id)


def _to_reply(act: Act) -> Callable[..., HttpResponseBase]:
    """A view that does `act` to a reply that is not over."""

    @require_POST
    @reads("work_case")
    def view(request: HttpRequest, reader: Reader, *, outgoing_id: int) -> HttpResponseBase:
        outgoing = find_outgoing(outgoing_id, by=reader.actor)
        act(request, reader, outgoing)
        return done(request, reader, outgoing.case_id)

    return view


reply_call_back = _to_reply(lambda _, reader, outgoing: call_back_reply(outgoing, by=reader.actor))
reply_done = _to_reply(lambda _, reader, outgoing: hand_task_done(outgoing, by=reader.actor))
reply_not_done = _to_reply(lambda _, reader, outgoing: hand_task_failed(outgoing, by=reader.actor))
reply_again = _to_reply(lambda _, reader, outgoing: send_again(outgoing, by=reader.actor))
reply_left = _to_reply(lambda _, reader, outgoing: resolve_unknown(outgoing, was_sent=True, by=reader.actor))
reply_lost = _to_reply(lambda _, reader, outgoing: resolve_unknown(outgoing, was_sent=False, by=reader.actor))
