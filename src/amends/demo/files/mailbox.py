"""The shop's mailbox as an mbox file: what buyers write through the relay, and what machines send."""

from pathlib import Path
from typing import BinaryIO

from amends.demo.chance import Chance
from amends.demo.files.tables import WrittenFile
from amends.demo.mails import Mail, mbox_entry
from amends.demo.notices import TRUSTED, mailbox_of
from amends.demo.order import DemoOrder
from amends.demo.pictures import picture
from amends.demo.shops import DemoShop
from amends.demo.story import Story
from amends.demo.talks import DemoMessage
from amends.demo.words import around

ABOUT = {"en": "order", "fr": "commande", "zh": "订单"}
UNPROVEN = 12  # of a hundred strangers
HOME = "home.example"  # a mail server that proves nothing
NAMES_ORDER = 92  # of a hundred subjects; the relay writes most of them


class Mailbox:
    """Mails in the order in which they are put in; no mail, no file. `address`: whose mailbox it is."""

    def __init__(self, path: Path, address: str) -> None:
        self.path, self.address, self.mails = path, address, 0
        self._stream: BinaryIO | None = None

    def put(self, mail: Mail) -> None:
        if self._stream is None:
            self._stream = self.path.open("wb")
        if mail.recipient == self.address and mail.is_proven:
            mail.headers = {"Authentication-Results": _proof(mail), **mail.headers}
        self._stream.write(mbox_entry(mail))
        self.mails += 1

    def close(self) -> list[WrittenFile]:
        if self._stream is None:
            return []
        self._stream.close()
        return [WrittenFile(self.path.name, "mail", self.mails)]


def _proof(mail: Mail) -> str:
    """What the shops' mail server found out of the sender (RFC 8601)."""
    domain = mail.sender.rpartition("@")[2]
    return f"{TRUSTED}; dkim=pass header.d={domain}; dmarc=pass header.from={domain}"


def mail_id(message: DemoMessage, shop: DemoShop) -> str:
    """The Message-ID, without its brackets."""
    domain = shop.relay if message.direction == "in" else mailbox_of(shop).partition("@")[2]
    return f"{message.id}@{domain}"


def answered(message: DemoMessage, order: DemoOrder, answers: str) -> Mail:
    """Our answer as the sent folder keeps it. `answers`: the buyer's mail."""
    shop = order.shop
    return Mail(
        id=mail_id(message, shop),
        at=message.at,
        sender_name=shop.name,
        sender=mailbox_of(shop),
        recipient=order.buyer.email,
        subject=f"Re: {ABOUT[message.language]} {order.number}",
        text=message.text,
        answers=answers,
    )


def relayed(message: DemoMessage, order: DemoOrder, story: Story, answers: str) -> Mail:
    """The buyer's message as the marketplace's relay mails it. `answers`: an earlier mail, or ""."""
    shop, buyer = order.shop, order.buyer
    chance = Chance(story.seed, message.id, "mail")
    parts = around(message.language)
    title = order.lines[0].product.words[message.language]["title"]
    subject = chance.pick(parts["subjects"]).format(order=order.number, title=title)
    if order.number not in subject and chance.percent(NAMES_ORDER):
        subject = f"{subject} ({ABOUT[message.language]} {order.number})"
    mail = Mail(
        id=mail_id(message, shop),
        at=message.at,
        sender_name=buyer.given,
        sender=buyer.email,
        recipient=mailbox_of(shop),
        subject=f"Re: {subject}" if answers else subject,
        text=_body(message, order, title, chance),
        answers=answers,
        html=chance.percent(30),
        pictures=[
            (f"IMG_{message.at:%Y%m%d}_{message.at:%H%M}{n}.png", picture(scene, variant))
            for n, (scene, variant) in enumerate(message.photos, 1)
        ],
    )
    if message.kind == "automatic":
        mail.headers["Auto-Submitted"] = "auto-replied"
    if message.language == "fr" and chance.percent(20) and _fits(mail.text, "cp1252"):
        mail.charset = "cp1252"
        mail.said_charset = "windows-1252"
    return mail


def asked(message: DemoMessage, shop: DemoShop, email: str, name: str) -> Mail:
    """A question of somebody who has not ordered; a few write from an address that nobody vouches for."""
    subject = message.text.split("\n")[0][:40]
    mail = Mail(
        mail_id(message, shop), message.at, name, email, mailbox_of(shop), subject, message.text, html=True
    )
    if Chance(0, message.id, "proof").percent(UNPROVEN):
        mail.sender, mail.is_proven = f"{email.partition('@')[0]}@{HOME}", False
    return mail


def told_asker(message: DemoMessage, shop: DemoShop, email: str, name: str) -> Mail:
    """Our answer to such a question."""
    subject = f"Re: {message.text.split(chr(10))[0][:40]}"
    answers = f"{message.answers}@{shop.relay}"
    return Mail(
        mail_id(message, shop), message.at, shop.name, mailbox_of(shop), email, subject, message.text, answers
    )


def _body(message: DemoMessage, order: DemoOrder, title: str, chance: Chance) -> str:
    parts = around(message.language)
    text = message.text
    if chance.percent(35) and message.kind == "buyer":
        text = parts["frame"].format(order=order.number, title=title, text=text)
    if message.quotes and chance.percent(60):
        wrote = parts["wrote"].format(day=message.at.date().isoformat(), shop=order.shop.name)
        quoted = "\n".join(f"> {line}" for line in message.quotes.split("\n"))
        text = f"{text}\n\n{wrote}\n{quoted}\n"
    return text


def _fits(text: str, charset: str) -> bool:
    try:
        text.encode(charset)
    except UnicodeEncodeError:
        return False
    return True
