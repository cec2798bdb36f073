"""Mails as they arrive at a shop, read and taken in."""

from datetime import timedelta

from django.db import transaction

from amends.accounts.models import Shop
from amends.connectors.mail.reading import read_strictly
from amends.core import clock
from amends.core.actor import Actor
from amends.core.bulk import lock_until_commit
from amends.inbox.actions import Received, record_messages
from amends.inbox.models import Message
from tests.inbox.buyers import MONDAY

SERVER = "mx.desk.example"
PLATFORM = "atoz-guarantee-no-reply@amazon.com"


def proving(domain: str) -> str:
    """The field in which our server says that a mail is from this domain."""
    return f"{SERVER}; dmarc=pass header.from={domain}"


def post(
    shop: Shop,
    name: str,
    sender: str,
    words: str = "Where is my parcel?",
    *,
    hours: int = 0,
    subject: str = "Hello",
    results: str = "",
    trusted: str = SERVER,
    **fields: str,
) -> Message:
    """One mail; `results` is what our server found out, `fields` further headers with _ for -."""
    at = MONDAY + timedelta(hours=hours)
    head = {
        "Authentication-Results": results, "From": sender, "To": "desk@lantern.example", "Subject": subject,
        "Message-ID": f"<{name}@mail.example>", "Date": at.strftime("%a, %d %b %Y %H:%M:%S +0000"),
    } | {key.replace("_", "-"): value for key, value in fields.items()}  # fmt: skip
    octets = "\n".join([*(f"{key}: {value}" for key, value in head.items() if value), "", words]).encode()
    facts = read_strictly(octets, shop_zone="UTC", trusted=trusted)
    by = Actor(shop.organisation_id, None, "cli")
    with clock.frozen_at(at + timedelta(minutes=1)), transaction.atomic():
        lock_until_commit("seller_account", shop.seller_account_id)
        record_messages(shop, [Received(facts, octets)], by=by)
    return Message.objects.select_related("body", "conversation").get(shop=shop, external_id=facts.message_id)
