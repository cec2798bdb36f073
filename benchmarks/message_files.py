"""What buyers of two demo shops wrote, as their platforms give it: a table of chats, and a mailbox."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from amends.demo.files.amazon import AmazonFiles
from amends.demo.files.chats import WITHOUT_ORDER, Chats
from amends.demo.files.mailbox import Mailbox, mail_id, relayed
from amends.demo.files.tmall import TmallFiles
from amends.demo.notices import mailbox_of
from amends.demo.order import DemoOrder
from amends.demo.orders import orders_of
from amends.demo.shops import DemoShop, demo_shop
from amends.demo.story import Story
from amends.demo.talks import DemoMessage, talk_of

STORY = Story(seed=31)
ORDERS_A_MESSAGE = 5  # drawn, so that there is surely enough to say
CHATS, MAILS = "tmall", "amazon-us"


@dataclass(frozen=True, slots=True)
class ShopFiles:
    """A shop's exports: what it sold, and what its buyers wrote, with the words in it as (text, language)."""

    shop: DemoShop
    orders: list[Path]
    messages: Path
    words: list[tuple[str, str]]


def write_chats(folder: Path, messages: int, story: Story = STORY) -> ShopFiles:
    """A Chinese shop's orders and so many chat messages about them; another story, other messages."""
    shop, words = demo_shop(CHATS), list[tuple[str, str]]()
    files, chats = TmallFiles(folder, shop), Chats(folder, shop)
    for order, talk in _talks(shop, messages, lambda _: True, story):
        files.add(order, None)
        names_order = not order.chance(story, "names").percent(WITHOUT_ORDER)
        for message in talk:
            chats.add(message, order.buyer.nick, names_order=names_order)
            words.append((message.text, message.language))
    chats.table.close()
    written = [folder / each.name for each in files.close()]
    return ShopFiles(shop, written, chats.table.path, words)


def write_mails(folder: Path, messages: int, story: Story = STORY) -> ShopFiles:
    """An American shop's orders and so many mails about them, through the marketplace's relay."""
    shop, words = demo_shop(MAILS), list[tuple[str, str]]()
    files, mailbox = AmazonFiles(folder, shop), Mailbox(folder / "mails.mbox", mailbox_of(shop))
    for order, talk in _talks(shop, messages, lambda message: message.direction == "in", story):
        files.add(order, None, None)
        first = ""
        for message in talk:
            mailbox.put(relayed(replace(message, photos=[]), order, story, first))
            first = first or mail_id(message, shop)
            words.append((message.text, message.language))
    mailbox.close()
    written = [folder / each.name for each in files.close()]
    return ShopFiles(shop, written, mailbox.path, words)


def _talks(
    shop: DemoShop, messages: int, is_told: Callable[[DemoMessage], bool], story: Story
) -> Iterator[tuple[DemoOrder, list[DemoMessage]]]:
    """Orders with what was said of them, until there are so many messages."""
    left = messages
    for order in orders_of(shop, messages * ORDERS_A_MESSAGE, story):
        talk = [each for each in talk_of(order, story) if is_told(each)][:left]
        left -= len(talk)
        if talk:
            yield order, talk
        if not left:
            return
    raise ValueError(f"{messages} messages are more than {shop.code}'s buyers have to say")
