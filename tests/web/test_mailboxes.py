"""The mailboxes on screen: found by their address, logged in for a trial, kept, watched, removed."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse, QueryDict
from django.test import Client
from django.utils import translation

from amends.accounts.models import Shop, User
from amends.connectors.mail.imap_faults import CODES
from amends.core import clock
from amends.mailboxes.health import note_fault, note_good
from amends.mailboxes.models import Mailbox
from amends.mailboxes.queries import asked_mailbox
from amends.web.mailbox_forms import looked_up_anew
from amends.web.mailbox_words import trouble_of
from tests import people
from tests.mailboxes.dovecot import PASSWORD, Dovecot, dovecot

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script>"
MOST_QUERIES = 15


@pytest.fixture(scope="module")
def server() -> Iterator[Dovecot]:
    with dovecot() as running:
        yield running


@pytest.fixture
def shop() -> Shop:
    return people.shop(people.organisation(), "US")


@pytest.fixture
def lead(client: Client, shop: Shop) -> User:
    made = people.user(shop.organisation, "lena", "lead", shop=shop)
    client.force_login(made)
    return made


def particulars(of: Shop, server: Dovecot, **other: object) -> dict[str, object]:
    return {
        "shop": of.pk, "address": "desk@lantern.example", "host": "127.0.0.1", "port": server.port,
        "security": "none", "login": "", "password": PASSWORD, "folders": ["INBOX"], "takes_sent": "on",
        "fetch_from": "2026-01-01", "trusted": "", **other,
    }  # fmt: skip


def kept(shop: Shop, address: str = "desk@lantern.example", **other: object) -> Mailbox:
    now = clock.now()
    told = {"host": "127.0.0.1", "port": 1143, "security": "none", "folders": ["INBOX"], **other}
    return Mailbox.objects.create(
        organisation=shop.organisation, shop=shop, address=address, login=address, sealed_password="x",
        fetch_from=now.date(), created_at=now, changed_at=now, **told,
    )  # fmt: skip


def text_of(answer: HttpResponse, status: int = 200) -> str:
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def test_the_address_tells_the_server(client: Client, lead: User) -> None:
    assert "As the address tells" in text_of(client.get("/settings/mailboxes/add"))
    page = text_of(client.get("/settings/mailboxes/add", {"address": "Dianpu@163.com"}))
    assert 'value="imap.163.com"' in page
    assert "授权码" in page
    page = text_of(client.get("/settings/mailboxes/add", {"address": "a@shop.example", "provider": "ovh"}))
    assert 'value="ssl0.ovh.net"' in page
    page = text_of(client.get("/settings/mailboxes/add", {"address": "a@gmail.com", "provider": "other"}))
    assert "imap.gmail.com" not in page
    page = text_of(client.get("/settings/mailboxes/add", {"address": "a@gmail.com"}))
    assert 'value="mx.google.com"' in page
    assert HOSTILE not in text_of(client.get("/settings/mailboxes/add", {"address": HOSTILE}), 400)
    page = text_of(client.get("/settings/mailboxes/add", {"address": "dianpu"}), 400)
    assert "This is no mail address." in page
    assert 'name="password"' not in page


def test_another_address_is_looked_up_anew(client: Client, shop: Shop, lead: User) -> None:
    typed = {
        "shop": shop.pk, "address": "dianpu@163.com", "looked_up": "a@gmail.com", "host": "imap.gmail.com",
        "port": 993, "security": "tls", "trusted": "mx.google.com", "password": PASSWORD,
        "folders": ["INBOX"], "fetch_from": "2026-11-01", "do": "keep",
    }  # fmt: skip
    page = text_of(client.post("/settings/mailboxes/add", typed))
    assert 'value="imap.163.com"' in page
    assert "mx.google.com" not in page
    assert "looked up anew" in page
    assert PASSWORD not in page
    assert 'name="typed" value="' in page, "the password need not be typed again"
    assert not Mailbox.objects.exists()
    unknown = text_of(client.post("/settings/mailboxes/add", {**typed, "address": "a@own.example"}), 400)
    assert "imap.gmail.com" not in unknown


def test_a_server_that_was_typed_stays(client: Client, shop: Shop, lead: User) -> None:
    for given in (
        {"looked_up": "a@gmail.com", "address": "a@163.com", "host": "imap.own.example"},
        {"looked_up": "a@gmail.com", "address": "b@gmail.com", "host": "imap.gmail.com"},
        {"looked_up": "a@one.example", "address": "a@two.example", "host": ""},
        {"address": "a@163.com", "host": "imap.gmail.com"},
    ):
        asked = QueryDict(mutable=True)
        asked.update(given)
        assert looked_up_anew(asked) is None, given


def test_tried_then_kept_without_typing_the_password_again(
    client: Client, shop: Shop, lead: User, server: Dovecot
) -> None:
    page = text_of(client.post("/settings/mailboxes/add", particulars(shop, server, do="try")))
    assert "Logged in." in page
    assert 'value="Sent"' in page, "the folders found can be chosen"
    assert PASSWORD not in page
    assert not Mailbox.objects.exists()
    typed = re.search(r'name="typed" value="([^"]+)"', page)
    assert typed
    again = particulars(shop, server, password="", typed=typed[1], folders=["INBOX", "Sent"], do="keep")
    answer = client.post("/settings/mailboxes/add", again)
    mailbox = Mailbox.objects.get()
    assert answer["Location"] == f"/settings/mailboxes/{mailbox.pk}"
    assert asked_mailbox(mailbox).account.password == PASSWORD
    assert mailbox.folders == ["INBOX", "Sent"]
    page = text_of(client.get(answer["Location"]))
    assert PASSWORD not in page
    assert mailbox.sealed_password not in page
    changed = particulars(shop, server, password="", folders=["INBOX"], do="keep")
    assert client.post(answer["Location"], changed).status_code == 302
    mailbox.refresh_from_db()
    assert mailbox.folders == ["INBOX"]
    assert asked_mailbox(mailbox).account.password == PASSWORD


def test_what_one_typed_opens_for_nobody_else(
    client: Client, shop: Shop, lead: User, server: Dovecot
) -> None:
    page = text_of(client.post("/settings/mailboxes/add", particulars(shop, server, do="try")))
    typed = re.search(r'name="typed" value="([^"]+)"', page)
    assert typed
    client.force_login(people.user(shop.organisation, "otto", "lead"))
    again = particulars(shop, server, password="", typed=typed[1])
    assert "Type the password too." in text_of(client.post("/settings/mailboxes/add", again), 400)


def test_a_refused_login_is_told_and_kept_only_on_demand(
    client: Client, shop: Shop, lead: User, server: Dovecot
) -> None:
    wrong = particulars(shop, server, password="wrong")
    page = text_of(client.post("/settings/mailboxes/add", wrong), 400)
    assert "The server does not accept login and password." in page
    assert not Mailbox.objects.exists()
    kept = client.post("/settings/mailboxes/add", {**wrong, "do": "anyway"}, follow=True)
    assert "Its mails come in as soon as it answers." in text_of(kept)
    assert asked_mailbox(Mailbox.objects.get()).account.password == "wrong"


def test_a_folder_that_is_not_there(client: Client, shop: Shop, lead: User, server: Dovecot) -> None:
    page = text_of(client.post("/settings/mailboxes/add", particulars(shop, server, folders=["Orders"])), 400)
    assert "A folder is not there any more." in page
    assert 'value="INBOX"' in page


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({"host": "a b"}, "host", "This is no name of a server."),
        ({"host": "imap.example.com"}, "security", "for all to read"),
        ({"port": 70000}, "port", "There is no such port."),
        ({"address": "nobody"}, "address", "This is no mail address."),
        ({"password": ""}, "password", "Type the password too."),
        ({"fetch_from": "1900-01-01"}, "fetch_from", "There were no such mails then."),
        ({"shop": "0"}, "shop", ""),
        ({"folders": ["x" * 300]}, "folders", ""),
        ({"login": "a\r\nLOGOUT"}, "__all__", ""),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    client: Client, shop: Shop, lead: User, server: Dovecot, wrong: dict[str, object], field: str, said: str
) -> None:
    answer = client.post("/settings/mailboxes/add", particulars(shop, server, **wrong))
    assert answer.status_code == 400
    assert said in " ".join(answer.context["form"].errors[field])
    assert not Mailbox.objects.exists()


def test_the_list_says_how_each_is_doing(client: Client, shop: Shop, lead: User) -> None:
    assert "No mailbox yet" in text_of(client.get("/settings/mailboxes"))
    good, bad = kept(shop, "a@lantern.example"), kept(shop, "b@lantern.example")
    note_good(good.pk, is_idling=True)
    note_fault(bad.pk, "refused", "<b>NO</b> [AUTHENTICATIONFAILED]")
    page = text_of(client.get("/settings/mailboxes"))
    assert page.index("b@lantern.example") < page.index("a@lantern.example"), "the failing one first"
    for said in ("Failing", "The server does not accept", "&lt;b&gt;NO&lt;/b&gt;", "next try", "Answers"):
        assert said in page


def test_few_queries(client: Client, shop: Shop, lead: User, django_assert_max_num_queries: Any) -> None:
    made = [kept(shop, f"{n}@lantern.example") for n in range(30)]
    for address in ("/settings/mailboxes", f"/settings/mailboxes/{made[0].pk}"):
        with django_assert_max_num_queries(MOST_QUERIES):
            text_of(client.get(address))


def test_switched_asked_and_removed(client: Client, shop: Shop, lead: User) -> None:
    mailbox = kept(shop)
    at = f"/settings/mailboxes/{mailbox.pk}"
    client.post(f"{at}/off")
    mailbox.refresh_from_db()
    assert not mailbox.is_on
    assert "Switch it on" in text_of(client.get(at))
    client.post(f"{at}/on")
    Mailbox.objects.update(ask_again_at=clock.now() + timedelta(hours=1))
    client.post(f"{at}/ask")
    mailbox.refresh_from_db()
    assert (mailbox.is_on, mailbox.ask_again_at) == (True, None)
    client.post(f"{at}/remove")
    assert not Mailbox.objects.exists()


@pytest.mark.parametrize("role", ["agent", "warehouse", "finance"])
def test_others_do_not_see_them(client: Client, shop: Shop, role: str) -> None:
    mailbox = kept(shop)
    client.force_login(people.user(shop.organisation, "otto", role))
    for verb in ("", f"/{mailbox.pk}/on", f"/{mailbox.pk}/remove", f"/{mailbox.pk}/trust"):
        assert client.post(f"/settings/mailboxes{verb}").status_code in (403, 405)
    assert client.get("/settings/mailboxes").status_code == 403


def test_a_lead_of_one_shop_does_not_see_another(client: Client, shop: Shop, lead: User) -> None:
    other = kept(people.shop(shop.organisation, "UK"))
    assert client.get(f"/settings/mailboxes/{other.pk}").status_code == 404
    assert client.post(f"/settings/mailboxes/{other.pk}/remove").status_code == 404
    assert other.address not in text_of(client.get("/settings/mailboxes"))


@pytest.mark.parametrize("code", CODES)
def test_every_fault_has_words(code: str) -> None:
    said = trouble_of(code, "exactly")
    assert said.sentence != code
    assert said.mend


def test_an_unreachable_server_is_named() -> None:
    refused = trouble_of("unreachable", "Connection refused", host="imap.example.org")
    with translation.override("fr"):
        silent = trouble_of("unreachable", "timed out", host="imap.example.org")
        unknown = trouble_of("unreachable", "Name or service not known", host="imap.example.org")
    assert refused.sentence == "imap.example.org is there and refuses the connection."
    assert silent.sentence == "Aucun serveur ne répond à l’adresse imap.example.org."
    assert unknown.sentence == "Aucun serveur ne s’appelle imap.example.org."
    assert refused.mend


def test_a_provider_says_which_password_it_wants() -> None:
    assert "授权码" in trouble_of("refused", "no", host="imap.qq.com").mend
    assert "Sign in there" in trouble_of("refused", "no", host="outlook.office365.com").mend


class TestAlarm:
    def test_a_failing_mailbox_shows_on_the_desk(self, client: Client, shop: Shop, lead: User) -> None:
        mailbox = kept(shop)
        note_fault(mailbox.pk, "dropped", "reset")
        assert "desk@lantern.example" not in text_of(client.get("/desk")), "a moment's trouble is none"
        with clock.frozen_at(clock.now() + timedelta(minutes=11)):
            for part in ("/desk", "/desk/queue", "/messages"):
                page = text_of(client.get(part))
                assert "No mails come in from desk@lantern.example" in page
                assert f"/settings/mailboxes/{mailbox.pk}" in page
        note_good(mailbox.pk, is_idling=False)
        assert "desk@lantern.example" not in text_of(client.get("/desk"))

    def test_agents_are_not_alarmed(self, client: Client, shop: Shop) -> None:
        note_fault(kept(shop).pk, "refused", "no")
        client.force_login(people.user(shop.organisation, "otto", "agent"))
        assert "desk@lantern.example" not in text_of(client.get("/desk"))
