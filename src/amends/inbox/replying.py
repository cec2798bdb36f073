"""Replies: written down first, called back while they wait, sent once more by a person's decision."""

from collections.abc import Collection

from django.db import transaction

from amends.accounts.permission import require
from amends.cases.actions import CaseConflict
from amends.cases.models import Case
from amends.core.actor import Actor
from amends.core.errors import Refused
from amends.inbox.answering import lock_case
from amends.inbox.checking import LetPass, why_let_pass
from amends.inbox.contacts import purpose_of
from amends.inbox.drafts import check_saving, end_draft, give_back, same_reply, save_draft
from amends.inbox.leaving import end, tell
from amends.inbox.models import OutgoingMessage
from amends.inbox.reply_files import are_files_of, copy_files, drop_copies, files_given, hand_on
from amends.inbox.rules import hinders_sending
from amends.inbox.writing import UNDO_S, lock_open, refuse_second, refuse_unseen, write_down
from amends.replies.drafts import left_over
from amends.replies.errors import ReplyValueMissing


def send_reply(
    case: Case,
    text: str,
    *,
    seen_message_id: int | None,
    template: str = "",
    file_ids: Collection[int] = (),
    purpose: str = "",
    let_pass: str = "",
    by: Actor,
    undo_seconds: int = UNDO_S,
) -> OutgoingMessage:
    """Write a reply down; by mail it leaves after `undo_seconds`, else it is a hand task at once.

    `seen_message_id`: the newest buyer message the person has seen; `file_ids`: the files of their draft that
    go with it; `purpose`: answer, unasked, reminder or claim, "" to have it told from the case; `let_pass`:
    why a lead lets it leave though it is warned of. The same text and files to the same message, asked for
    twice, are one reply. The person's own draft goes in the same
    transaction, but for files not named. Raises NotAllowed, Refused (reply_empty, text_too_long,
    text_unreadable), ReplyValueMissing for values of a template that nobody wrote in, CaseConflict
    (reply_not_newest, case_merged, case_closed, no_conversation, reply_unknown, reply_of_other,
    reply_file_gone, contact_too_soon, contact_never; ReplyObjected with reply_objected, reply_warned): the
    text is then kept as a draft.
    """
    require(by, "work_case", case.shop)
    check_saving(text)
    if hinders_sending(text) is not None:
        raise Refused("reply_empty", "The reply is empty.", mend="Write something.")
    if missing := left_over(text):
        raise ReplyValueMissing(template or "of this reply", missing)
    reason = why_let_pass(let_pass)
    try:
        with transaction.atomic():
            locked = lock_open(case, seen_message_id)
            files = files_given(locked, file_ids, by=by)
            for before in same_reply(locked, text, seen_message_id, by=by).order_by("-pk"):
                if are_files_of(before, files):
                    drop_copies(files)
                    return _once(before)
            refuse_second(locked, by=by)
            written = write_down(
                locked,
                text,
                purpose=purpose or purpose_of(locked, template),
                template=template,
                seen=seen_message_id,
                by=by,
                undo_seconds=undo_seconds,
                let_pass=reason,
            )
            hand_on(files, written)
            if by.user_id is not None:
                end_draft(locked, by=by)
            return written
    except CaseConflict:
        if by.user_id is not None:
            save_draft(
                case,
                text,
                template=template,
                seen_message_id=seen_message_id,
                is_typed=by.via == "web",
                by=by,
            )
        raise


def call_back_reply(outgoing: OutgoingMessage, *, by: Actor) -> OutgoingMessage:
    """Stop a reply that has not begun to leave; its text is its writer's draft again.

    Raises CaseConflict (reply_left) when it is too late.
    """
    with transaction.atomic():
        case, row = hold(outgoing, by=by)
        if row.state != "waiting":
            raise CaseConflict("reply_left", "This reply is on its way already.", mend="Write another one.")
        end(row, state="cancelled", answer="")
        give_back(case, row, by=by)
        tell("reply_called_back", row, by=by)
    return row


def send_again(
    outgoing: OutgoingMessage, *, by: Actor, seen_message_id: int | None = None, undo_seconds: int = UNDO_S
) -> OutgoingMessage:
    """Send a failed reply once more, as a new row with a key of its own; at most once for each.

    `seen_message_id`: the newest buyer message seen now, by default the one the failed reply was written to.
    Raises CaseConflict (reply_not_failed, reply_sent_again, reply_not_newest, case_merged, case_closed).
    """
    with transaction.atomic():
        case, row = hold(outgoing, by=by)
        if row.state != "failed":
            raise CaseConflict("reply_not_failed", "This reply has not failed.", mend="Reload the page.")
        return write_again(case, row, by=by, seen_message_id=seen_message_id, undo_seconds=undo_seconds)


def write_again(
    case: Case, row: OutgoingMessage, *, by: Actor, seen_message_id: int | None, undo_seconds: int
) -> OutgoingMessage:
    """The new row of a reply that did not leave. The caller holds case and row."""
    if OutgoingMessage.objects.filter(again_of=row).exists():
        raise CaseConflict("reply_sent_again", "This reply was sent again already.", mend="Reload the page.")
    seen = row.seen_message_id if seen_message_id is None else seen_message_id
    refuse_unseen(case, seen)
    again = write_down(
        case,
        row.text,
        purpose=row.purpose,
        template=row.template,
        seen=seen,
        by=by,
        undo_seconds=undo_seconds,
        again_of=row,
        let_pass=LetPass(row.passed_reason, frozenset(row.passed_rules)) if row.passed_rules else None,
    )
    copy_files(row, again=again)
    return again


def hold(outgoing: OutgoingMessage, *, by: Actor) -> tuple[Case, OutgoingMessage]:
    """Case and reply as they are now, locked in this order; of a merged case, the one it went to."""
    case = lock_case(outgoing.case_id)
    require(by, "work_case", case.shop)
    return case, OutgoingMessage.objects.select_for_update(of=("self",)).get(pk=outgoing.pk)


def _once(before: OutgoingMessage) -> OutgoingMessage:
    if before.state == "unknown":
        raise CaseConflict(
            "reply_unknown",
            "This very reply may have left already; nobody knows yet.",
            mend="Look into the sent folder, then say whether it left.",
        )
    return before
