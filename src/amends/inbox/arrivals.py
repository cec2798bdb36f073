"""What new messages are placed by, read in few queries, however many they are."""

from collections.abc import Collection, Iterable, Sequence

from amends.accounts.models import Shop
from amends.connectors.mail.proof import NOT_BELIEVED
from amends.connectors.mail.senders import who_writes
from amends.core.addresses import compared
from amends.inbox.in_hand import CasesInHand
from amends.inbox.joining import Surroundings
from amends.inbox.judging import Judging
from amends.inbox.known_orders import (
    Senders,
    known_orders,
    named_orders,
    open_orders,
    open_orders_of_addresses,
)
from amends.inbox.models import Conversation, Message
from amends.inbox.states import PLATFORM_EVENT_KINDS

BY_MACHINES = {
    "bounce": "bounce", "automatic": "automatic", "calendar": "notification", "delivery": "notification",
    "list": "notification",
}  # fmt: skip
EVENT_KINDS = {**BY_MACHINES, **{kind: kind for kind in PLATFORM_EVENT_KINDS}}


def read_messages(message_ids: Collection[int]) -> list[Message]:
    """These messages with their words, in the order they were sent; those of one thread share it."""
    found = list(Message.objects.filter(pk__any=message_ids).select_related("body").order_by("pk"))
    threads = Conversation.objects.in_bulk({each.conversation_id for each in found})
    for each in found:
        each.conversation = threads[each.conversation_id]
    return sorted(found, key=lambda each: (each.happened_at, each.pk))


def event_kind(message: Message) -> str | None:
    """One of PLATFORM_EVENT_KINDS for a message that no buyer wrote to be answered; else None.

    What a forged sender claims to have happened is shown to a person, as a stranger's words.
    """
    if message.sender_proof in NOT_BELIEVED:
        return BY_MACHINES.get(message.kind)
    if message.kind:
        return EVENT_KINDS.get(message.kind)
    if message.direction == "in" and who_writes(message.body.sender_address) in ("platform", "machine"):
        return "notification"
    return None


def early_answers(messages: Sequence[Message]) -> list[Message]:
    """Answers that came in before what they answer: of these threads, in no case, not among the messages."""
    among = {each.pk for each in messages}
    threads = {each.conversation_id: each.conversation for each in messages}
    waiting = [thread.pk for thread in threads.values() if thread.case_id is None]
    if not waiting:
        return []
    answers = Message.objects.filter(
        conversation_id__any=waiting, direction="out", platform_event=None, case_messages=None
    )
    found = [each for each in answers.order_by("pk") if each.pk not in among]
    for each in found:
        each.conversation = threads[each.conversation_id]
    return found


def numbers_named(messages: Iterable[Message], judging: Judging) -> set[str]:
    """The order numbers in the words that decide where a thread goes: its first of a person."""
    placed: set[int] = set()
    numbers: set[str] = set()
    for message in messages:
        if message.conversation_id in placed or not is_homeless(message.conversation):
            continue
        if message.direction == "out" or event_kind(message):
            continue
        judged = judging.judge(message)
        if not judged.is_automatic:
            placed.add(message.conversation_id)
            numbers.update(judged.order_numbers)
    return numbers


def orders_mentioned(shop: Shop, messages: Iterable[Message]) -> dict[int, int]:
    """Message id → the order of a thread that it answers without being let into it."""
    answering = {
        each.pk: [name for name in (each.in_reply_to, *reversed(each.references)) if name]
        for each in messages
        if each.direction == "in" and is_homeless(each.conversation)
    }
    names = {name for answered in answering.values() for name in answered}
    if not names:
        return {}
    known = Message.objects.filter(shop=shop, external_id__any=names, conversation__order__isnull=False)
    orders = dict(known.values_list("external_id", "conversation__order_id"))
    return {
        pk: orders[name]
        for pk, answered in answering.items()
        for name in [next((name for name in answered if name in orders), None)]
        if name is not None
    }


def is_homeless(conversation: Conversation) -> bool:
    """Whether neither case nor order of the conversation is known."""
    return conversation.case_id is None and conversation.order_id is None


def surroundings_of(
    threads: Sequence[Conversation],
    shop: Shop,
    *,
    anew: Sequence[Conversation],
    numbers: Collection[str],
    senders: Collection[str],
    mentioned: Collection[int] = (),
) -> Surroundings:
    """All that messages of these threads are placed by; the cases are locked from now on.

    `anew`: those placed by what their messages say; `numbers`: the order numbers they name, `senders`: the
    addresses they came from; `mentioned`: orders of other threads that they answer.
    """
    named = named_orders(shop, numbers)
    of_buyers = open_orders(shop, {thread.buyer_id for thread in anew if thread.buyer_id is not None})
    of_addresses = open_orders_of_addresses(shop, {compared(address) for address in senders})
    cases = CasesInHand()
    cases.take({thread.case_id for thread in threads if thread.case_id is not None})
    order_ids = {thread.order_id for thread in threads} | {each.case.order_id for each in cases}
    order_ids |= {*named.values(), *mentioned}
    order_ids |= {ids[0] for ids in (*of_buyers.values(), *of_addresses.values()) if len(ids) == 1}
    cases.take_of_orders({order_id for order_id in order_ids if order_id is not None})
    return Surroundings(
        orders=known_orders(order_ids),
        named=named,
        open=of_buyers,
        open_by_address=of_addresses,
        senders=Senders({*named.values()}, [thread.pk for thread in anew]),
        cases=cases,
    )
