"""Who belongs to a mail thread: whoever has written in it, and whoever we have written to there.

Anybody can name a mail of ours in a header. A mail of somebody else is kept apart, as a thread beside it: a
person says whether it belongs there.
"""

from collections import defaultdict
from collections.abc import Collection
from hashlib import blake2b

from amends.accounts.models import Shop
from amends.connectors.base import MessageFacts
from amends.connectors.mail.proof import NOT_BELIEVED
from amends.connectors.mail.senders import who_writes
from amends.core.addresses import compared
from amends.inbox.models import MessageBody


class Belonging:
    """Who belongs to each of these threads; who came with a batch is added as it is told."""

    def __init__(self, shop: Shop, threads: Collection[str]) -> None:
        self._people: dict[str, set[str]] = defaultdict(set)
        if not threads:
            return
        said = MessageBody.objects.filter(
            message__shop=shop,
            message__conversation__channel="email",
            message__conversation__thread__any=list(threads),
        )
        for thread, direction, sender, recipient in said.values_list(
            "message__conversation__thread", "message__direction", "sender_address", "recipient"
        ).distinct():
            self._add(thread, recipient if direction == "out" else sender)

    def thread_of(self, facts: MessageFacts, thread: str) -> str:
        """The thread this message goes to: the one it names, or its own beside that."""
        if not is_of_person(facts):
            self._hear(facts, thread)
            return thread
        sender = compared(facts.sender_address or "")
        found = thread if self._belongs(facts, sender, thread) else f"{thread}/{_mark(thread, sender)}"
        self._hear(facts, found)
        return found

    def _belongs(self, facts: MessageFacts, sender: str, thread: str) -> bool:
        root, _, mark = thread.rpartition("/")
        if mark == _mark(root, sender):
            return True  # their own, beside another
        people = self._people[thread]
        if facts.sender_proof in NOT_BELIEVED:
            return thread == facts.message_id and not people
        return not people or _is_among(sender, people)

    def _hear(self, facts: MessageFacts, thread: str) -> None:
        if facts.channel != "email":
            return
        for address in facts.recipients if facts.direction == "out" else [facts.sender_address or ""]:
            self._add(thread, address)

    def _add(self, thread: str, address: str) -> None:
        if address:
            self._people[thread].add(compared(address))


def is_of_person(facts: MessageFacts) -> bool:
    """Whether a person wrote it by mail, under an address: servers and platforms are let through."""
    came_in = facts.channel == "email" and facts.direction == "in" and bool(facts.sender_address)
    return came_in and (facts.kind is None or facts.sender_proof in NOT_BELIEVED)


def _is_among(sender: str, people: Collection[str]) -> bool:
    """One of them, or through the relay of one of them: relays give a person several addresses."""
    if sender in people:
        return True
    relay = _relay(sender)
    return bool(relay) and any(_relay(each) == relay for each in people)


def _relay(address: str) -> str:
    return address.rpartition("@")[2] if who_writes(address) == "buyer" else ""


def _mark(thread: str, sender: str) -> str:
    return blake2b(f"{thread}\n{sender}".encode(), digest_size=8).hexdigest()
