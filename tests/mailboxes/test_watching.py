"""The watch of the worker over mailboxes of a real server."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection

from amends.accounts.models import Shop
from amends.core.actor import Actor
from amends.inbox.models import Message
from amends.mailboxes import rules
from amends.mailboxes.actions import ask_now, change_mailbox, remove_mailbox, switch_mailbox
from amends.mailboxes.models import Mailbox
from amends.mailboxes.queries import settings_of
from amends.mailboxes.watcher import mailboxes_watched
from amends.mailboxes.watching import MOST_ROUNDS
from tests.imports.more_exports import mail
from tests.mailboxes.conftest import Add
from tests.mailboxes.dovecot import PASSWORD, Dovecot
from tests.mailboxes.stand_in import standing_in
from tests.waiting import until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def watch(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """The watch, which must not have begun anew for a fault of its own."""
    with mailboxes_watched():
        yield
    broken = [each for each in caplog.get_records("call") if each.name == "amends.mailboxes.watcher"]
    assert [each.getMessage() for each in broken if each.exc_info] == []


def actor(shop: Shop) -> Actor:
    return Actor(shop.organisation_id, None, "cli")


def wait_for(*names: str) -> None:
    """Until just these messages are there."""
    wanted = {f"{name}@example.com" for name in names}
    until(lambda: wanted <= set(Message.objects.values_list("external_id", flat=True)))
    assert Message.objects.count() == len(wanted)


def wait_until_idling(mailbox: Mailbox) -> None:
    until(lambda: Mailbox.objects.filter(pk=mailbox.pk, is_idling=True).exists())


def test_mails_come_in_as_they_arrive(server: Dovecot, shop: Shop, login: str, add: Add, watch: None) -> None:
    server.deliver(login, mail("one"))
    mailbox = add(shop, login)
    wait_for("one")
    wait_until_idling(mailbox)
    server.deliver(login, mail("two"))
    wait_for("one", "two")


def test_a_mailbox_is_left_alone_while_it_is_off(
    server: Dovecot, shop: Shop, login: str, add: Add, watch: None
) -> None:
    mailbox = add(shop, login)
    wait_until_idling(mailbox)
    switch_mailbox(mailbox, on=False, by=actor(shop))
    server.deliver(login, mail("one"))
    other = f"other.{login}"
    server.deliver(other, mail("two"))
    add(shop, other)
    wait_for("two")
    switch_mailbox(mailbox, on=True, by=actor(shop))
    wait_for("one", "two")


def test_a_wrong_password_waits_for_a_person(
    server: Dovecot, shop: Shop, login: str, add: Add, watch: None
) -> None:
    server.deliver(login, mail("one"))
    mailbox = add(shop, login, password="of another year")
    until(lambda: Mailbox.objects.filter(pk=mailbox.pk, error_code="refused").exists())
    ask_now(mailbox, by=actor(shop))
    until(lambda: Mailbox.objects.filter(pk=mailbox.pk, failures=2).exists())
    change_mailbox(mailbox, settings_of(mailbox), password=PASSWORD, by=actor(shop))
    wait_for("one")
    until(lambda: Mailbox.objects.filter(pk=mailbox.pk, error_code="", failures=0).exists())


def test_a_removed_mailbox_is_let_go(server: Dovecot, shop: Shop, login: str, add: Add, watch: None) -> None:
    mailbox = add(shop, login)
    wait_until_idling(mailbox)
    remove_mailbox(mailbox, by=actor(shop))
    until(lambda: _connections(server, login) == 0)


def test_a_server_that_hangs_keeps_no_other_waiting(
    server: Dovecot, shop: Shop, login: str, add: Add, watch: None
) -> None:
    with standing_in() as stand_in:
        stand_in.is_silent_at = "LOGIN"
        for number in range(MOST_ROUNDS // 2):
            add(shop, f"{number}.{login}", port=stand_in.port)
        until(stand_in.silent.is_set)
        server.deliver(login, mail("one"))
        add(shop, login)
        wait_for("one")
        server.deliver(login, mail("two"))
        wait_for("one", "two")


def test_a_cut_line_is_taken_up_again(
    server: Dovecot, shop: Shop, login: str, add: Add, watch: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "FIRST_PAUSE", timedelta(milliseconds=50))
    mailbox = add(shop, login)
    wait_until_idling(mailbox)
    server.kick(login)
    server.deliver(login, mail("one"))
    wait_for("one")


def test_the_watch_goes_on_when_the_database_cuts_it_off(
    server: Dovecot, shop: Shop, login: str, add: Add, watch: None
) -> None:
    mailbox = add(shop, login)
    wait_until_idling(mailbox)
    _cut_off_all_others()
    server.deliver(login, mail("one"))
    wait_for("one")


def test_two_programs_share_the_mailboxes(server: Dovecot, shop: Shop, login: str, add: Add) -> None:
    logins = [f"{number}.{login}" for number in range(4)]
    with mailboxes_watched():
        with mailboxes_watched():
            for each in logins:
                add(shop, each)
            until(lambda: sorted(_locks_by_session()) == [2, 2])
            for each in logins[:2]:
                server.deliver(each, mail(each[:1]))
            wait_for("0", "1")
        until(lambda: _locks_by_session() == [4])
        for each in logins[2:]:
            server.deliver(each, mail(each[:1]))
        wait_for("0", "1", "2", "3")


def _connections(server: Dovecot, login: str) -> int:
    return server.who().count(login)


def _locks_by_session() -> list[int]:
    statement = """
        SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND mode = 'ExclusiveLock' AND objsubid = 2
        AND classid::bigint = hashtext('mailbox')::bigint & 4294967295 GROUP BY pid"""
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return [count for (count,) in cursor.fetchall()]


def _cut_off_all_others() -> None:
    statement = """
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()"""
    with connection.cursor() as cursor:
        cursor.execute(statement)
