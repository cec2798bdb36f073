"""GET and POST /mailboxes, and the verbs of one: try, change, password, on, off, ask, remove."""

from dataclasses import replace
from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import ConfigDict, Field

from amends.accounts.models import Shop
from amends.api.auth import holder, reached
from amends.api.errors import FAULTS
from amends.core import clock
from amends.core.clock import civil_day
from amends.core.errors import NotFound
from amends.mailboxes.actions import (
    USUALLY_FROM,
    add_mailbox,
    ask_now,
    change_mailbox,
    remove_mailbox,
    switch_mailbox,
)
from amends.mailboxes.models import Mailbox
from amends.mailboxes.once import look_at
from amends.mailboxes.providers import provider_of
from amends.mailboxes.queries import mailbox_facts, mailbox_of, mailboxes_shown, settings_of, shown
from amends.mailboxes.settings import MailboxSettings

router = Router(tags=["mailboxes"])
VERB = "change_shop"
Document = dict[str, Any]


class ChangesIn(Schema):
    """What may change of a mailbox; what is left out stays. `trusted`: the authserv-id, "" for none."""

    model_config = ConfigDict(extra="forbid")

    host: str | None = Field(None, max_length=255)
    port: int | None = None
    security: str | None = Field(None, max_length=20)
    login: str | None = Field(None, max_length=255)
    folders: list[str] | None = Field(None, max_length=100)
    takes_sent: bool | None = None
    fetch_from: date | None = None
    trusted: str | None = Field(None, max_length=255)
    password: str | None = Field(None, min_length=1, max_length=4000)


class MailboxIn(ChangesIn):
    """A new mailbox. Server, port and encryption of well-known providers need not be said."""

    shop: str = Field(min_length=1, max_length=200)
    address: str = Field(max_length=320)
    password: str = Field(min_length=1, max_length=4000)


@router.get(
    "",
    response={200: dict[str, list[Document]], **FAULTS},
    summary="The mailboxes and how they are doing, in the words of `amends mail list --json`",
)
def list_mailboxes(request: HttpRequest) -> dict[str, Any]:
    shops = reached(request, VERB)
    rows = mailboxes_shown(holder(request).actor)
    return {"mailboxes": [mailbox_facts(each) for each in rows if each.mailbox.shop_id in shops]}


@router.post("", response={201: Document, **FAULTS}, summary="Add a mailbox: its mails come in from now on")
def add(request: HttpRequest, wanted: MailboxIn) -> Status[Document]:
    """Nothing is tried: `try` tells whether it answers. 400 `mailbox_exists` where it is there already."""
    (shop,) = reached(request, VERB, wanted.shop).values()
    mailbox = add_mailbox(shop, _new(wanted, shop), password=wanted.password, by=holder(request).actor)
    return Status(201, mailbox_facts(shown(mailbox)))


@router.get(
    "/{int:mailbox_id}", response={200: Document, **FAULTS}, summary="One mailbox; never its password"
)
def show(request: HttpRequest, mailbox_id: int) -> Document:
    return mailbox_facts(shown(_found(request, mailbox_id)))


@router.post(
    "/{int:mailbox_id}/change",
    response={200: Document, **FAULTS},
    summary="Change a mailbox; another server or login needs its password too",
)
def change(request: HttpRequest, mailbox_id: int, wanted: ChangesIn) -> Document:
    mailbox = _found(request, mailbox_id)
    changed = replace(settings_of(mailbox), **_said(wanted))
    by = holder(request).actor
    return mailbox_facts(shown(change_mailbox(mailbox, changed, by=by, password=wanted.password)))


@router.post(
    "/{int:mailbox_id}/try",
    response={200: Document, **FAULTS},
    summary="Log in and open its folders; nothing is taken",
)
def look(request: HttpRequest, mailbox_id: int) -> Document:
    looked = look_at(_found(request, mailbox_id))
    fault = looked.fault
    return {
        "ok": fault is None,
        "error": {"code": fault.code, "message": fault.words} if fault is not None else None,
        "folders": [
            {"name": each.name, "mails": each.count, "waiting": each.waiting} for each in looked.folders
        ],
    }


@router.post("/{int:mailbox_id}/on", response={200: Document, **FAULTS}, summary="Fetch from a mailbox again")
def switch_on(request: HttpRequest, mailbox_id: int) -> Document:
    mailbox = _found(request, mailbox_id)
    return mailbox_facts(shown(switch_mailbox(mailbox, on=True, by=holder(request).actor)))


@router.post(
    "/{int:mailbox_id}/off",
    response={200: Document, **FAULTS},
    summary="Leave a mailbox alone; what arrives there waits",
)
def switch_off(request: HttpRequest, mailbox_id: int) -> Document:
    mailbox = _found(request, mailbox_id)
    return mailbox_facts(shown(switch_mailbox(mailbox, on=False, by=holder(request).actor)))


@router.post(
    "/{int:mailbox_id}/ask",
    response={200: Document, **FAULTS},
    summary="Ask a mailbox now, also while it waits after a failure",
)
def ask(request: HttpRequest, mailbox_id: int) -> Document:
    return mailbox_facts(shown(ask_now(_found(request, mailbox_id), by=holder(request).actor)))


@router.post(
    "/{int:mailbox_id}/remove",
    response={200: Document, **FAULTS},
    summary="Take a mailbox away; the mails that came from it stay",
)
def remove(request: HttpRequest, mailbox_id: int) -> Document:
    mailbox = _found(request, mailbox_id)
    document = mailbox_facts(shown(mailbox))
    remove_mailbox(mailbox, by=holder(request).actor)
    return document


def _found(request: HttpRequest, mailbox_id: int) -> Mailbox:
    """The mailbox, if it is of a shop that the token reaches. Raises NotFound."""
    shops = reached(request, VERB)
    mailbox = mailbox_of(mailbox_id, by=holder(request).actor) if 0 < mailbox_id < 2**63 else None
    if mailbox is None or mailbox.shop_id not in shops:
        raise NotFound("mailbox_unknown", f"There is no mailbox {mailbox_id}.", mend="See GET /mailboxes.")
    return mailbox


def _said(wanted: ChangesIn) -> dict[str, Any]:
    """What was said, by the names of the settings."""
    said = wanted.model_dump(exclude_none=True, exclude={"password", "shop"})
    return said | {"folders": tuple(said["folders"])} if "folders" in said else said


def _new(wanted: MailboxIn, shop: Shop) -> MailboxSettings:
    provider = provider_of(wanted.address)
    known: dict[str, Any] = {"host": "", "fetch_from": civil_day(clock.now() - USUALLY_FROM, shop.time_zone)}
    if provider is not None:
        known |= {"host": provider.host, "port": provider.port, "security": provider.security}
        known["trusted"] = provider.authserv
    return MailboxSettings(**{**known, **_said(wanted)})
