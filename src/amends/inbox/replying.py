"""Replies: written down first, called back while they wait, sent once more by a person's decision."""

import secrets
from collections.abc import Collection
from datetime import timedelta

from django.db import transaction

from amends.accounts.mail_accounts import mail_account_of
from amends.accounts.permission import require
from amends.cases.actions import CaseConflict
from amends.cases.family import in_family
from amends.cases.models import Case
from amends.core import clock
from amends.core.actor import Actor
from amends.core.errors import Refused
from amends.inbox.addressing import Way, way_to_buyer
from amends.inbox.answering import lock_case
from amends.inbox.drafts import check_saving, end_draft, give_back, same_reply, save_draft
from amends.inbox.leaving import end, tell
from amends.inbox.models import OutgoingMessage
from amends.inbox.reply_files import are_files_of, copy_files, drop_copies, files_given, hand_on
from amends.inbox.rules import hinders_sending
from amends.inbox.tasks import send_message

UNDO_S = 15
LONGEST_UNDO_S = 600


def send_reply(
    case: Case,
    text: str,
    *,
    seen_message_id: int | None,
    template: str = "",
    file_ids: Collection[int] = (),
    by: Actor,
    undo_seconds: int = UNDO_S,
) -> OutgoingMessage:
    """Write a reply down; by mail it leaves after `undo_seconds`, else it is a hand task at once.

    `seen_message_id`: the newest buyer message the person has seen; `file_ids`: the files of their draft that
    go with it. The same text and files to the same message, asked for twice, are one reply. The person's own
    draft goes in the same transaction, but for files not named. Raises NotAllowed, Refused
    (reply_empty, text_too_long, text_unreadable), CaseConflict (reply_not_newest, case_merged, case_closed,
    no_conversation, reply_unknown, reply_of_other, reply_file_gone): the text is then kept as a draft.
    """
    require(by, "work_case", case.shop)
    check_saving(text)
    if hinders_sending(text) is not None:
        raise Refused("reply_empty", "The reply is empty.", mend="Write something.")
    try:
        with transaction.atomic():
            locked = _lock_open(case, seen_message_id)
            files = files_given(locked, file_ids, by=by)
            for before in same_reply(locked, text, seen_message_id, by=by).order_by("-pk"):
                if are_files_of(before, files):
                    drop_copies(files)
                    return _once(before)
            _refuse_second(locked, by=by)
            written = _write(
                locked, text, template=template, seen=seen_message_id, by=by, undo_seconds=undo_seconds
            )
            hand_on(files, written)
            if by.user_id is not None:
                end_draft(locked, by=by)
            return written
    except CaseConflict:
        if by.user_id is not None:
            save_draft(case, text, template=template, seen_message_id=seen_message_id, by=by)
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
    _refuse_unseen(case, seen)
    again = _write(
        case, row.text, template=row.template, seen=seen, by=by, undo_seconds=undo_seconds, again_of=row
    )
    copy_files(row, again=again)
    return again


def hold(outgoing: OutgoingMessage, *, by: Actor) -> tuple[Case, OutgoingMessage]:
    """Case and reply as they are now, locked in this order; of a merged case, the one it went to."""
    case = lock_case(outgoing.case_id)
    require(by, "work_case", case.shop)
    return case, OutgoingMessage.objects.select_for_update(of=("self",)).get(pk=outgoing.pk)


def _lock_open(case: Case, seen_message_id: int | None) -> Case:
    locked = lock_case(case.pk)
    if locked.pk != case.pk:
        raise CaseConflict("case_merged", "This case was merged into another.", mend="Open that one.")
    _refuse_unseen(locked, seen_message_id)
    return locked


def _refuse_unseen(case: Case, seen_message_id: int | None) -> None:
    if case.state == "closed":
        raise CaseConflict("case_closed", "This case is closed.", mend="A new message opens another one.")
    if (case.newest_message_id or 0) > (seen_message_id or 0):
        raise CaseConflict(
            "reply_not_newest",
            "The buyer has written again since. Your text is kept.",
            mend="Read the new message, then send.",
        )


def _refuse_second(case: Case, *, by: Actor) -> None:
    """Two people do not answer the buyer in the same seconds, neither seeing the other."""
    leaving = OutgoingMessage.objects.filter(in_family(case), state__in=("waiting", "handing_over"))
    other = leaving.exclude(by_id=by.user_id).select_related("by").first()
    if other is not None and other.by is not None:
        raise CaseConflict(
            "reply_of_other",
            f"{other.by.name or other.by.login} is answering at this moment. Your text is kept.",
            mend="Read their reply; send yours when it has left or was called back.",
        )


def _once(before: OutgoingMessage) -> OutgoingMessage:
    if before.state == "unknown":
        raise CaseConflict(
            "reply_unknown",
            "This very reply may have left already; nobody knows yet.",
            mend="Look into the sent folder, then say whether it left.",
        )
    return before


def _write(
    case: Case,
    text: str,
    *,
    template: str,
    seen: int | None,
    by: Actor,
    undo_seconds: int,
    again_of: OutgoingMessage | None = None,
) -> OutgoingMessage:
    way, now = way_to_buyer(case), clock.now()
    by_mail = way.channel == "email"
    undo = timedelta(seconds=min(max(undo_seconds, 0), LONGEST_UNDO_S) if by_mail else 0)
    written = OutgoingMessage.objects.create(
        organisation_id=case.organisation_id,
        case=case,
        conversation=way.conversation,
        idempotency_key=_new_key(case, way),
        channel=way.channel,
        state="waiting" if by_mail else "hand_task",
        recipient=way.recipient,
        subject=way.subject,
        text=text,
        template=template,
        seen_message_id=seen,
        in_reply_to=way.in_reply_to,
        references=list(way.references),
        by_id=by.user_id,
        written_at=now,
        leaves_at=now + undo,
        again_of=again_of,
    )
    tell("reply_written", written, by=by, template=template)
    if by_mail:
        send_message.configure(schedule_at=written.leaves_at if undo else None).defer(outgoing_id=written.pk)
    return written


def _new_key(case: Case, way: Way) -> str:
    """The Message-ID, without brackets; for a hand task a key that no mail can have."""
    if way.channel != "email":
        return f"hand-{secrets.token_hex(16)}"
    account = mail_account_of(case.shop)
    domain = account.from_address.rpartition("@")[2] if account is not None else "amends.invalid"
    return f"{secrets.token_hex(16)}@{domain}"
