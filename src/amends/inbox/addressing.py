"""How a reply reaches the buyer: by mail where the buyer wrote mail, else through a person's hands."""

from dataclasses import dataclass

from amends.accounts.mail_accounts import mail_account_of
from amends.cases.actions import CaseConflict
from amends.cases.models import Case
from amends.connectors.mail.envelope import ADDRESS
from amends.connectors.mail.senders import who_writes
from amends.connectors.marketplaces.rules import order_page
from amends.core.errors import NotFound
from amends.inbox.models import Conversation, Message
from amends.inbox.rules import reply_subject

MOST_REFERENCES = 20
MADE_UP = "@amends.invalid"


@dataclass(frozen=True, slots=True)
class Way:
    """`channel` email: the address and headers; hand: the page where to paste it ("" where none is known)."""

    channel: str
    conversation: Conversation
    recipient: str = ""
    subject: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    page: str = ""


def way_to_buyer(case: Case) -> Way:
    """How a reply of this case goes. Raises CaseConflict (no_conversation) where nobody has written."""
    newest = _newest(case)
    conversation = newest.conversation if newest is not None else _latest_conversation(case)
    page = page_of_order(case)
    if newest is None or conversation.channel != "email" or mail_account_of(case.shop) is None:
        return Way("hand", conversation, page=page)
    body = getattr(newest, "body", None)  # gone where the buyer was erased
    address = body.sender_address if body is not None else ""
    if who_writes(address) in (
        "platform",
        "machine",
    ):  # a platform told us the buyer's words: no one reads there
        return Way("hand", conversation, page=page)
    if not address.isascii() or not ADDRESS.fullmatch(address):
        return Way("hand", conversation, page=page)
    return Way(
        channel="email",
        conversation=conversation,
        recipient=address,
        subject=reply_subject(body.subject if body is not None else "", case.order_number),
        in_reply_to=newest.external_id if _is_mail_id(newest.external_id) else "",
        references=_thread(newest),
        page=page,
    )


def page_of_order(case: Case) -> str:
    """Where the marketplace shows the case's order to its seller; "" where that is not known."""
    number = case.order.number if case.order is not None else case.order_number
    if not number:
        return ""
    country = (case.order.country if case.order is not None else "") or case.shop.country
    try:
        return order_page(case.shop.marketplace, number, country) or ""
    except NotFound:
        return ""


def _newest(case: Case) -> Message | None:
    if case.newest_message_id is None:
        return None
    messages = Message.objects.select_related("body", "conversation")
    return messages.filter(pk=case.newest_message_id).first()


def _latest_conversation(case: Case) -> Conversation:
    found = Conversation.objects.filter(case=case).order_by("-last_message_at", "-pk").first()
    if found is None:
        raise CaseConflict(
            "no_conversation",
            "Nobody has written about this case yet: there is no conversation to answer in.",
            mend="Write to the buyer on the marketplace's page of the order.",
        )
    return found


def _thread(newest: Message) -> tuple[str, ...]:
    """The mails before, the first and the latest ones: some servers refuse endless headers."""
    ids = [each for each in dict.fromkeys([*newest.references, newest.external_id]) if _is_mail_id(each)]
    return tuple(ids if len(ids) <= MOST_REFERENCES else [ids[0], *ids[1 - MOST_REFERENCES :]])


def _is_mail_id(name: str) -> bool:
    plain = name.isascii() and name.isprintable() and not set(name) & set("<> ")
    return plain and "@" in name and not name.endswith(MADE_UP)
