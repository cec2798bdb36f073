"""Answering: the draft kept as typed, the reply with its seconds to think again, and what a hand must do."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_POST

from amends.cases.actions import CaseConflict
from amends.core.errors import Refused
from amends.inbox.checking import ReplyObjected
from amends.inbox.drafts import discard_draft, save_draft
from amends.inbox.hand_tasks import hand_task_done, hand_task_failed
from amends.inbox.handing_over import resolve_unknown
from amends.inbox.models import OutgoingMessage
from amends.inbox.queries import files_of_draft, find_outgoing
from amends.inbox.replying import call_back_reply, send_again, send_reply
from amends.playbooks.assess import assess
from amends.playbooks.gathering import facts_of, step_items
from amends.web.access import Reader, reads
from amends.web.case import ReplyBox, answer
from amends.web.case_page import case_for_page, draft_of
from amends.web.case_panel import replies_of
from amends.web.case_verbs import done
from amends.web.order_page import parcels_of
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
        return render(request, "cases/kept.html", {"kept_at": kept_at, "shop": case.shop, "said": typed.text})
    return done(request, reader, case_id)


@require_POST
@reads("work_case")
def case_template(request: HttpRequest, reader: Reader, *, case_id: int) -> HttpResponseBase:
    """POST /desk/7/template: the template of a stage goes into the box, after what stands there."""
    case = case_for_page(reader, case_id, "work_case")
    facts = facts_of(case, step_items(case))
    parcels = parcels_of(case.order) if case.order is not None else []
    stage = request.POST.get("stage", "")[:100]
    made = replies_of(reader, case, facts, assess(facts), parcels).filled(stage)
    if made is None:
        raise Refused("template_not_here", "This template cannot be used here.", mend="Choose another one.")
    typed = typed_in(request)
    standing = (typed.text if "text" in request.POST else str(draft_of(case).get("text", ""))).rstrip()
    save_draft(
        case,
        f"{standing}\n\n{made.text}" if standing else made.text,
        template=made.template,
        seen_message_id=typed.seen,
        by=reader.actor,
    )
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
            let_pass=request.POST.get("let_pass", ""),
            by=reader.actor,
        )
    except ReplyObjected as objected:
        box = ReplyBox(typed.text, typed.template, typed.seen, objected=objected.findings)
        return answer(request, reader, case_id, box=box, status=409)
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
