"""A demo-like set for measuring: five shops' orders whose buyers wrote, as their platforms' files.

The same copy gives the same bytes, and another copy the same files with other numbers of orders, parcels,
buyers and messages in them, nothing else.
"""

from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from amends.demo.buyers import DemoBuyer
from amends.demo.files.amazon import AmazonFiles
from amends.demo.files.chats import WITHOUT_ORDER, Chats, Tracking
from amends.demo.files.ebay import EbayFiles
from amends.demo.files.mailbox import Mailbox, mail_id, relayed
from amends.demo.files.own import OwnFiles
from amends.demo.files.tmall import TmallFiles
from amends.demo.mails import Mail
from amends.demo.notices import mailbox_of
from amends.demo.order import DemoOrder
from amends.demo.orders import orders_of
from amends.demo.shops import DemoShop, orders_of_shops
from amends.demo.story import Story
from amends.demo.talks import talk_of
from benchmarks.multiplying import Mark

STORY = Story(seed=23)
QUIET = 16  # one order in so many whose buyer writes nothing is in the set
ORDERS_DRAWN = 5  # for each case, about
NUMBERS = {
    "amazon": Mark("-", 7, "-"),
    "ebay": Mark("-", 5, "-"),
    "tmall": Mark("", 7, "519"),
    "dhgate": Mark("46", 5),
}
PARCEL, BUYER = Mark("TN", 7), Mark("b", 7, "b")
MARKS = (*NUMBERS.values(), PARCEL, BUYER)


def write_shop(folder: Path, shop: DemoShop, *, cases: int, copy: int = 0) -> None:
    """The files of one shop into an empty folder, so that about `cases` of all the shops' are opened."""
    writer = _Writer(folder, shop, copy)
    for order in _orders(shop, cases):
        writer.add(order)
    writer.close()
    for path in folder.glob("*.*"):
        if path.suffix != ".mbox":
            path.write_bytes(_marked(path.read_bytes(), copy))


class _Writer:
    """The files that a platform gives of orders, parcels and talks; returns and reviews are left out."""

    def __init__(self, folder: Path, shop: DemoShop, copy: int) -> None:
        self._shop = shop
        self._tmall = TmallFiles(folder, shop) if shop.marketplace == "tmall" else None
        self._amazon = AmazonFiles(folder, shop) if shop.marketplace == "amazon" else None
        plain: Any = {"ebay": EbayFiles, "dhgate": OwnFiles}.get(shop.marketplace)
        self._plain = plain(folder, shop) if plain is not None else None
        self._tracking, self._chats = Tracking(folder, shop), Chats(folder, shop)
        self._mailbox = _Mailbox(folder / "mails.mbox", mailbox_of(shop), copy)

    def add(self, order: DemoOrder) -> None:
        if self._tmall is not None:
            self._tmall.add(order, None)
        if self._amazon is not None:
            self._amazon.add(order, None, None)
        if self._plain is not None:
            self._plain.add(order)
        if not order.by_marketplace:
            self._tracking.add(order)
        self._talk(order)

    def close(self) -> None:
        for source in (self._tmall, self._amazon, self._plain, self._tracking.table, self._chats.table):
            if source is not None:
                source.close()
        self._mailbox.close()

    def _talk(self, order: DemoOrder) -> None:
        names_order = not order.chance(STORY, "names").percent(WITHOUT_ORDER)
        first = ""
        for message in talk_of(order, STORY):
            if not self._shop.relay:
                self._chats.add(message, order.buyer.nick, names_order=names_order)
            elif message.direction == "in":
                self._mailbox.put(relayed(message, order, STORY, first))
                first = first or mail_id(message, self._shop)


class _Mailbox(Mailbox):
    """Mails with the marks of a copy: their words are written in base64, out of reach of a later hand."""

    def __init__(self, path: Path, address: str, copy: int) -> None:
        super().__init__(path, address)
        self._copy = copy

    def put(self, mail: Mail) -> None:
        said = {each.name: getattr(mail, each.name) for each in fields(mail)}
        words: dict[str, Any] = {
            name: _marked(text.encode(), self._copy).decode()
            for name, text in said.items()
            if type(text) is str
        }
        super().put(replace(mail, **words))


def _orders(shop: DemoShop, cases: int) -> Iterator[DemoOrder]:
    drawn = orders_of_shops(cases * ORDERS_DRAWN)[shop.code]
    for order in orders_of(shop, drawn, STORY):
        if order.need is not None or order.index % QUIET == 0:
            yield _numbered(order)


def _numbered(order: DemoOrder) -> DemoOrder:
    """The order with numbers that bear the mark of copy 0."""
    mark, index = NUMBERS[order.shop.marketplace].of(0), order.index
    order.number = {
        "amazon": f"112{mark}{index:07d}",
        "ebay": f"27{mark}{index:05d}",
        "tmall": f"38{index:09d}{mark}",
        "dhgate": f"{mark}{index:05d}",
    }[order.shop.marketplace]
    order.buyer = _known_as(order.buyer)
    if order.parcel is not None:
        order.parcel.number = f"{PARCEL.of(0)}{index:06d}"
    return order


def _known_as(buyer: DemoBuyer) -> DemoBuyer:
    mark = f"{BUYER.of(0)}{buyer.number:06d}"
    email = f"{mark}@{buyer.email.partition('@')[2]}" if buyer.email else ""
    return replace(buyer, nick=f"{buyer.nick}{mark}", email=email)


def _marked(octets: bytes, copy: int) -> bytes:
    for mark in MARKS:
        octets = octets.replace(mark.of(0).encode(), mark.of(copy).encode())
    return octets
