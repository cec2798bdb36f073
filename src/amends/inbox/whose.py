"""Whose words a mail brings: a buyer's, the shop's own, or a platform's about an order."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Q

from amends.accounts.models import Shop
from amends.accounts.own_addresses import own_addresses
from amends.connectors.base import MessageFacts
from amends.connectors.mail.proof import NOT_BELIEVED, PROVEN
from amends.connectors.mail.senders import who_writes
from amends.core.addresses import address_of, compared
from amends.inbox.models import MessageBody
from amends.triage.numbers import numbers_in
from amends.triage.reading import read

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def tell_whose(shop: Shop, mails: Sequence[MessageFacts]) -> None:
    """Set what the addresses say: mails of the shop's own are `out`, a form on its page brings the words of
    whoever is to be answered, and a platform's notice is about the order it names."""
    if not mails:
        return
    own = own_addresses(shop)
    for facts in mails:
        sender = (facts.sender_address or "").casefold()
        if facts.sender_proof in NOT_BELIEVED:
            continue  # it is not from whom it says: its words are a stranger's
        if sender in own:
            _tell_own(facts, own)
        elif facts.order_number is None and sender:
            facts.order_number = _told_order(facts, who_writes(sender), shop.marketplace)


def _told_order(facts: MessageFacts, who: str, marketplace: str) -> str | None:
    """The order a platform says it is about. What a relay's frame says counts where the relay is proven."""
    if who == "platform":
        return facts.names_order or _only_number(facts, marketplace)
    return facts.names_order if who == "buyer" and facts.sender_proof == PROVEN else None


def _tell_own(facts: MessageFacts, own: Collection[str]) -> None:
    writer = (facts.answers_to or "").casefold()
    is_form = writer and writer not in own and who_writes(writer) in ("buyer", "unknown")
    if is_form and all(address in own for address in facts.recipients):
        facts.sender_address = facts.answers_to
    elif not _is_passed_on(facts, own):
        facts.direction = "out"


def _is_passed_on(facts: MessageFacts, own: Collection[str]) -> bool:
    """A mail of somebody else that one of us passes on to ourselves: it is there to be worked on."""
    writer = (facts.original_address or "").casefold()
    to_us = bool(facts.recipients) and all(address in own for address in facts.recipients)
    return bool(writer) and writer not in own and to_us


def _only_number(facts: MessageFacts, marketplace: str) -> str | None:
    marks, _ = numbers_in(read(f"{facts.subject or ''}\n{facts.text or ''}").text, marketplace)
    numbers = {mark.value for mark in marks}
    return numbers.pop() if len(numbers) == 1 else None


@dataclass(frozen=True, slots=True)
class Heard:
    """What a buyer wrote before: when, in which thread, about which order."""

    at: datetime
    thread: str
    order_number: str


def threads_written_to(
    shop: Shop, homeless: Sequence[MessageFacts], among: Sequence[MessageFacts], threads: Mapping[str, str]
) -> dict[str, str]:
    """Message id → thread, for answers of ours that name no mail they answer: the thread of what the person
    they went to wrote last before, about the order they name if they name one.

    `among` came in with them, in these `threads` (by message id).
    """
    if not homeless:
        return {}
    heard = _heard(shop, {compared(address) for facts in homeless for address in facts.recipients})
    for facts in among:
        if facts.direction == "in" and facts.sender_address:
            said = Heard(facts.sent_at or LONG_AGO, threads[facts.message_id], facts.order_number or "")
            heard.setdefault(compared(facts.sender_address), []).append(said)
    found: dict[str, str] = {}
    for facts in homeless:
        before = [said for address in facts.recipients for said in heard.get(compared(address), ())]
        thread = _answered(facts, before, shop.marketplace)
        if thread is not None:
            found[facts.message_id] = thread
    return found


def _heard(shop: Shop, addresses: Collection[str]) -> dict[str, list[Heard]]:
    bodies = MessageBody.objects.alias(address=address_of("sender_address")).filter(
        Q(address__any=list(addresses)), message__shop=shop, message__direction="in"
    )
    found: dict[str, list[Heard]] = {}
    for address, at, thread, told, number in bodies.order_by("message_id").values_list(
        "sender_address",
        "message__sent_at",
        "message__conversation__thread",
        "message__conversation__order_number",
        "message__conversation__order__number",
    ):
        said = Heard(at or LONG_AGO, thread, number or told)
        found.setdefault(compared(address), []).append(said)
    return found


def _answered(facts: MessageFacts, before: Sequence[Heard], marketplace: str) -> str | None:
    at = facts.sent_at
    earlier = [said for said in before if at is None or said.at <= at]
    named = {mark.value for mark in numbers_in(read(facts.subject or "").text, marketplace)[0]}
    about = [said for said in earlier if said.order_number in named]
    chosen = max(about or earlier, key=lambda said: said.at, default=None)
    return chosen.thread if chosen is not None else None
