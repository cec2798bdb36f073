"""Mails that no buyer wrote: platform notices, advertisements, bounces."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from amends.demo.chance import Chance
from amends.demo.mails import Mail
from amends.demo.order import DemoOrder
from amends.demo.shops import DemoShop
from amends.demo.story import Story
from amends.demo.words import around

NOTICES = 1.2  # of a hundred orders
BOUNCES = 0.25


@dataclass(slots=True)
class Notice:
    """A mail and what it is: `kind` is notification or bounce."""

    mail: Mail
    kind: str
    types: list[str]
    language: str
    order: str


TRUSTED = "mx.seller.example"  # the shops' mail server, as it calls itself in what it finds out of senders


def mailbox_of(shop: DemoShop) -> str:
    """Where the shop's mail arrives."""
    return f"{shop.code}@seller.example"


def notices_of(order: DemoOrder, story: Story) -> Iterator[Notice]:
    """The notices that come in about, or around the time of, this order."""
    chance = order.chance(story, "notices")
    claimed = order.need is not None and "dispute_opened" in order.need.types
    if claimed or chance.percent(NOTICES):
        yield _notice(order, chance, story, claimed=claimed)
    if chance.percent(BOUNCES):
        yield _bounce(order, story)


def _notice(order: DemoOrder, chance: Chance, story: Story, *, claimed: bool) -> Notice:
    shop = order.shop
    language = {"zh-Hans": "zh", "fr": "fr"}.get(shop.language, "en")
    parts = around(language)
    fitting = [
        row
        for row in parts["notices"]
        if ("dispute_opened" in row["types"]) == claimed
        and row.get("needs", shop.marketplace) == shop.marketplace
    ]
    row = chance.pick(fitting)
    about = "{order}" in row["subject"] + row["text"]
    since = order.writes_at or order.placed_at
    mail = Mail(
        id=f"notice-{shop.code}-{order.index}@notice.example",
        at=min(since + timedelta(minutes=chance.between(10, 600)), story.now),
        sender_name=parts["notice_sender"]["name"],
        sender=parts["notice_sender"]["address"].format(marketplace=shop.marketplace),
        recipient=mailbox_of(shop),
        subject=story.in_season(row["subject"]).format(order=order.number),
        text=story.in_season(row["text"]).format(order=order.number),
    )
    if language == "zh":
        mail.charset, mail.said_charset = "gb18030", "gb2312"  # as many programs there say it
    return Notice(mail, "notification", list(row["types"]), language, order.number if about else "")


def _bounce(order: DemoOrder, story: Story) -> Notice:
    shop = order.shop
    gone = order.buyer.email or f"{order.buyer.number}@buyers.example"
    mail = Mail(
        id=f"bounce-{shop.code}-{order.index}@mail.example",
        at=min(order.placed_at + timedelta(hours=20), story.now),
        sender_name="Mail Delivery System",
        sender="mailer-daemon@mail.example",
        recipient=mailbox_of(shop),
        subject="Undelivered Mail Returned to Sender",
        text=f"Your message to {gone} could not be delivered: mailbox unavailable.\n",
        headers={"Auto-Submitted": "auto-replied", "Return-Path": "<>"},
        report=(
            "Reporting-MTA: dns; mail.example\n\n"
            f"Final-Recipient: rfc822; {gone}\nAction: failed\nStatus: 5.1.1\n"
        ),
    )
    return Notice(mail, "bounce", [], "en", "")
