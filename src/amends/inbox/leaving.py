"""When a reply has left: it is a message of its conversation, and the case is answered."""

from datetime import datetime

from amends.accounts.mail_accounts import mail_account_of
from amends.accounts.models import Shop
from amends.cases.announcing import announce
from amends.cases.models import Case
from amends.core import clock
from amends.core.actor import Actor
from amends.history.actions import record
from amends.inbox.answering import answered
from amends.inbox.in_hand import in_hand
from amends.inbox.known_orders import known_orders
from amends.inbox.models import (
    CaseMessage,
    Conversation,
    Message,
    MessageAttachment,
    MessageBody,
    OutgoingMessage,
    PlatformEvent,
)
from amends.inbox.promise_clocks import keep_promise
from amends.inbox.saving import save_with_clocks
from amends.inbox.states import OUTGOING_MOVES

AUTOMATIC = "automatic"


def mark_left(
    outgoing: OutgoingMessage, case: Case, *, state: str, at: datetime, answer: str, verb: str, by: Actor
) -> None:
    """It left at this moment. The caller holds both rows; of a merged case, the one it was merged into."""
    message = _message(outgoing, case.shop, at=at)
    if outgoing.purpose == AUTOMATIC:
        _keep_apart(outgoing, message, case, at=at)
    else:
        _answer(outgoing, message, case, at=at)
    Conversation.objects.filter(pk=outgoing.conversation_id, last_message_at__lt=at).update(
        last_message_at=at
    )
    end(outgoing, state=state, answer=answer, message=message)
    tell(verb, outgoing, by=by)


def _keep_apart(outgoing: OutgoingMessage, message: Message, case: Case, *, at: datetime) -> None:
    """What a machine wrote is no answer: no clock is met by it. What it promises, we keep."""
    PlatformEvent.objects.get_or_create(
        message=message,
        defaults={"organisation_id": case.organisation_id, "case": case, "kind": AUTOMATIC},
    )
    held = in_hand(case)
    keep_promise(held, outgoing.text, at=at, shop=case.shop)
    save_with_clocks([held], case.shop, known_orders([held.case.order_id]))


def _answer(outgoing: OutgoingMessage, message: Message, case: Case, *, at: datetime) -> None:
    CaseMessage.objects.get_or_create(
        case=case, message=message, defaults={"organisation_id": case.organisation_id, "reason": "reply"}
    )
    held = in_hand(case)
    answered(held, at=at, seen_message_id=outgoing.seen_message_id)
    keep_promise(held, outgoing.text, at=at, shop=case.shop)
    save_with_clocks([held], case.shop, known_orders([held.case.order_id]))


def end(outgoing: OutgoingMessage, *, state: str, answer: str, message: Message | None = None) -> None:
    """Save how it ended, and what was answered."""
    if state not in OUTGOING_MOVES[outgoing.state]:
        raise ValueError(f"A reply that is {outgoing.state} cannot become {state}.")
    outgoing.state, outgoing.answer, outgoing.answered_at = state, answer, clock.now()
    outgoing.message = message or outgoing.message
    outgoing.save(update_fields=["state", "answer", "answered_at", "message"])


def tell(verb: str, outgoing: OutgoingMessage, *, by: Actor, **detail: object) -> None:
    """History of the case: ids and codes, never words; open screens hear of it."""
    record(
        actor=by,
        verb=verb,
        subject_type="case",
        subject_id=outgoing.case_id,
        detail={"outgoing": outgoing.pk, "channel": outgoing.channel, **detail},
    )
    announce([outgoing.case_id])


def _message(outgoing: OutgoingMessage, shop: Shop, *, at: datetime) -> Message:
    """The message it has become; one that an import of the sent folder brought before is the same."""
    message, made = Message.objects.get_or_create(
        shop=shop,
        external_id=outgoing.idempotency_key,
        defaults={
            "organisation_id": outgoing.organisation_id,
            "conversation_id": outgoing.conversation_id,
            "direction": "out",
            "kind": AUTOMATIC if outgoing.purpose == AUTOMATIC else "",
            "in_reply_to": outgoing.in_reply_to,
            "references": outgoing.references,
            "sent_at": at,
            "received_at": clock.now(),
        },
    )
    if made:
        account = mail_account_of(shop) if outgoing.channel == "email" else None
        MessageBody.objects.create(
            organisation_id=outgoing.organisation_id,
            message=message,
            sender_name=(account.from_name if account is not None else "") or shop.name or shop.code,
            sender_address=account.from_address if account is not None else "",
            recipient=outgoing.recipient,
            subject=outgoing.subject,
            text=outgoing.text,
        )
        MessageAttachment.objects.bulk_create(
            MessageAttachment(
                organisation_id=outgoing.organisation_id,
                message=message,
                position=position,
                filename=file.filename,
                media_type=file.media_type,
                content_id=file.content_id,
            )
            for position, file in enumerate(outgoing.files.order_by("position", "id"))
        )
    return message
