"""One shop's exports: its orders told one by one to the files its marketplace would give."""

from pathlib import Path

from amends.demo.files.amazon import AmazonFiles
from amends.demo.files.chats import WITHOUT_ORDER, Chats, Tracking
from amends.demo.files.ebay import EbayFiles
from amends.demo.files.mailbox import Mailbox, answered, asked, mail_id, relayed, told_asker
from amends.demo.files.own import OwnFiles
from amends.demo.files.tables import WrittenFile
from amends.demo.files.tmall import TmallFiles
from amends.demo.notices import mailbox_of, notices_of
from amends.demo.order import DemoOrder
from amends.demo.questions import question_beside
from amends.demo.returns import rating_of, return_of
from amends.demo.shops import DemoShop
from amends.demo.story import Story
from amends.demo.talks import DemoMessage, talk_of
from amends.demo.truth import Truth

FOLLOWS_IN_THREAD = 75  # of a hundred later mails name the one before


class ShopWriter:
    """Writes into `folder`, which exists. Buyers of an Amazon shop write mails and get mails, others chat."""

    def __init__(self, folder: Path, shop: DemoShop, story: Story, truth: Truth) -> None:
        self._shop, self._story, self._truth = shop, story, truth
        self._tmall = TmallFiles(folder, shop) if shop.marketplace == "tmall" else None
        self._amazon = AmazonFiles(folder, shop) if shop.marketplace == "amazon" else None
        self._ebay = EbayFiles(folder, shop) if shop.marketplace == "ebay" else None
        self._own = OwnFiles(folder, shop) if shop.marketplace == "dhgate" else None
        self._tracking, self._chats = Tracking(folder, shop), Chats(folder, shop)
        self._mailbox = Mailbox(folder / "mails.mbox", mailbox_of(shop))

    def add(self, order: DemoOrder) -> None:
        """Everything about one order."""
        talk = talk_of(order, self._story)
        said = next((message.text for message in talk if message.kind == "buyer"), "")
        returned = return_of(order, self._story, said)
        if self._tmall is not None:
            self._tmall.add(order, returned)
        elif self._amazon is not None:
            self._amazon.add(order, returned, rating_of(order, self._story))
        elif self._ebay is not None:
            self._ebay.add(order)
        elif self._own is not None:
            self._own.add(order)
        if not order.by_marketplace:
            self._tracking.add(order)
        self._talk(order, talk)
        self._beside(order)

    def close(self) -> list[WrittenFile]:
        """The files written, each with its rows."""
        sources = (
            self._tmall, self._amazon, self._ebay, self._own, self._tracking.table, self._chats.table,
            self._mailbox,
        )  # fmt: skip
        return [file for source in sources if source is not None for file in source.close()]

    def _talk(self, order: DemoOrder, talk: list[DemoMessage]) -> None:
        names_order = not order.chance(self._story, "names").percent(WITHOUT_ORDER)
        last = ""
        for message in talk:
            if not self._shop.relay:
                self._chats.add(message, order.buyer.nick, names_order=names_order)
                self._tell(message, message.id)
                continue
            known_as = mail_id(message, self._shop)
            if message.direction == "out":
                self._mailbox.put(answered(message, order, last))
            else:
                threaded = order.chance(self._story, message.id).percent(FOLLOWS_IN_THREAD)
                self._mailbox.put(relayed(message, order, self._story, last if threaded else ""))
                self._tell(message, known_as)
            last = known_as

    def _beside(self, order: DemoOrder) -> None:
        for message, nick, email in question_beside(order, self._story):
            if self._shop.relay:
                put = asked if message.direction == "in" else told_asker
                self._mailbox.put(put(message, self._shop, email, nick))
                self._tell(message, mail_id(message, self._shop))
            else:
                self._chats.add(message, nick)
                self._tell(message, message.id)
        for notice in notices_of(order, self._story):
            self._mailbox.put(notice.mail)
            self._truth.tell_notice(self._shop, notice)

    def _tell(self, message: DemoMessage, known_as: str) -> None:
        if message.direction == "in":
            self._truth.tell(self._shop, message, known_as)
