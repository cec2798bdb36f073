from decimal import Decimal
from pathlib import Path

import pytest
from django.db.models import Sum

from amends.accounts.models import Shop
from amends.core import clock
from amends.core.actor import Actor
from amends.core.errors import NotAllowed
from amends.erasure.actions import Erased, erase_buyer, erase_order_buyer
from amends.history.models import Event
from amends.imports.actions import import_path
from amends.imports.models import ImportFile
from amends.inbox.models import Message, MessageAttachment
from amends.orders.models import Order, OrderPerson
from amends.platform_records.models import Content, PlatformRecord, Thumbnail
from tests.erasure.sweep import found_anywhere
from tests.imports.exports import AMAZON_COLUMNS, amazon_row, table
from tests.people import actor, organisation, shop, user

pytestmark = pytest.mark.django_db

NUMBER, OTHER = "112-8841907-5530612", "113-0000000-0000001"
PERSONAL = (
    "Ottoline Vesperwood", "ottoline.v@example.org", "+1 555 0177", "17 Quiet Lane", "Evanstonia",
    "60201-77", "the blue gate", "where is my planter", "torn label picture", "signed for by O. V.",
    "Dear Mrs Vesperwood", "nobody answered the bell", "Quiet words",
)  # fmt: skip
COLUMNS = (
    *AMAZON_COLUMNS, "recipient-name", "buyer-email", "buyer-phone-number", "ship-address-1", "a new column",
)  # fmt: skip
MAIL = """From: O <ottoline.v@example.org>
To: desk@example.com
Subject: Quiet words
Message-ID: <mail-1@example.org>
Date: Sun, 15 Nov 2026 10:00:00 +0000
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=B

--B
Content-Type: text/plain

where is my planter
--B
Content-Type: image/png; name=box.png
Content-Disposition: attachment; filename=box.png

torn label picture
--B--
"""


@pytest.fixture
def us() -> Shop:
    return shop(organisation(), "US")


@pytest.fixture
def lead(us: Shop) -> Actor:
    return actor(user(us.organisation, "lena", "lead"))


def person_row(**changes: str) -> dict[str, str]:
    return amazon_row(
        recipient_name="Ottoline Vesperwood",
        buyer_email="ottoline.v@example.org",
        buyer_phone_number="+1 555 0177",
        ship_address_1="17 Quiet Lane",
        ship_city="Evanstonia",
        ship_postal_code="60201-77",
        **changes,
    ) | {"a new column": "the blue gate"}


def other_row() -> dict[str, str]:
    return amazon_row(amazon_order_id=OTHER, recipient_name="Piers Nettle", buyer_email="piers@example.org")


def everything_of(us: Shop, folder: Path, by: Actor) -> None:
    """One buyer in every kind of file, in rejected rows and in a file's name; and another buyer."""
    rows = [person_row(), person_row(quantity="many"), other_row()]
    files = [table(folder / "orders of Ottoline Vesperwood.txt", COLUMNS, rows, delimiter="\t")]
    files.append(
        table(
            folder / "tracking.csv",
            ("order_number", "tracking_number", "happened_at", "status", "text", "location"),
            [
                {
                    "order_number": number,
                    "tracking_number": "1Z999AA10123456784",
                    "happened_at": f"2026-11-{day}T10:00:00Z",
                    "status": "delivered",
                    "text": "signed for by O. V.",
                    "location": "Evanstonia",
                }
                for number, day in ((NUMBER, 18), ("", 19))
            ],
        )
    )
    files.append(
        table(
            folder / "messages.csv",
            ("message_id", "conversation_id", "order_number", "buyer", "direction", "sent_at", "text"),
            [
                {
                    "message_id": "m1",
                    "conversation_id": "chat-with-Ottoline Vesperwood",
                    "order_number": NUMBER,
                    "buyer": "Ottoline Vesperwood",
                    "direction": "in",
                    "sent_at": "2026-11-15T10:00:00Z",
                    "text": "where is my planter",
                }
            ],
        )
    )
    for response in ("Sorry.", "Dear Mrs Vesperwood sorry"):
        files.append(
            table(
                folder / f"feedback{len(response)}.csv",
                ("Date", "Rating", "Comments", "Response", "Order ID", "Rater Email"),
                [
                    {
                        "Date": "11/20/26",
                        "Rating": "2",
                        "Comments": "nobody answered the bell",
                        "Response": response,
                        "Order ID": NUMBER,
                        "Rater Email": "ottoline.v@example.org",
                    }
                ],
            )
        )
    (folder / "one.eml").write_text(MAIL)
    files.append(folder / "one.eml")
    for file in files:
        done = import_path(file, us, by=by)
        assert done.state == "done", (done.error, file)
        assert done.rows > 0


def order(number: str = NUMBER) -> Order:
    return Order.objects.select_related("shop", "buyer").get(number=number)


def test_nothing_of_the_person_is_left_anywhere(us: Shop, lead: Actor, tmp_path: Path) -> None:
    everything_of(us, tmp_path, lead)
    assert {word for word, _ in found_anywhere(PERSONAL)} == set(PERSONAL)
    erased = erase_order_buyer(order(), by=lead)
    assert found_anywhere(PERSONAL) == set()
    assert (erased.orders, erased.messages) == (1, 2)


def test_orders_sums_hashes_and_history_stay(us: Shop, lead: Actor, tmp_path: Path) -> None:
    everything_of(us, tmp_path, lead)

    def kept() -> list[object]:
        return [
            Order.objects.aggregate(Sum("total"))["total__sum"],
            list(PlatformRecord.objects.order_by("pk").values_list("pk", "record_key", "content_hash")),
            list(Event.objects.order_by("pk").values())[:events],
            list(Message.objects.order_by("pk").values_list("pk", "external_id", "sent_at")),
            list(ImportFile.objects.order_by("pk").values_list("rows", "created", "rejected")),
        ]

    events = Event.objects.count()
    before = kept()
    erase_order_buyer(order(), by=lead)
    assert kept() == before
    assert before[0] > Decimal(0)  # type: ignore[operator]
    assert Event.objects.get(verb="buyer_erased").actor == str(lead)


def test_others_keep_their_own(us: Shop, lead: Actor, tmp_path: Path) -> None:
    everything_of(us, tmp_path, lead)
    erase_order_buyer(order(), by=lead)
    assert OrderPerson.objects.get().recipient == "Piers Nettle"
    assert {table for _, table in found_anywhere(["Piers Nettle"])} == {
        "amends_orderperson",
        "amends_platformrecordperson",
    }


def test_erasing_twice_changes_nothing(us: Shop, lead: Actor, tmp_path: Path) -> None:
    everything_of(us, tmp_path, lead)
    erase_order_buyer(order(), by=lead)
    buyer = order().buyer
    assert buyer is not None
    assert erase_order_buyer(order(), by=lead) == Erased(0, 0, 0)
    again = order().buyer
    assert again is not None
    assert (again.pk, again.erased_at) == (buyer.pk, buyer.erased_at)


def test_a_later_export_does_not_bring_the_person_back(us: Shop, lead: Actor, tmp_path: Path) -> None:
    everything_of(us, tmp_path, lead)
    erase_order_buyer(order(), by=lead)
    later = person_row(order_status="Cancelled", last_updated_date="2026-11-20T08:00:00+00:00")
    done = import_path(table(tmp_path / "later.txt", COLUMNS, [later], delimiter="\t"), us, by=lead)
    assert (done.updated, order().status) == (1, "Cancelled")
    assert found_anywhere(PERSONAL) == set()


def test_mails_are_gone_with_their_attachments(us: Shop, lead: Actor, tmp_path: Path) -> None:
    everything_of(us, tmp_path, lead)
    assert Content.objects.count() == 2
    Thumbnail.objects.create(
        organisation_id=us.organisation_id,
        content=MessageAttachment.objects.get().content,
        state="made",
        octets=b"torn label, small",
        wanted_at=clock.now(),
    )
    erase_order_buyer(order(), by=lead)
    assert Content.objects.count() == 0
    assert not Thumbnail.objects.exists()


def test_a_stranger_and_an_agent_are_refused(us: Shop, lead: Actor, tmp_path: Path) -> None:
    everything_of(us, tmp_path, lead)
    stranger = actor(user(organisation("Other House"), "otto", "owner"))
    agent = actor(user(us.organisation, "ana", "agent"))
    for by in (stranger, agent):
        with pytest.raises(NotAllowed):
            erase_order_buyer(order(), by=by)
    buyer = order().buyer
    assert buyer is None
    assert OrderPerson.objects.filter(order__number=NUMBER).exists()


def test_a_buyer_in_a_shop_one_has_no_right_in_is_refused(us: Shop, tmp_path: Path) -> None:
    other = shop(us.organisation, "CA", country="CA")
    owner = actor(user(us.organisation, "olga", "owner"))
    for place in (us, other):
        file = table(
            tmp_path / f"{place.code}.csv",
            ("message_id", "conversation_id", "buyer", "direction", "sent_at", "text"),
            [
                {
                    "message_id": f"m-{place.code}",
                    "conversation_id": "c1",
                    "buyer": "vesperwood_o",
                    "direction": "in",
                    "sent_at": "2026-11-15T10:00:00Z",
                    "text": "hello",
                }
            ],
        )
        import_path(file, place, by=owner)
    buyer = Message.objects.select_related("conversation__buyer").earliest("pk").conversation.buyer
    assert buyer is not None
    with pytest.raises(NotAllowed, match="CA"):
        erase_buyer(buyer, by=actor(user(us.organisation, "lena", "lead", shop=us)))
    assert erase_buyer(buyer, by=owner).messages == 2
    assert found_anywhere(["vesperwood_o"]) == set()
