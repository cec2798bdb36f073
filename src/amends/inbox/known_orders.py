"""What is known of the orders that a batch of messages may be about, read at once."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q

from amends.accounts.models import Shop
from amends.core.addresses import address_of, compared
from amends.inbox.models import CaseMessage
from amends.orders.models import Order, OrderLine, OrderPerson
from amends.parcels.models import ParcelOrder

OVER = ("completed", "cancelled")
PRODUCTS_NAMED = 10


@dataclass(slots=True)
class KnownOrder:
    """An order with what its messages and clocks are judged by; lines and parcels in the order they came."""

    order: Order
    titles: list[str] = field(default_factory=list)
    fulfilments: set[str] = field(default_factory=set)
    parcels: list[tuple[str, datetime | None]] = field(default_factory=list)  # state, delivered
    carrier: str = ""  # of the newest parcel, as written

    @property
    def email(self) -> str:
        """The buyer's own address, casefolded; "" where it is not known."""
        person = getattr(self.order, "person", None)
        return person.email.casefold() if person is not None else ""


def known_orders(order_ids: Iterable[int | None]) -> dict[int, KnownOrder]:
    """These orders by id; None stands for no order."""
    ids = {order_id for order_id in order_ids if order_id is not None}
    if not ids:
        return {}
    orders = Order.objects.filter(pk__any=ids).select_related("person")
    known = {order.pk: KnownOrder(order) for order in orders.order_by("pk")}
    lines = OrderLine.objects.filter(order_id__any=ids).order_by("pk")
    for order_id, title, fulfilment in lines.values_list("order_id", "title", "fulfilment"):
        known[order_id].titles.append(title)
        known[order_id].fulfilments.add(fulfilment)
    links = ParcelOrder.objects.filter(order_id__any=ids).order_by("parcel_id")
    columns = ("order_id", "parcel__state", "parcel__delivered_at", "parcel__carrier")
    for order_id, state, at, carrier in links.values_list(*columns):
        assert order_id is not None
        known[order_id].parcels.append((state, at))
        known[order_id].carrier = carrier
    return known


def named_orders(shop: Shop, numbers: Collection[str]) -> dict[str, int]:
    """The ids of those of these orders that have come in, by number."""
    if not numbers:
        return {}
    found = Order.objects.filter(seller_account_id=shop.seller_account_id, number__any=numbers)
    return dict(found.values_list("number", "pk"))


def open_orders(shop: Shop, buyer_ids: Collection[int]) -> Mapping[int, list[int]]:
    """The orders of each of these buyers that are not over, the oldest first."""
    found: dict[int, list[int]] = defaultdict(list)
    if buyer_ids:
        orders = Order.objects.filter(seller_account_id=shop.seller_account_id, buyer_id__any=buyer_ids)
        rows = orders.exclude(state__in=OVER).order_by("pk").values_list("buyer_id", "pk")
        for buyer_id, order_id in rows:
            assert buyer_id is not None
            found[buyer_id].append(order_id)
    return found


def open_orders_of_addresses(shop: Shop, addresses: Collection[str]) -> Mapping[str, list[int]]:
    """The orders that are not over of whoever has each of these addresses (as compared), the oldest first."""
    found: dict[str, list[int]] = defaultdict(list)
    wanted = [address for address in addresses if address]
    if wanted:
        people = OrderPerson.objects.alias(compared=address_of("email")).filter(Q(compared__any=wanted))
        orders = people.filter(order__seller_account_id=shop.seller_account_id).exclude(order__state__in=OVER)
        for address, order_id in orders.order_by("pk").values_list("email", "pk"):
            found[compared(address)].append(order_id)
    return found


class Senders:
    """Who has written about which order: the addresses, casefolded, by conversation."""

    def __init__(self, order_ids: Collection[int], conversation_ids: Iterable[int]) -> None:
        self._of_thread: dict[int, set[str]] = defaultdict(set)
        self._threads: dict[int, set[int]] = defaultdict(set)
        if not order_ids:
            return
        heard = CaseMessage.objects.filter(message__direction="in")
        for narrowed in (
            heard.filter(message__conversation__order_id__any=order_ids),
            heard.filter(message__conversation_id__any=list(conversation_ids)),
        ):
            for order_id, thread, address in narrowed.values_list(
                "message__conversation__order_id",
                "message__conversation_id",
                "message__body__sender_address",
            ).distinct():
                self.wrote(address, thread=thread, order_id=order_id)

    def wrote(self, address: str, *, thread: int, order_id: int | None) -> None:
        """This address wrote in this conversation, which is about this order, if that is known."""
        if address:
            self._of_thread[thread].add(address.casefold())
        if order_id is not None:
            self._threads[order_id].add(thread)

    def of(self, order_id: int) -> set[str]:
        """All who have written about the order."""
        return {address for thread in self._threads[order_id] for address in self._of_thread[thread]}
