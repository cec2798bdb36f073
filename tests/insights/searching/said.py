"""Messages for the tests of search: what somebody said, in a case or in none."""

from datetime import datetime, timedelta
from itertools import count

from amends.accounts.models import Organisation, Shop
from amends.cases.models import Case
from amends.inbox.models import CaseMessage, Conversation, Message, MessageBody
from amends.insights.searching.answer import Answer, search
from amends.insights.searching.scope import Scope
from tests.web.single_rows import NOON

_threads = count()


def said(
    shop: Shop,
    text: str,
    *,
    at: datetime = NOON,
    case: bool = True,
    sender: str = "",
    message_id: int | None = None,
) -> Message:
    """A message of a conversation of its own; `case`: with a case."""
    made = None
    if case:
        made = Case.objects.create(
            organisation=shop.organisation, shop=shop, opened_at=at, last_message_at=at, queue_key=at
        )
    talk = Conversation.objects.create(
        organisation=shop.organisation, shop=shop, channel="chat", thread=f"t{next(_threads)}",
        case=made, last_message_at=at, created_at=at,
    )  # fmt: skip
    message = Message.objects.create(
        pk=message_id, organisation=shop.organisation, conversation=talk, shop=shop, direction="in",
        external_id=f"m{talk.pk}", sent_at=at, received_at=NOON + timedelta(days=1),
    )  # fmt: skip
    MessageBody.objects.create(organisation=shop.organisation, message=message, text=text, sender_name=sender)
    if made is not None:
        CaseMessage.objects.create(
            organisation=shop.organisation, case=made, message=message, reason="opened"
        )
    return message


def scope_of(organisation: Organisation, *shops: Shop) -> Scope:
    """A person who sees everything in these shops."""
    seen = {shop.pk: shop for shop in shops}
    return Scope(organisation.pk, cases=seen, messages=seen, orders=seen)


def found(text: str, scope: Scope, *, size: int = 50, place: str = "") -> list[int]:
    """The messages that were found, in order."""
    return message_ids(search(text, scope, size=size, place=place))


def message_ids(answer: Answer) -> list[int]:
    return [hit.message_id for hit in answer.hits if hit.message_id is not None]
