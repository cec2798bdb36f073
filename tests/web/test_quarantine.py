"""The quarantine on screen: why, what stands in it as plain text, and what one does about it."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from amends.accounts.models import Shop, User
from amends.core.actor import Actor
from amends.imports.mail_records import ArrivedMail
from amends.imports.mails import put_aside
from amends.imports.models import QuarantinedMail, QuarantinedMailPerson
from amends.imports.quarantine import Unread
from amends.inbox.models import Message
from tests import people
from tests.imports.more_exports import mail

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script>"
MOST_QUERIES = 12


@pytest.fixture
def shop() -> Shop:
    return people.shop(people.organisation(), "US")


@pytest.fixture
def agent(client: Client, shop: Shop) -> User:
    made = people.user(shop.organisation, "otto", "agent", shop=shop)
    client.force_login(made)
    return made


def aside(shop: Shop, name: str, reason: str = "reader_fell", text: str = HOSTILE) -> QuarantinedMail:
    octets = mail(name, text=text)
    unread = Unread([octets], reason, "It breaks.", ArrivedMail(octets, f"INBOX, mail {name}"))
    put_aside(shop, [unread], by=Actor(shop.organisation_id, None, "cli"))
    return QuarantinedMail.objects.latest("pk")


def text_of(answer: HttpResponse, status: int = 200) -> str:
    assert answer.status_code == status
    return answer.content.decode()


def test_an_empty_quarantine(client: Client, agent: User) -> None:
    assert "Nothing waits here" in text_of(client.get("/messages/quarantine"))
    assert "Nothing was put away lately" in text_of(client.get("/messages/quarantine?state=dismissed"))


def test_the_list_and_one_as_plain_text(client: Client, shop: Shop, agent: User) -> None:
    kept = aside(shop, "odd")
    page = text_of(client.get("/messages/quarantine"))
    for said in ("The reader stumbles over it", "INBOX, mail odd", f"/messages/quarantine/{kept.pk}"):
        assert said in page
    page = text_of(client.get(f"/messages/quarantine/{kept.pk}"))
    assert HOSTILE not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "Message-ID" in page
    assert "/messages/quarantine" in text_of(client.get("/messages"))


def test_only_the_beginning_of_a_large_one(client: Client, shop: Shop, agent: User) -> None:
    page = text_of(client.get(f"/messages/quarantine/{aside(shop, 'large', text='x' * 900_000).pk}"))
    assert "Only its beginning is shown." in page
    assert len(page) < 300_000


def test_downloaded_as_it_came(client: Client, shop: Shop, agent: User) -> None:
    answer = client.get(f"/messages/quarantine/{aside(shop, 'odd').pk}.eml")
    assert b"".join(answer.streaming_content) == mail("odd", text=HOSTILE)  # type: ignore[arg-type,attr-defined]
    assert answer["Content-Disposition"].startswith("attachment")


def test_tried_again_taken_anyway_and_put_away(client: Client, shop: Shop, agent: User) -> None:
    first, second, third = (aside(shop, name) for name in ("1", "2", "3"))
    client.post(f"/messages/quarantine/{first.pk}/retry")
    client.post(f"/messages/quarantine/{second.pk}/take")
    answer = client.post(f"/messages/quarantine/{third.pk}/dismiss", follow=True)
    assert "It is put away." in text_of(answer)
    states = QuarantinedMail.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["taken", "taken", "dismissed"]
    assert Message.objects.count() == 2
    assert "INBOX, mail 3" in text_of(client.get("/messages/quarantine?state=dismissed"))
    again = client.post(f"/messages/quarantine/{first.pk}/dismiss", follow=True)
    assert "Nothing of this mail is kept any more." in text_of(again)


def test_several_are_put_away_and_tried_again(client: Client, shop: Shop, agent: User) -> None:
    first, second, third = (aside(shop, name) for name in ("1", "2", "3"))
    page = text_of(client.get("/messages/quarantine"))
    assert page.count('name="mail"') == page.count('name="of_page"') == 3
    at = "/messages/quarantine/dismiss"
    assert "No mail is ticked." in text_of(client.post(at, follow=True))
    said = text_of(client.post(at, {"mail": [first.pk, second.pk, "x", 10**18]}, follow=True))
    assert "2 mails are put away." in said
    said = text_of(client.post(at, {"all": "1", "of_page": [first.pk, third.pk]}, follow=True))
    assert "1 mail is put away." in said, "one of the two was already"
    again = {"state": "dismissed", "mail": [first.pk, second.pk]}
    page = text_of(client.post("/messages/quarantine/retry", again, follow=True))
    assert "Taken in: 2 of 2." in page
    assert "INBOX, mail 3" in page
    states = QuarantinedMail.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["taken", "taken", "dismissed"]


def test_several_of_another_shop_stay(client: Client, shop: Shop) -> None:
    kept = aside(shop, "odd")
    other = people.shop(shop.organisation, "UK")
    client.force_login(people.user(shop.organisation, "uma", "agent", shop=other))
    assert client.get("/messages/quarantine/dismiss").status_code == 405
    client.post("/messages/quarantine/dismiss", {"mail": kept.pk})
    assert QuarantinedMail.objects.get().state == "waiting"
    client.force_login(people.user(shop.organisation, "tech", "technical_agent"))
    assert client.post("/messages/quarantine/dismiss", {"mail": kept.pk}).status_code == 403
    assert 'name="mail"' not in text_of(client.get("/messages/quarantine"))


def test_without_its_person(client: Client, shop: Shop, agent: User) -> None:
    kept = aside(shop, "odd")
    QuarantinedMailPerson.objects.all().delete()
    QuarantinedMail.objects.update(content=None)
    for at in ("", f"/{kept.pk}"):
        assert "Unknown sender" in text_of(client.get(f"/messages/quarantine{at}"))
    assert client.get(f"/messages/quarantine/{kept.pk}.eml").status_code == 404


def test_who_may_see_and_who_may_act(client: Client, shop: Shop) -> None:
    kept = aside(shop, "odd")
    client.force_login(people.user(shop.organisation, "tech", "technical_agent"))
    assert "/retry" not in text_of(client.get(f"/messages/quarantine/{kept.pk}"))
    assert client.post(f"/messages/quarantine/{kept.pk}/retry").status_code == 403
    client.force_login(people.user(shop.organisation, "ware", "warehouse"))
    assert client.get("/messages/quarantine").status_code == 403
    other = people.shop(shop.organisation, "UK")
    client.force_login(people.user(shop.organisation, "uma", "agent", shop=other))
    assert client.get(f"/messages/quarantine/{kept.pk}").status_code == 404
    assert client.post(f"/messages/quarantine/{kept.pk}/take").status_code == 404
    assert "INBOX, mail odd" not in text_of(client.get("/messages/quarantine"))


def test_few_queries(client: Client, shop: Shop, agent: User, django_assert_max_num_queries: Any) -> None:
    made = [aside(shop, str(n)) for n in range(60)]
    for at in ("", f"/{made[0].pk}"):
        with django_assert_max_num_queries(MOST_QUERIES):
            page = text_of(client.get(f"/messages/quarantine{at}"))
            if not at:
                assert f"before={made[10].pk}" in page


@pytest.mark.parametrize("language", ["en", "zh-Hans", "fr"])
def test_in_three_languages(client: Client, shop: Shop, agent: User, language: str) -> None:
    User.objects.filter(pk=agent.pk).update(language=language)
    kept = [aside(shop, reason, reason) for reason in ("no_mail", "too_large", "not_storable", "not_fetched")]
    assert client.get("/messages/quarantine")["Content-Language"] == language
    for each in kept:
        text_of(client.get(f"/messages/quarantine/{each.pk}"))
