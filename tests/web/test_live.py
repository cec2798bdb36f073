"""The event stream, over a real connection, from a real server."""

import http.client
import json
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.contrib.sessions.models import Session
from django.db import transaction
from django.test import Client

from amends.accounts.models import RoleGrant, User
from amends.accounts.passwords import store_password
from amends.cases import actions
from amends.cases.announcing import AT_ONCE, announce, announce_pictures
from amends.cases.models import Case
from amends.web.live_feed import AGAIN, MOST_WAITING, Screen
from amends.web.live_rights import Watcher, heard_by, watcher_of
from tests import people
from tests.web import case_rows, rows
from tests.web.asgi_server import served

pytestmark = pytest.mark.django_db(transaction=True)


class Stream:
    """An open stream; every line comes in its turn, or the socket's time-out fails the test."""

    def __init__(self, address: str, session_key: str, host: str = "") -> None:
        self.connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=30)
        headers = {"Cookie": f"a=b; sessionid={session_key}"} | ({"Host": host} if host else {})
        self.connection.request("GET", "/live", headers=headers)
        self.answer = self.connection.getresponse()

    def heard(self) -> list[int] | str | None:
        """The ids of the next event, the name of one without, None at the end."""
        name = ""
        while line := self.answer.readline():
            text = line.decode().strip()
            if text.startswith("event:"):
                name = text.removeprefix("event:").strip()
            elif text.startswith("data:"):
                ids = json.loads(text.removeprefix("data:"))
                return ids if name == "cases" else name
        return None

    def began(self) -> bool:
        return self.answer.status == 200 and self.answer.readline() == b"retry: 2000\n"


@pytest.fixture
def address() -> Iterator[str]:
    with served() as at:
        yield at


@pytest.fixture
def desk() -> rows.Desk:
    return rows.desk()


@pytest.fixture
def case(desk: rows.Desk) -> Case:
    return case_rows.broken_planters(desk)


def session_of(person: User) -> str:
    client = Client()
    client.force_login(person)
    return str(client.session.session_key)


def test_what_changed_is_heard_by_its_id_once_it_is_committed(
    address: str, desk: rows.Desk, case: Case
) -> None:
    stream = Stream(address, session_of(desk.owner))
    assert stream.began()
    with transaction.atomic():
        announce([case.pk])
        transaction.set_rollback(True)
    actions.take_case(case, by=people.actor(desk.owner))
    assert stream.heard() == [case.pk]
    stream.connection.close()


def test_a_picture_that_is_there_is_no_change_of_its_case(address: str, desk: rows.Desk, case: Case) -> None:
    stream = Stream(address, session_of(desk.owner))
    assert stream.began()
    announce_pictures([case.pk])
    assert stream.heard() == "pictures"
    announce([case.pk])
    assert stream.heard() == [case.pk]
    stream.connection.close()


def test_each_hears_of_their_own_shops_only(address: str, desk: rows.Desk, case: Case) -> None:
    lunch_box = case_rows.case_of(
        desk.taobao, desk.orders["2918400011223344556"], ["delayed"], 3, [("in", 1, "?")], "zh"
    )
    stranger = people.user(people.organisation("Other"), "stranger", "owner")
    amy = people.user(desk.organisation, "amy", "agent", shop=desk.taobao)
    streams = [Stream(address, session_of(person)) for person in (amy, stranger)]
    assert all(stream.began() for stream in streams)
    announce([case.pk])
    announce([lunch_box.pk])
    assert streams[0].heard() == [lunch_box.pk]
    Session.objects.all().delete()
    announce([case.pk])
    assert streams[1].heard() is None, "nothing was heard before the end"
    for stream in streams:
        stream.connection.close()


@pytest.mark.parametrize("loss", ["logout", "role", "password", "inactive"])
def test_who_loses_the_right_hears_no_more(address: str, desk: rows.Desk, case: Case, loss: str) -> None:
    amy = people.user(desk.organisation, "amy", "agent", password=rows.PASSWORD)
    stream = Stream(address, session_of(amy))
    assert stream.began()
    if loss == "logout":
        Session.objects.all().delete()
    elif loss == "role":
        RoleGrant.objects.filter(user=amy).delete()
    elif loss == "password":
        store_password(amy, "another quiet harbour", by=people.actor(amy))
    else:
        User.objects.filter(pk=amy.pk).update(is_active=False)
    announce([case.pk])
    assert stream.heard() is None
    stream.connection.close()


def test_who_is_not_logged_in_hears_nothing(address: str, desk: rows.Desk) -> None:
    packer = people.user(desk.organisation, "packer", "warehouse")
    refused = [Stream(address, key) for key in ("", "nonsense", "x" * 5000, session_of(packer))]
    refused.append(Stream(address, session_of(desk.owner), host="elsewhere.example"))
    assert [stream.answer.status for stream in refused] == [401, 401, 401, 401, 400]
    for stream in refused:
        stream.connection.close()


def test_rights_of_all_listeners_take_three_queries(
    desk: rows.Desk, django_assert_num_queries: object
) -> None:
    everybody = [people.user(desk.organisation, f"agent{n}", "agent") for n in range(20)]
    watchers = [watcher_of(session_of(person)) for person in everybody]
    known = [watcher for watcher in watchers if watcher is not None]
    assert len(known) == 20
    with django_assert_num_queries(3):  # type: ignore[operator]
        assert set(heard_by(known)) == set(known)


def test_one_that_does_not_keep_up_is_told_to_begin_anew() -> None:
    screen = Screen(Watcher("", 1, 1, ""))
    for n in range(MOST_WAITING + 1):
        screen.tell(b"%d" % n)
    assert screen.waiting.get_nowait() == AGAIN
    assert screen.waiting.empty()


def test_many_cases_at_once_fit_into_notifications(address: str, desk: rows.Desk, case: Case) -> None:
    stream = Stream(address, session_of(desk.owner))
    assert stream.began()
    announce([*range(10**9, 10**9 + 3 * AT_ONCE), case.pk])
    assert stream.heard() == [case.pk]
    stream.connection.close()
