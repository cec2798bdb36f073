"""The contact page of an own shop: what comes through it, and what does not."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model
from django.test import Client

from amends.accounts.contact_forms import set_contact_form
from amends.accounts.models import ContactForm, LoginFailure, Shop
from amends.answers.automatic_rules import Heard, hinders_acknowledging
from amends.cases.models import Case
from amends.core import clock
from amends.core.errors import Refused
from amends.imports.contact_form import MOST_OCTETS
from amends.inbox.models import CaseMessage, Message, MessageAttachment
from amends.web import contact
from amends.web.contact import PER_ADDRESS
from tests import people
from tests.web import case_rows, rows
from tests.web.pixels import png
from tests.web.single_rows import simple_order

pytestmark = pytest.mark.django_db
PAGE = "/contact/lantern-house"
NUMBER = "LH-100234"
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture(autouse=True)
def _at_noon() -> Iterator[None]:
    with clock.frozen_at(rows.NOON):
        yield


@pytest.fixture
def shop(desk: rows.Desk) -> Shop:
    """An own shop with an order and a case of it, its page open."""
    made = people.shop(desk.organisation, "LH-OWN", marketplace="own")
    Shop.objects.filter(pk=made.pk).update(name="Lantern House")
    made.refresh_from_db()
    set_contact_form(made, slug="lantern-house", is_on=True, by=people.actor(desk.owner))
    return made


@pytest.fixture
def known(shop: Shop) -> Case:
    order = simple_order(shop, NUMBER, 3)
    return case_rows.case_of(shop, order, ["delayed"], 5, [("in", 9, "where is it")], "en")


def page_of(client: Client, slug: str = "lantern-house") -> str:
    """The mark of a page that was opened a minute ago."""
    with clock.frozen_at(clock.now() - timedelta(minutes=1)):
        return str(client.get(f"/contact/{slug}").context["form"]["page"].value())


def send(client: Client, page: str = "", **other: Any) -> Any:
    typed = {
        "address": "ana@home.example", "text": "The lamp came broken.", "order_number": "",
        "page": page or page_of(client), **other,
    }  # fmt: skip
    return client.post(PAGE, typed)


def test_a_message_comes_in_like_a_mail(client: Client, shop: Shop) -> None:
    answer = send(client)
    assert answer.status_code == 303
    assert "Your message has arrived" in client.get(answer["Location"]).content.decode()
    message = Message.objects.get(shop=shop)
    assert (message.shop, message.direction, message.sender_proof) == (shop, "in", "typed")
    assert message.body.text == "The lamp came broken."
    assert message.body.sender_address == "ana@home.example"
    case = Case.objects.get(case_messages__message=message)
    assert (case.state, case.shop, case.order) == ("open", shop, None)


@pytest.mark.parametrize("typed", [NUMBER, f"# {NUMBER.lower()}", f" {NUMBER} "])
def test_it_joins_no_case_whatever_it_names(client: Client, shop: Shop, known: Case, typed: str) -> None:
    wrote = Message.objects.get(case_messages__case=known).body.sender_address
    send(client, order_number=typed, address=wrote, text="Refund me to another account.")
    made = Case.objects.exclude(pk=known.pk).get()
    assert made.order is None
    assert made.offered_order == known.order
    assert CaseMessage.objects.get(case=made).reason == "offered"


@pytest.mark.parametrize("number", ["", NUMBER, "LH-999999", HOSTILE])
def test_the_same_is_said_whether_the_order_exists(
    client: Client, shop: Shop, known: Case, number: str
) -> None:
    answer = send(client, order_number=number)
    assert (answer.status_code, answer["Location"]) == (303, f"{PAGE}?sent=1&lang=en")
    assert answer.content == b""


def test_an_address_of_ours_or_of_a_platform_is_a_strangers_all_the_same(client: Client, shop: Shop) -> None:
    Shop.objects.filter(pk=shop.pk).update(mail_addresses=["us@lantern.example"])
    for address in ("us@lantern.example", "no-reply@amazon.com", "service@paypal.com"):
        send(client, address=address)
    mine = Message.objects.filter(shop=shop)
    assert set(mine.values_list("direction", "kind")) == {("in", "")}
    assert CaseMessage.objects.filter(case__shop=shop).count() == 3


def test_nothing_is_sent_by_itself_to_an_address_that_was_typed() -> None:
    heard = Heard("delayed", False, rows.NOON, rows.NOON, "", "buyer", "typed", "email", False, 0)
    assert hinders_acknowledging(heard, now=rows.NOON) == "forged"


def test_sent_twice_it_comes_once(client: Client, shop: Shop) -> None:
    page = page_of(client)
    assert send(client, page).status_code == send(client, page).status_code == 303
    send(client, page, text="And one more thing.")
    assert Message.objects.filter(shop=shop).count() == 2


def test_files_come_with_it_by_what_they_hold(client: Client, shop: Shop) -> None:
    photo = SimpleUploadedFile("../../a\r\nb.png", png(40, 30, (1, 2, 3)), "text/html")
    answer = send(client, files=[photo, SimpleUploadedFile("письмо.txt", "да".encode(), "image/png")])
    assert answer.status_code == 303
    kept = MessageAttachment.objects.filter(message__shop=shop).order_by("position")
    assert [each.media_type for each in kept] == ["image/png", "text/plain"]
    assert not any(sign in each.filename for each in kept for sign in "/\\\r\n")


@pytest.mark.parametrize(
    ("name", "octets", "said"),
    [
        ("a.exe", b"MZ" + b"\0" * 99, "a program"),
        ("a.png", b"#!/bin/sh\nrm", "a program"),
        ("a.png", b"", "empty"),
    ],
)
def test_files_that_are_not_taken(client: Client, shop: Shop, name: str, octets: bytes, said: str) -> None:
    answer = send(client, files=[SimpleUploadedFile(name, octets)], text=f"My {HOSTILE} words")
    assert answer.status_code == 400
    page = answer.content.decode()
    assert said in page
    assert "My &lt;script&gt;" in page
    assert HOSTILE not in page
    assert not Message.objects.filter(shop=shop).exists()


def test_too_many_and_too_large(client: Client, shop: Shop) -> None:
    many = [SimpleUploadedFile(f"{n}.txt", b"x") for n in range(6)]
    assert "At most 5 files" in send(client, files=many).content.decode()
    large = SimpleUploadedFile("a.txt", b"x" * (MOST_OCTETS + 300_000))
    assert "too large" in send(client, files=[large]).content.decode()
    assert not Message.objects.filter(shop=shop).exists()


def test_what_is_missing_is_said_at_its_field_and_the_words_stay(client: Client, shop: Shop) -> None:
    answer = send(client, address="nobody", text="my words")
    assert answer.status_code == 400
    assert "my words" in answer.content.decode()
    assert 'aria-invalid="true"' in answer.content.decode()
    assert send(client, text="  ").status_code == 400
    assert send(client, text="x" * 10_001).status_code == 400
    assert send(client, address="a@b.example\r\nBcc: x@y.example").status_code == 400
    assert not Message.objects.filter(shop=shop).exists()


def test_a_header_cannot_be_smuggled_in(client: Client, shop: Shop) -> None:
    send(client, order_number="LH-1\r\nBcc: all@x.example\r\n\r\nwords")
    body = Message.objects.get(shop=shop).body
    assert body.subject == "LH-1 Bcc: all@x.example words"
    assert body.text == "The lamp came broken."


def test_programs_are_kept_out_and_people_told_why(client: Client, shop: Shop) -> None:
    assert "tells people from programs" in send(client, leave_empty="http://x.example").content.decode()
    mark = client.get(PAGE).context["form"]["page"].value()
    assert "very quick" in send(client, str(mark)).content.decode()
    with clock.frozen_at(rows.NOON + timedelta(hours=25)):
        answer = send(client, str(mark))
        assert "once more" in answer.content.decode()
        fresh = str(answer.context["form"]["page"].value())
    with clock.frozen_at(rows.NOON + timedelta(hours=25, minutes=1)):
        assert send(client, fresh).status_code == 303
    for forged in ("", "nonsense", fresh + "x"):
        assert send(client, page=forged or "none").status_code == 400
    assert Message.objects.filter(shop=shop).count() == 1


def test_a_page_of_another_shop_is_none_of_this(client: Client, desk: rows.Desk, shop: Shop) -> None:
    other = people.shop(desk.organisation, "OTHER", marketplace="own")
    set_contact_form(other, slug="other", is_on=True, by=people.actor(desk.owner))
    assert send(client, page_of(client, "other")).status_code == 400


def test_not_more_than_some_from_one_place(client: Client, shop: Shop) -> None:
    for n in range(PER_ADDRESS):
        assert send(client, text=f"message {n}").status_code == 303
    answer = send(client, text="one too many")
    assert answer.status_code == 429
    assert answer["Retry-After"] == "900"
    assert "one too many" in answer.content.decode()
    assert Message.objects.filter(shop=shop).count() == PER_ADDRESS
    assert not any("127.0.0.1" in row.subject for row in LoginFailure.objects.all())
    with clock.frozen_at(rows.NOON + timedelta(minutes=16)):
        assert send(client, text="one too many").status_code == 303


def test_in_the_language_asked_for_else_the_browsers_else_the_shops(client: Client, shop: Shop) -> None:
    Shop.objects.filter(pk=shop.pk).update(language="fr-FR")
    assert "Nous écrire" in client.get(PAGE).content.decode()
    chinese = client.get(PAGE, headers={"Accept-Language": "de,zh-TW;q=0.8"})
    assert chinese["Content-Language"] == "zh-Hans"
    assert 'lang="zh-Hans"' in chinese.content.decode()
    assert client.get(f"{PAGE}?lang=en", headers={"Accept-Language": "fr"})["Content-Language"] == "en"
    assert client.get(f"{PAGE}?lang=xx{HOSTILE}").status_code == 200


def test_closed_unknown_and_on_a_marketplace(client: Client, desk: rows.Desk, shop: Shop) -> None:
    by = people.actor(desk.owner)
    assert client.get("/contact/nowhere").status_code == 404
    set_contact_form(shop, slug="lantern-house", is_on=False, by=by)
    assert client.get(PAGE).status_code == 404
    assert client.post(PAGE, {}).status_code == 404
    with pytest.raises(Refused, match="marketplace"):
        set_contact_form(desk.amazon, slug="amazon", is_on=True, by=by)


@pytest.mark.parametrize(
    ("asked", "language", "said"),
    [
        ("/contact/nowhere", "en", "This page does not exist"),
        ("/contact/nowhere?lang=fr", "en", "Cette page n’existe pas"),
        ("/contact/nowhere", "zh-CN", "这个页面不存在"),
        ("/contact/nowhere/else", "fr", "Cette page n’existe pas"),
    ],
)
def test_where_no_page_is_a_buyer_is_led_nowhere_near_the_desk(
    client: Client, shop: Shop, asked: str, language: str, said: str
) -> None:
    answer = client.get(asked, headers={"Accept-Language": language, "Referer": "http://testserver/desk"})
    page = answer.content.decode()
    assert answer.status_code == 404
    assert f"<h1>{said}</h1>" in page
    body = page.partition("<body")[2]
    assert "href=" not in body
    assert "mends" not in body


def test_a_fault_tells_a_buyer_nothing_of_the_desk(
    client: Client, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def falls(slug: str) -> None:
        raise RuntimeError("secret words")

    monkeypatch.setattr(contact, "open_contact_form", falls)
    page = client.get(PAGE).content.decode()
    assert "<h1>That did not work</h1>" in page
    assert "href=" not in page.partition("<body")[2]
    wrong = client.put(PAGE)
    assert wrong.status_code == 405
    assert "href=" not in wrong.content.decode().partition("<body")[2]


def test_nobody_is_logged_in_by_it_and_nothing_of_the_desk_shows(client: Client, shop: Shop) -> None:
    page = client.get(PAGE)
    assert not page.cookies
    text = page.content.decode()
    assert "limin" not in text
    assert "LH-OWN" not in text
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]


class TestSettings:
    def test_off_until_switched_on(self, at_desk: Client, desk: rows.Desk) -> None:
        own = people.shop(desk.organisation, "Lamp House", marketplace="own")
        at = f"/settings/shops/{own.pk}/contact"
        assert 'value="lamp-house"' in at_desk.get(at).content.decode()
        assert not ContactForm.objects.exists()
        at_desk.post(at, {"slug": "Lamp-House", "is_on": "on"})
        assert "http://testserver/contact/lamp-house" in at_desk.get(at).content.decode()
        assert at_desk.get("/contact/lamp-house").status_code == 200

    def test_only_own_shops_are_offered_one(self, at_desk: Client, desk: rows.Desk, shop: Shop) -> None:
        offers = "/settings/shops/{}/contact"
        own = at_desk.get(f"/settings/shops/{shop.pk}").content.decode()
        assert offers.format(shop.pk) in own
        amazon = at_desk.get(f"/settings/shops/{desk.amazon.pk}").content.decode()
        assert offers.format(desk.amazon.pk) not in amazon

    @pytest.mark.parametrize("slug", ["", "a b", "-a", "a--b", "é", "a" * 61, HOSTILE, "a/b"])
    def test_an_address_that_cannot_be(self, at_desk: Client, shop: Shop, slug: str) -> None:
        answer = at_desk.post(f"/settings/shops/{shop.pk}/contact", {"slug": slug})
        assert answer.status_code == 400
        assert HOSTILE not in answer.content.decode()

    def test_an_address_is_one_shops(self, at_desk: Client, desk: rows.Desk, shop: Shop) -> None:
        own = people.shop(desk.organisation, "TWO", marketplace="own")
        answer = at_desk.post(f"/settings/shops/{own.pk}/contact", {"slug": "lantern-house", "is_on": "on"})
        assert "Another shop has this address already" in answer.content.decode()

    @pytest.mark.parametrize("role", ["agent", "warehouse", "finance"])
    def test_who_changes_no_shops_does_not_see_it(
        self, client: Client, desk: rows.Desk, shop: Shop, role: str
    ) -> None:
        client.force_login(people.user(desk.organisation, "otto", role))
        for method in (client.get, client.post):
            assert method(f"/settings/shops/{shop.pk}/contact").status_code == 403


def test_what_it_makes_is_of_the_shops_organisation(client: Client, shop: Shop) -> None:
    made: list[type[Model]] = [Message, Case, CaseMessage]
    send(client)
    for table in made:
        assert {row.organisation_id for row in table._default_manager.all()} == {shop.organisation_id}  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "address", ["é@x.example", "a@bücher.example", "a" * 60 + "@" + "b" * 60 + ".example"]
)
def test_addresses_of_every_kind(client: Client, shop: Shop, address: str) -> None:
    answer = send(client, address=address)
    assert answer.status_code in (303, 400)
    if answer.status_code == 303:
        assert Message.objects.get(shop=shop).body.sender_address == address
