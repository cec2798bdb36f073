"""Which of several shops a mail is for: told by addresses, threads, order numbers and relays."""

from collections.abc import Iterator, Sequence

from amends.accounts.models import Shop
from amends.accounts.own_addresses import own_addresses
from amends.connectors.base import MessageFacts
from amends.connectors.mail.reading import read_message
from amends.connectors.mail.senders import marketplace_of
from amends.inbox.models import Message
from amends.orders.models import Order
from amends.triage.numbers import numbers_in
from amends.triage.reading import read


class ShopFinder:
    """Finds the shop of each mail among some; their addresses are read once."""

    def __init__(self, shops: Sequence[Shop]) -> None:
        self._shops = {shop.pk: shop for shop in shops}
        self._addresses: dict[str, set[int]] = {}
        for shop in shops if len(shops) > 1 else ():
            for address in own_addresses(shop):
                self._addresses.setdefault(address, set()).add(shop.pk)

    def shop_of(self, octets: bytes) -> Shop | None:
        """The one shop that the surest sign names; None where no sign names just one."""
        if len(self._shops) == 1:
            return next(iter(self._shops.values()))
        facts = read_message(octets, shop_zone="UTC")
        for named in self._signs(facts):
            if len(named) == 1 and (found := named & self._shops.keys()):
                return self._shops[found.pop()]
        return None

    def _signs(self, facts: MessageFacts) -> Iterator[set[int]]:
        people = [*facts.recipients, (facts.sender_address or "").casefold()]
        yield {pk for address in people for pk in self._addresses.get(address, ())}
        earlier = {*facts.references, *filter(None, [facts.in_reply_to])}
        if earlier:
            known = Message.objects.filter(shop_id__any=self._shops, external_id__any=earlier)
            yield set(known.values_list("shop_id", flat=True))
        numbers = self._numbers(facts)
        if numbers:
            orders = Order.objects.filter(shop_id__any=self._shops, number__any=numbers)
            yield set(orders.values_list("shop_id", flat=True))
        _, marketplace = marketplace_of(facts.sender_address or "")
        yield {shop.pk for shop in self._shops.values() if shop.marketplace == marketplace}

    def _numbers(self, facts: MessageFacts) -> set[str]:
        words = read(f"{facts.subject or ''}\n{facts.text or ''}").text
        marketplaces = {shop.marketplace for shop in self._shops.values()}
        return {mark.value for each in marketplaces for mark in numbers_in(words, each)[0]}
