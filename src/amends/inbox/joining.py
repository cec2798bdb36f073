"""To which case a buyer's message belongs: by thread, by a known sender, by the buyer's only open order."""

from collections.abc import Sequence
from dataclasses import dataclass

from amends.accounts.models import Shop
from amends.cases.models import Case
from amends.cases.states import AT_WORK
from amends.inbox.models import Conversation, Message, MessageBody
from amends.orders.models import Order

OVER = ("completed", "cancelled")


@dataclass(frozen=True, slots=True)
class Joined:
    """Where a message goes: `case` if there is one, else a new one for `order`; `offered` is for a person."""

    reason: str  # thread | platform | sender | only_order | number | offered | none
    case: Case | None = None
    order: Order | None = None
    offered: Order | None = None


def place_of(message: Message, *, sender: str, numbers: Sequence[str], shop: Shop) -> Joined:
    """Decide for one message. `sender` is the address it came from, `numbers` the order numbers it names."""
    conversation = message.conversation
    if conversation.case_id is not None:
        return Joined("thread", case=follow(conversation.case), order=conversation.order)
    if conversation.order is not None:
        return _of_order("platform", conversation.order)
    named = list(Order.objects.filter(seller_account_id=shop.seller_account_id, number__in=list(numbers))[:5])
    for order in named:
        if is_known(order, conversation, sender):
            return _of_order("sender", order)
    if conversation.buyer_id is not None:
        open_orders = Order.objects.filter(buyer_id=conversation.buyer_id).exclude(state__in=OVER)[:2]
        if len(open_orders) == 1:
            return _of_order("only_order", open_orders[0])
    if len(named) == 1:
        if not has_other_sender(named[0], sender):
            return _of_order("number", named[0])
        return Joined("offered", offered=named[0])
    return Joined("none")


def is_known(order: Order, conversation: Conversation, sender: str) -> bool:
    """Whether this sender belongs to the order: its buyer, its e-mail, or wrote about it before."""
    if conversation.buyer_id is not None and conversation.buyer_id == order.buyer_id:
        return True
    if not sender:
        return False
    person = getattr(order, "person", None)
    return (person is not None and person.email.casefold() == sender.casefold()) or sender.casefold() in (
        _senders(order)
    )


def has_other_sender(order: Order, sender: str) -> bool:
    """Whether somebody else is known to belong to the order."""
    person = getattr(order, "person", None)
    known = _senders(order) | ({person.email.casefold()} if person and person.email else set())
    return order.buyer_id is not None or bool(known - {sender.casefold()})


def follow(case: Case | None) -> Case | None:
    """The case that this one was merged into, and so on."""
    while case is not None and case.merged_into is not None:
        case = case.merged_into
    return case


def _of_order(reason: str, order: Order) -> Joined:
    case = Case.objects.filter(order=order, merged_into=None).order_by("is_split", "-id").first()
    at_work = Case.objects.filter(order=order, merged_into=None, state__in=AT_WORK, is_split=False).first()
    return Joined(reason, case=at_work or case, order=order)


def _senders(order: Order) -> set[str]:
    found = MessageBody.objects.filter(
        message__direction="in", message__conversation__order=order, message__conversation__case__isnull=False
    )
    return {address.casefold() for address in found.values_list("sender_address", flat=True)[:50] if address}
