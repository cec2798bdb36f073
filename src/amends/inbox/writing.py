"""Writing a message to the buyer down: the one place where each begins its way, whoever asked for it."""

import secrets
from datetime import datetime, timedelta

from amends.accounts.mail_accounts import mail_account_of
from amends.cases.actions import CaseConflict
from amends.cases.family import in_family
from amends.cases.models import Case
from amends.core import clock
from amends.core.actor import Actor
from amends.inbox.addressing import Way, way_to_buyer
from amends.inbox.answering import lock_case
from amends.inbox.checking import LetPass, checked
from amends.inbox.contacts import not_before, permit
from amends.inbox.leaving import tell
from amends.inbox.models import OutgoingMessage
from amends.inbox.tasks import send_message

UNDO_S = 15
LONGEST_UNDO_S = 600


def lock_open(case: Case, seen_message_id: int | None) -> Case:
    """The case as it is now, held until we commit.

    Raises CaseConflict (case_merged, case_closed, reply_not_newest).
    """
    locked = lock_case(case.pk)
    if locked.pk != case.pk:
        raise CaseConflict("case_merged", "This case was merged into another.", mend="Open that one.")
    refuse_unseen(locked, seen_message_id)
    return locked


def refuse_unseen(case: Case, seen_message_id: int | None) -> None:
    """Raises CaseConflict (case_closed, reply_not_newest)."""
    if case.state == "closed":
        raise CaseConflict("case_closed", "This case is closed.", mend="A new message opens another one.")
    if (case.newest_message_id or 0) > (seen_message_id or 0):
        raise CaseConflict(
            "reply_not_newest",
            "The buyer has written again since. Your text is kept.",
            mend="Read the new message, then send.",
        )


def refuse_second(case: Case, *, by: Actor) -> None:
    """Two people do not answer the buyer in the same seconds, neither seeing the other.

    Raises CaseConflict (reply_of_other).
    """
    leaving = OutgoingMessage.objects.filter(in_family(case), state__in=("waiting", "handing_over"))
    other = leaving.exclude(by_id=by.user_id).select_related("by").first()
    if other is not None and other.by is not None:
        raise CaseConflict(
            "reply_of_other",
            f"{other.by.name or other.by.login} is answering at this moment. Your text is kept.",
            mend="Read their reply; send yours when it has left or was called back.",
        )


def write_down(
    case: Case,
    text: str,
    *,
    purpose: str = "answer",
    template: str = "",
    seen: int | None,
    by: Actor,
    undo_seconds: int = UNDO_S,
    again_of: OutgoingMessage | None = None,
    let_pass: LetPass | None = None,
    key: str = "",
) -> OutgoingMessage:
    """The message, written down with its job. The caller holds the case.

    `key`: what makes it once, "" for a key of its own; asked for twice, the database refuses the second.
    `let_pass`: why a lead lets it leave though it is warned of. Raises CaseConflict (no_conversation, and see
    `contacts.permit`), ReplyObjected.
    """
    way, now = way_to_buyer(case), clock.now()
    passed = checked(case, text, purpose, let_pass, by=by)
    permit(case, purpose, recipient=way.recipient)
    by_mail = way.channel == "email"
    undo = timedelta(seconds=min(max(undo_seconds, 0), LONGEST_UNDO_S) if by_mail else 0)
    leaves_at = max(now + undo, not_before(case, purpose, now) or now)
    written = OutgoingMessage.objects.create(
        organisation_id=case.organisation_id,
        case=case,
        conversation=way.conversation,
        idempotency_key=_key(case, way, key or secrets.token_hex(16)),
        channel=way.channel,
        purpose=purpose,
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
        leaves_at=leaves_at,
        again_of=again_of,
        passed_rules=passed,
        passed_reason=let_pass.reason if let_pass is not None and passed else "",
    )
    tell("reply_written", written, by=by, template=template, **_why(purpose))
    if passed:
        tell("warning_let_pass", written, by=by, rules=passed)
    if by_mail:
        _send_at(written, None if leaves_at == now else leaves_at)
    return written


def _why(purpose: str) -> dict[str, str]:
    return {} if purpose == "answer" else {"purpose": purpose}


def _send_at(written: OutgoingMessage, at: datetime | None) -> None:
    send_message.configure(schedule_at=at).defer(outgoing_id=written.pk)


def _key(case: Case, way: Way, name: str) -> str:
    """The Message-ID, without brackets; for a hand task a key that no mail can have."""
    if way.channel != "email":
        return f"hand-{name}"
    account = mail_account_of(case.shop)
    domain = account.from_address.rpartition("@")[2] if account is not None else "amends.invalid"
    return f"{name}@{domain}"
