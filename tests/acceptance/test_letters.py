"""Mails of every kind, against what is true of them: messages, events, cases, orders, files."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from amends.accounts.mail_accounts import MailServer, set_mail_account
from amends.accounts.models import Shop
from amends.cases.models import Case
from amends.core import clock
from amends.core.actor import Actor
from amends.imports.actions import import_path
from amends.inbox.models import CaseMessage, Message, PlatformEvent
from tests import people
from tests.acceptance import buyer_letters, machine_letters, notice_letters
from tests.acceptance.damaged_letters import DAMAGED
from tests.acceptance.letters import DESK, MESSAGE, Letter, at, boxed
from tests.acceptance.orders_of_letters import orders_file
from tests.acceptance.reply_letters import REPLIES

pytestmark = pytest.mark.django_db
MACHINES = [*machine_letters.REPORTS, *machine_letters.ANSWERS, *notice_letters.OTHERS]
BAGS: Mapping[str, tuple[str, Mapping[str, str], Sequence[Letter]]] = {
    "amazon": ("amazon", buyer_letters.AMAZON_ORDERS, buyer_letters.AMAZON),
    "ebay": ("ebay", buyer_letters.EBAY_ORDERS, buyer_letters.EBAY),
    "dhgate": ("dhgate", {notice_letters.DHGATE_ORDER: ""}, notice_letters.DHGATE),
    "taobao": ("taobao", {notice_letters.TAOBAO_ORDER: ""}, notice_letters.TAOBAO),
    "machines": ("own", {machine_letters.ORDER: machine_letters.ZOE}, MACHINES),
    "replies": ("own", {}, REPLIES),
    "damaged": ("own", {}, DAMAGED),
}


def found(shop: Shop, letter: Letter) -> Message:
    said = Message.objects.filter(shop=shop, sent_at=at(letter.n)).select_related("body", "conversation")
    (message,) = said.order_by("pk")
    return message


def wrong(shop: Shop, letter: Letter, cases: dict[str, int]) -> list[str]:
    """What is not as it must be. `cases`: which case each name stands for, filled as names come up."""
    message = found(shop, letter)
    told, event = _of(message), PlatformEvent.objects.filter(message=message).first()
    wanted: dict[str, Any] = {"what": letter.what, "direction": letter.direction}
    if letter.text.endswith("..."):
        told["text"] = told["text"][: len(letter.text) - 3] + "..."
    wanted["text"] = letter.text
    for name in ("subject", "language", "about", "sender"):
        if getattr(letter, name):
            wanted[name] = getattr(letter, name)
    if letter.what == MESSAGE:
        wanted["files"] = list(letter.files)
    case_id = event.case_id if event is not None else told["case"]
    if letter.case:
        wanted["case"] = cases.setdefault(letter.case, case_id or 0)
        if list(cases.values()).count(case_id or 0) > 1:
            wanted["case"] = f"one of its own, not that of {letter.case}"
    else:
        wanted["case"] = None
    told["case"] = case_id
    if letter.what == MESSAGE:
        wanted |= {"order": letter.order, "offered": letter.offered}
    else:
        told["order"] = event.order_number if event is not None else ""
        if letter.order:
            wanted["order"] = letter.order
    return [
        f"{letter.n} {letter.case}: {name} is {told[name]!r}, not {value!r}"
        for name, value in wanted.items()
        if told[name] != value
    ]


def _answered_or_not(shop: Shop, name: str, cases: Mapping[str, int]) -> None:
    """What was answered waits for the buyer; an answer that came back is none."""
    for bag, case, state, since in (
        ("amazon", "ann", "waiting_buyer", None),
        ("amazon", "claire", "open", at(2)),
        ("machines", "zoe", "open", at(300)),
    ):
        if bag == name:
            found = Case.objects.get(pk=cases[case])
            assert (found.state, found.unanswered_since) == (state, since), case


def _of(message: Message) -> dict[str, Any]:
    link = (
        CaseMessage.objects.filter(message=message)
        .select_related("case__order", "case__offered_order")
        .first()
    )
    case = link.case if link is not None else None
    while case is not None and case.merged_into is not None:
        case = case.merged_into
    event = PlatformEvent.objects.filter(message=message).first()
    types = link.issue_types if link is not None else []
    return {
        "what": event.kind if event is not None else MESSAGE,
        "direction": message.direction,
        "text": message.body.text,
        "subject": message.body.subject,
        "sender": message.body.sender_address,
        "language": case.language if case is not None else "",
        "about": types[0][0] if types else "",
        "case": case.pk if case is not None else None,
        "order": case.order.number if case is not None and case.order is not None else "",
        "offered": case.offered_order.number if case is not None and case.offered_order is not None else "",
        "files": [
            (
                file.filename,
                b"".join(file.content.chunks.order_by("position").values_list("octets", flat=True)),
            )
            for file in message.attachments.select_related("content").order_by("position")
        ],
    }


@pytest.mark.parametrize("name", BAGS)
def test_every_letter_is_what_it_is(name: str, tmp_path: Path) -> None:
    marketplace, orders, letters = BAGS[name]
    shop = people.shop(people.organisation(), "S1", marketplace=marketplace)
    by = Actor(shop.organisation_id, None, "cli")
    lead = people.actor(people.user(shop.organisation, "lead", "lead"))
    set_mail_account(shop, MailServer("127.0.0.1", 25, "none", "", DESK), password=None, by=lead)
    with clock.frozen_at(at(1000)):
        if orders:
            (tmp_path / "orders.csv").write_bytes(orders_file(orders))
            assert import_path(tmp_path / "orders.csv", shop, by=by).created == len(orders)
        (tmp_path / "box").write_bytes(boxed(list(letters)))
        done = import_path(tmp_path / "box", shop, by=by)
        again = import_path(tmp_path / "box", shop, by=by)
    once = [letter for letter in letters if not letter.copy]
    assert (done.rows, done.created, done.rejected) == (len(letters), len(once), 0)
    assert (again.created, again.updated) == (0, 0)
    cases: dict[str, int] = {}
    told = [each for letter in once for each in wrong(shop, letter, cases)]
    assert not told, "\n".join(told)
    _answered_or_not(shop, name, cases)
