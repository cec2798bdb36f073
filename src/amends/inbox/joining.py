"""To which case a buyer's message belongs: by thread, by a known sender, by the buyer's only open order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from amends.cases.models import Case
from amends.core.addresses import compared
from amends.inbox.in_hand import CaseInHand, CasesInHand
from amends.inbox.known_orders import KnownOrder, Senders
from amends.inbox.models import Conversation

MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Joined:
    """Where a message goes: `case` if there is one, else a new one for `order`; `offered` is for a person."""

    reason: str  # thread | platform | sender | only_order | number | offered | none
    case: CaseInHand | None = None
    order: KnownOrder | None = None
    offered: KnownOrder | None = None
    follows: Case | None = None  # the case before it, which is over


@dataclass(slots=True)
class Surroundings:
    """All that messages are placed by: orders by id and number, each buyer's open ones, who wrote, cases."""

    orders: Mapping[int, KnownOrder]
    named: Mapping[str, int]
    open: Mapping[int, Sequence[int]]
    open_by_address: Mapping[str, Sequence[int]]
    senders: Senders
    cases: CasesInHand

    def order(self, order_id: int | None) -> KnownOrder | None:
        return None if order_id is None else self.orders.get(order_id)


@dataclass(frozen=True, slots=True)
class Naming:
    """What a message says of where it belongs: the address it came from, the order numbers it names.

    `is_forged`: the sender is not who they say. `mentioned`: the order of a thread that it answers and whose
    people it is not one of.
    """

    sender: str
    numbers: Sequence[str] = ()
    is_forged: bool = False
    mentioned: int | None = None


def place_of(conversation: Conversation, around: Surroundings, naming: Naming) -> Joined:
    """Decide for one message. A forged one joins nothing but what it has opened itself."""
    thread = around.cases.of_thread(conversation)
    if thread is None:
        return place_anew(conversation, around, naming)
    order = around.order(conversation.order_id)
    if naming.is_forged and thread.case.order_id is not None:
        return Joined("offered", offered=order or around.order(thread.case.order_id))
    return Joined("thread", case=thread, order=None if naming.is_forged else order)


def place_anew(conversation: Conversation, around: Surroundings, naming: Naming) -> Joined:
    """Decide as for a thread that has no case yet."""
    order, sender = around.order(conversation.order_id), naming.sender
    named = _named(naming.numbers, around)
    mentioned = around.order(naming.mentioned)
    if naming.is_forged:
        told = order or mentioned or (named[0] if len(named) == 1 else None)
        return Joined("offered", offered=told) if told is not None else Joined("none")
    if order is not None:
        return _of_order("platform", order, around)
    for order in named:
        if _is_known(order, conversation, sender, around):
            return _of_order("sender", order, around)
    of_sender = around.open_by_address.get(compared(sender), ())
    open_orders = around.open.get(conversation.buyer_id or 0) or of_sender
    if len(open_orders) == 1:
        return _of_order("only_order", around.orders[open_orders[0]], around)
    if len(named) == 1:
        if not _has_other_sender(named[0], sender, around):
            return _of_order("number", named[0], around)
        return Joined("offered", offered=named[0])
    return Joined("offered", offered=mentioned) if mentioned is not None else Joined("none")


def _named(numbers: Sequence[str], around: Surroundings) -> list[KnownOrder]:
    ids = sorted({around.named[number] for number in numbers if number in around.named})
    return [around.orders[order_id] for order_id in ids[:MOST_NAMED]]


def _is_known(known: KnownOrder, conversation: Conversation, sender: str, around: Surroundings) -> bool:
    """Whether this sender belongs to the order: its buyer, its e-mail, or wrote about it before."""
    if conversation.buyer_id is not None and conversation.buyer_id == known.order.buyer_id:
        return True
    address = sender.casefold()
    return bool(address) and (address == known.email or address in around.senders.of(known.order.pk))


def _has_other_sender(known: KnownOrder, sender: str, around: Surroundings) -> bool:
    """Whether somebody else is known to belong to the order."""
    addresses = around.senders.of(known.order.pk) | ({known.email} if known.email else set())
    return known.order.buyer_id is not None or bool(addresses - {sender.casefold()})


def _of_order(reason: str, known: KnownOrder, around: Surroundings) -> Joined:
    case = around.cases.at_work(known.order.pk) or around.cases.latest(known.order.pk)
    return Joined(reason, case=case, order=known)
