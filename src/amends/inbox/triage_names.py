"""What a message's buyer and order are known by, so that it can be masked."""

from collections.abc import Iterator

from amends.connectors.mail.quoting import own_words
from amends.inbox.masking import masked
from amends.inbox.models import Message, MessageBody
from amends.orders.models import Order, OrderPerson
from amends.triage.classify import classify
from amends.triage.judgement import TriageFacts

OF_ORDER = (
    "buyer_shown_name", "recipient", "email", "phone", "address", "city", "postal_code",
    "invoice_title", "invoice_tax_id",
)  # fmt: skip
OF_BUYER = ("identity", "shown_name", "email", "phone")


def words_of(message: Message, order: Order | None = None) -> str:
    """What the message says (its subject where it says nothing else), without what tells of a person.

    Quoted history and signatures are left out: they are not what this message says.

    Empty where its buyer was erased. The words are held until the caller commits: erasing waits for that.
    """
    body = MessageBody.objects.select_for_update().filter(message=message).first()
    if body is None:
        return ""
    said = own_words(body.text).strip() or body.subject
    return masked(said, (name for name in _names(message, body, order, said) if name))


def _names(message: Message, body: MessageBody, order: Order | None, said: str) -> Iterator[str]:
    talk = message.conversation
    yield from (body.sender_name, body.sender_address, talk.order_number)
    for person in OrderPerson.objects.filter(order=order) if order is not None else ():
        yield from (getattr(person, name) for name in OF_ORDER)
    person_of_buyer = getattr(talk.buyer, "person", None) if talk.buyer_id is not None else None
    if person_of_buyer is not None:
        yield from (getattr(person_of_buyer, name) for name in OF_BUYER)
    if order is not None:
        yield order.number
    signals = classify(said, facts=TriageFacts(marketplace=message.shop.marketplace)).signals
    for mark in (*signals.order_numbers, *signals.tracking_numbers):
        yield said[mark.start : mark.end]
