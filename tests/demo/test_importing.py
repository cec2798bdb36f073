"""The demo's files go in like anybody's: every row, and a second time nothing new."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from amends.accounts.models import Organisation, SellerAccount, Shop
from amends.cases.models import Case
from amends.connectors.registry import file_kinds
from amends.core import clock
from amends.core.actor import Actor
from amends.demo.writing import write_demo
from amends.imports.actions import import_path
from amends.imports.models import ImportFile, ImportReject
from amends.inbox.models import Message, MessageAttachment
from amends.orders.models import Order
from amends.parcels.models import Parcel
from tests import people

pytestmark = pytest.mark.django_db
ORDERS, SEED = 700, 1


def shop_of(organisation: Organisation, told: dict[str, Any]) -> Shop:
    account = SellerAccount.objects.create(
        organisation=organisation, marketplace=told["marketplace"], name=told["code"]
    )
    fields = ("code", "name", "marketplace", "country", "time_zone", "currency", "language", "return_address")
    return Shop.objects.create(
        organisation=organisation,
        seller_account=account,
        created_at=clock.now(),
        mail_addresses=told["mail_addresses"],
        **{name: told[name] for name in fields},
    )


def taken(folder: Path, shop: Shop) -> Iterator[ImportFile]:
    actor = Actor(shop.organisation_id, None, "cli")
    for path in sorted(folder.iterdir()):
        yield import_path(path, shop, by=actor)


def test_everything_goes_in_once(tmp_path):
    manifest = write_demo(tmp_path, ORDERS, SEED)
    organisation = people.organisation()
    shops = {told["code"]: shop_of(organisation, told) for told in manifest.shops}
    for told in manifest.shops:
        expected = {file["name"]: file for file in told["files"]}
        for done in taken(tmp_path / told["code"], shops[told["code"]]):
            rejects = list(ImportReject.objects.filter(import_file=done).values_list("column", "detail")[:3])
            assert (done.state, done.error, rejects) == ("done", "", []), (told["code"], done.name)
            assert done.kind == expected[done.name]["kind"]
            assert (done.rows, done.created) == (expected[done.name]["rows"],) * 2, done.name
        for again in taken(tmp_path / told["code"], shops[told["code"]]):
            assert (again.unchanged, again.created) == (again.rows, 0), again.name
    _orders_are_right(manifest.shops, shops)
    _messages_are_right(tmp_path, shops)


def _orders_are_right(told: list[dict[str, Any]], shops: dict[str, Shop]) -> None:
    for each in told:
        orders = Order.objects.filter(shop=shops[each["code"]])
        count = orders.count()
        # eBay's report leaves out the orders nobody paid.
        assert count == each["orders"] or (each["marketplace"] == "ebay" and count > 0.94 * each["orders"])
        assert not orders.filter(state="unknown").exists()
        assert not orders.filter(total=None).exclude(state="cancelled").exists()
        assert set(orders.values_list("currency", flat=True)) <= {each["currency"], ""}
    assert not Parcel.objects.filter(state="unknown").exists()
    assert Parcel.objects.filter(state="exception").exists()
    assert Order.objects.filter(shop=shops["tmall"], asked_carrier__gt="").exists()


def _messages_are_right(folder: Path, shops: dict[str, Shop]) -> None:
    lines = (folder / "truth.jsonl").read_text(encoding="utf-8").splitlines()
    true = {(each["shop"], each["id"]): each for each in map(json.loads, lines)}
    came_in = Message.objects.filter(direction="in").select_related("shop", "body")
    found = {(message.shop.code, message.external_id): message for message in came_in}
    assert set(found) == set(true)
    for key, message in found.items():
        words = "".join(true[key]["text"].split())
        assert words in "".join((message.body.text or "").split()), key
        assert list(message.body.problems or []) == [], key
        if true[key]["kind"] in ("bounce", "automatic") and message.shop.marketplace == "amazon":
            assert message.kind == true[key]["kind"]
    ours = Message.objects.filter(direction="out")
    assert {"amazon-us", "tmall", "ebay-uk"} <= set(ours.values_list("shop__code", flat=True))
    assert not ours.filter(shop__marketplace="amazon", case_messages=None).exists()
    assert Case.objects.filter(unanswered_since=None).count() > 0.75 * Case.objects.count()
    people_wrote = Message.objects.filter(direction="in", platform_event=None)
    untied = people_wrote.filter(case_messages__case__order=None)
    assert untied.count() < 0.1 * people_wrote.count()
    assert MessageAttachment.objects.filter(media_type="image/png").exists()


def test_the_kinds_it_writes_are_known(tmp_path):
    manifest = write_demo(tmp_path, 300, 1)
    kinds = {file["kind"] for shop in manifest.shops for file in shop["files"]}
    assert kinds - {"mail"} <= set(file_kinds())
    assert {"orders", "messages", "taobao.refunds", "amazon.feedback", "mail"} <= kinds
