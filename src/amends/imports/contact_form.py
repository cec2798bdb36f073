"""What a buyer typed into the shop's own page, taken in as the mail it might have been.

Nobody has proven who typed it: it joins no case by itself, whatever order number and address it names.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTPUTF8
from email.utils import format_datetime

from django.db import transaction

from amends.accounts.models import Shop
from amends.connectors.mail.file_types import MANY_OCTETS, is_program
from amends.core import clock
from amends.core.actor import Actor
from amends.core.errors import Refused
from amends.imports.mail_records import ArrivedMail
from amends.imports.mails import hold_mails, take_mails
from amends.inbox.models import Message
from amends.inbox.rules import kept_name
from amends.orders.models import Order

MOST_FILES = 5
MOST_OCTETS = 10_000_000  # of all files together
LONGEST_TEXT = 10_000
LONGEST_NUMBER = 60
LONGEST_SUBJECT = 80
PLACE = "contact form"


@dataclass(frozen=True, slots=True)
class TypedFile:
    """A file as it was uploaded, under the name that the browser told."""

    name: str
    octets: bytes


@dataclass(frozen=True, slots=True)
class TypedMessage:
    """What was typed, checked by the page. `once`: of the page it was typed into, so that it comes once."""

    address: str
    text: str
    once: str
    order_number: str = ""
    files: Sequence[TypedFile] = ()


@transaction.atomic
def receive_typed(shop: Shop, typed: TypedMessage) -> None:
    """Take the message in, once however often it is sent. Raises Refused for files (see `check_files`)."""
    check_files(typed.files)
    hold_mails(shop)
    name = _name_of(typed)
    if Message.objects.filter(shop=shop, external_id=name).exists():
        return
    number = _number_meant(shop, typed.order_number)
    mail = ArrivedMail(_as_mail(typed, name), PLACE, is_typed=True, names_order=number)
    take_mails(shop, [mail], by=Actor(shop.organisation_id, None, "web"))


def check_files(files: Sequence[TypedFile]) -> None:
    """Raises Refused: contact_too_many_files, contact_files_too_large, contact_file_runs or _empty."""
    if len(files) > MOST_FILES:
        raise Refused(
            "contact_too_many_files", f"{len(files)} files are too many.", mend=f"At most {MOST_FILES}."
        )
    if sum(len(file.octets) for file in files) > MOST_OCTETS:
        raise Refused(
            "contact_files_too_large",
            f"The files are larger than {MOST_OCTETS // 1_000_000} MB together.",
            mend="Send smaller ones, or fewer.",
        )
    for file in files:
        if not file.octets:
            raise Refused("contact_file_empty", f"{kept_name(file.name)} is empty.", mend="Leave it out.")
        if is_program(file.octets[:MANY_OCTETS], kept_name(file.name)):
            raise Refused("contact_file_runs", f"{kept_name(file.name)} is a program.", mend="Leave it out.")


def _name_of(typed: TypedMessage) -> str:
    digest = hashlib.blake2b(digest_size=16)
    files = [part for file in typed.files for part in (file.name.encode("utf-8", "replace"), file.octets)]
    said = (typed.once, typed.address, typed.order_number, typed.text)
    for piece in (*(each.encode("utf-8", "replace") for each in said), *files):
        digest.update(len(piece).to_bytes(8, "big") + piece)
    return f"form-{digest.hexdigest()}@amends.invalid"


def _number_meant(shop: Shop, typed: str) -> str:
    """The order number as the shop writes it, where it has such an order; else as it was typed."""
    bare = typed.lstrip("#＃ ")
    forms = {typed, bare, f"#{bare}", bare.upper()} - {"", "#"}
    known = Order.objects.filter(seller_account_id=shop.seller_account_id, number__any=list(forms))
    return known.order_by("pk").values_list("number", flat=True).first() or bare


def _as_mail(typed: TypedMessage, name: str) -> bytes:
    mail = EmailMessage(SMTPUTF8)
    mail["From"] = typed.address
    mail["To"] = "shop@amends.invalid"
    mail["Date"] = format_datetime(clock.now())
    mail["Message-ID"] = f"<{name}>"
    mail["Subject"] = " ".join((typed.order_number or typed.text).split())[:LONGEST_SUBJECT]
    mail.set_content(typed.text, charset="utf-8", cte="base64")
    for file in typed.files:
        mail.add_attachment(
            file.octets, maintype="application", subtype="octet-stream", filename=kept_name(file.name)
        )
    return mail.as_bytes()
