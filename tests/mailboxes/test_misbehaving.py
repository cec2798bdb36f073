"""Servers that drop, lie, hang and refuse: nothing is lost, nothing doubled, and each fault has its name."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from amends.accounts.models import Shop
from amends.connectors.mail import imap_wire
from amends.core import clock
from amends.history.models import Event
from amends.imports.models import QuarantinedMail
from amends.inbox.models import Message
from amends.mailboxes import fetching
from amends.mailboxes.models import Mailbox, MailFolder
from amends.mailboxes.once import fetch_once
from tests.imports.more_exports import mail
from tests.mailboxes.conftest import Add
from tests.mailboxes.dovecot import free_port
from tests.mailboxes.stand_in import HUGE, StandIn, standing_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def stand_in() -> Iterator[StandIn]:
    with standing_in() as server:
        yield server


@pytest.fixture
def mailbox(stand_in: StandIn, shop: Shop, login: str, add: Add) -> Mailbox:
    return add(shop, login, port=stand_in.port)


def outcome(mailbox: Mailbox) -> str:
    """Ask once; the code of what went wrong, "" where nothing did."""
    assert fetch_once(mailbox)
    mailbox.refresh_from_db()
    return mailbox.error_code


def names() -> list[str]:
    return sorted(Message.objects.values_list("external_id", flat=True))


def all_of(*numbers: int) -> list[str]:
    return sorted(f"{number}@example.com" for number in numbers)


def test_a_line_cut_in_the_middle_of_a_mail(stand_in: StandIn, mailbox: Mailbox) -> None:
    stand_in.put(*(mail(str(number)) for number in range(1, 6)))
    stand_in.drops_at = {3}
    assert outcome(mailbox) == "dropped"
    assert names() == []
    assert outcome(mailbox) == "dropped"  # one by one now
    assert names() == all_of(1, 2)
    stand_in.drops_at = set()
    assert outcome(mailbox) == ""
    assert names() == all_of(1, 2, 3, 4, 5)


def test_a_mail_that_never_comes_through_blocks_no_other(stand_in: StandIn, mailbox: Mailbox) -> None:
    stand_in.put(*(mail(str(number)) for number in range(1, 6)))
    stand_in.drops_at = {3}
    for _ in range(1 + fetching.TRIES):
        assert outcome(mailbox) == "dropped"
    assert outcome(mailbox) == ""
    assert names() == all_of(1, 2, 4, 5)
    left = QuarantinedMail.objects.select_related("person").get()
    assert (left.reason, left.person.place) == ("not_fetched", f"{mailbox.address}, INBOX, 3")
    assert outcome(mailbox) == ""
    assert QuarantinedMail.objects.count() == 1


def test_a_mail_that_is_listed_and_not_given(stand_in: StandIn, mailbox: Mailbox) -> None:
    stand_in.put(mail("1"), mail("2"), mail("3"))
    stand_in.withheld = {2}
    assert outcome(mailbox) == "nonsense"
    assert "lists mail 2" in mailbox.error
    stand_in.withheld = set()
    assert outcome(mailbox) == ""
    assert names() == all_of(1, 2, 3)


def test_a_mail_deleted_while_it_was_fetched_is_passed_over(stand_in: StandIn, mailbox: Mailbox) -> None:
    stand_in.put(mail("1"), mail("2"))
    stand_in.also_found = [3]
    stand_in.uid_next = 4
    assert outcome(mailbox) in ("", "nonsense")
    stand_in.also_found = []
    assert outcome(mailbox) == ""
    assert names() == all_of(1, 2)


def test_a_mail_much_larger_than_told_is_fetched_in_pieces(
    stand_in: StandIn, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imap_wire, "USUAL_OCTETS", 100_000)
    stand_in.put(mail("1"), mail("2", text="long " * 60_000))
    stand_in.sizes = {2: 100}
    for _ in range(2):
        assert outcome(mailbox) == "nonsense"
    assert outcome(mailbox) == ""
    assert names() == all_of(1, 2)
    assert not QuarantinedMail.objects.exists()


def test_a_server_that_cannot_cut_pieces_keeps_its_mail(
    stand_in: StandIn, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imap_wire, "USUAL_OCTETS", 100_000)
    stand_in.put(mail("1"), mail("2", text="long " * 600_000), mail("3"))
    stand_in.sizes, stand_in.cuts_pieces = {2: 100}, False
    for _ in range(1 + fetching.TRIES):
        assert outcome(mailbox) == "nonsense"
    assert outcome(mailbox) == ""
    assert names() == all_of(1, 3)
    assert QuarantinedMail.objects.get().reason == "not_fetched"


def test_numbers_nobody_asked_for_are_not_believed(stand_in: StandIn, mailbox: Mailbox) -> None:
    stand_in.put(mail("1"))
    stand_in.also_found = [HUGE]
    stand_in.also_given = {HUGE: mail("strange"), 900: mail("stranger")}
    assert outcome(mailbox) == ""
    stand_in.put(mail("2"))
    assert outcome(mailbox) == ""
    assert names() == all_of(1, 2)
    assert MailFolder.objects.get().last_uid == 2


@pytest.mark.parametrize("told", [0, 1, 2, HUGE])
def test_a_next_number_that_is_a_lie_loses_nothing(stand_in: StandIn, mailbox: Mailbox, told: int) -> None:
    stand_in.uid_next = told
    for number in range(1, 4):
        stand_in.put(mail(str(number)))
        assert outcome(mailbox) == ""
        assert names() == all_of(*range(1, number + 1))


def test_numbers_that_begin_anew_without_a_word(stand_in: StandIn, mailbox: Mailbox) -> None:
    stand_in.put(*(mail(str(number)) for number in range(1, 6)))
    assert outcome(mailbox) == ""
    stand_in.mails = {1: mail("4"), 2: mail("6")}
    assert outcome(mailbox) == ""
    assert names() == all_of(1, 2, 3, 4, 5, 6)
    assert MailFolder.objects.get().last_uid == 2


def test_another_validity_at_each_turn_doubles_nothing(stand_in: StandIn, mailbox: Mailbox) -> None:
    stand_in.put(mail("1"))
    for validity in range(100, 105):
        stand_in.uid_validity = validity
        stand_in.put(mail(str(validity)))
        assert outcome(mailbox) == ""
    assert names() == all_of(1, *range(100, 105))


def test_an_answer_that_never_ends(
    stand_in: StandIn, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imap_wire, "USUAL_OCTETS", 1_000_000)
    stand_in.put(mail("1"))
    stand_in.never_ends = True
    assert outcome(mailbox) == "nonsense"
    stand_in.never_ends = False
    assert outcome(mailbox) == ""
    assert names() == all_of(1)


@pytest.mark.parametrize("step", ["GREETING", "LOGIN", "EXAMINE", "UID SEARCH", "UID FETCH"])
def test_a_server_that_says_nothing_more(
    stand_in: StandIn, mailbox: Mailbox, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imap_wire, "SILENCE_S", 0.2)
    stand_in.put(mail("1"))
    stand_in.is_silent_at = step
    assert outcome(mailbox) in ("unreachable", "dropped")
    stand_in.is_silent_at = ""
    assert outcome(mailbox) == ""
    assert names() == all_of(1)


@pytest.mark.parametrize(
    ("greeting", "code"),
    [
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", "dropped"),
        (b"\0\1\2\r\n", "dropped"),
        (b"* BYE no\r\n", "busy"),
    ],
)
def test_a_server_of_another_kind(stand_in: StandIn, mailbox: Mailbox, greeting: bytes, code: str) -> None:
    stand_in.greeting = greeting
    assert outcome(mailbox) == code
    assert mailbox.error


def test_a_refused_login_is_told_at_once_and_tried_seldom(stand_in: StandIn, mailbox: Mailbox) -> None:
    stand_in.login = b"NO [AUTHENTICATIONFAILED] wrong name or password"
    assert outcome(mailbox) == "refused"
    assert mailbox.error == "[AUTHENTICATIONFAILED] wrong name or password"
    assert mailbox.ask_again_at is not None
    assert mailbox.ask_again_at - clock.now() > timedelta(seconds=40)
    assert Event.objects.filter(verb="mailbox_failing", detail={"code": "refused"}).count() == 1
    assert outcome(mailbox) == "refused"
    assert Event.objects.filter(verb="mailbox_failing").count() == 1
    stand_in.login = b"OK in"
    assert outcome(mailbox) == ""
    assert Event.objects.filter(verb="mailbox_recovered").count() == 1


def test_a_server_that_is_busy_is_no_refusal(stand_in: StandIn, mailbox: Mailbox) -> None:
    stand_in.login = b"NO [UNAVAILABLE] come back later"
    assert outcome(mailbox) == "busy"
    assert not Event.objects.filter(verb="mailbox_failing").exists()


def test_nobody_listens(shop: Shop, login: str, add: Add) -> None:
    assert outcome(add(shop, login, port=free_port())) == "unreachable"


def test_an_outage_of_a_week_loses_nothing(stand_in: StandIn, mailbox: Mailbox) -> None:
    stand_in.put(mail("1"))
    assert outcome(mailbox) == ""
    stand_in.greeting = b"* BYE closed\r\n"
    begun = clock.now()
    with clock.frozen_at(begun + timedelta(days=3)):
        assert outcome(mailbox) == "busy"
    stand_in.put(*(mail(str(number)) for number in range(2, 260)))
    stand_in.greeting = b"* OK ready\r\n"
    with clock.frozen_at(begun + timedelta(days=7)):
        assert outcome(mailbox) == ""
    assert names() == all_of(*range(1, 260))
    assert mailbox.failing_since is None
