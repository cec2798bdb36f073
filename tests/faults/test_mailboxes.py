"""kill -9 of a program that fetches mails, at every step: the next one takes each mail, once."""

import os
import signal
import subprocess
import sys

import pytest
from django.db import connection

from amends.cases.models import Case
from amends.inbox.models import Message
from amends.mailboxes.models import Mailbox, MailFolder
from amends.mailboxes.once import fetch_once
from tests import people
from tests.faults.test_sending import address
from tests.imports.everything import everything
from tests.imports.more_exports import mail
from tests.mailboxes.conftest import Add, add, login, server
from tests.mailboxes.dovecot import Dovecot
from tests.runtime.server import SOURCE
from tests.waiting import until

__all__ = ["add", "login", "server"]
pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]

# Stops at the step named, in the batch named, says so, and waits for its end.
FETCH = """
import sys
from amends.cli.database import start_django
start_django()
from amends.connectors.mail import imap
from amends.imports import mails, records
from amends.inbox import saving, taking_in
from amends.mailboxes import fetching, intake, once
from amends.mailboxes.models import Mailbox
step, batch = sys.argv[1], int(sys.argv[2])
fetching.MAILS_AT_ONCE = 3
before = {
    "connect": (imap.ImapSession, "examine"), "fetch": (imap.ImapSession, "mails"),
    "hand over": (once, "take_batches"), "move": (intake, "_move"), "take": (intake, "take_mails"),
    "keep": (records, "keep_records"), "apply": (records, "apply_records"), "judge": (taking_in, "place_of"),
    "save": (taking_in, "save_cases"), "announce": (saving, "announce"), "quarantine": (intake, "put_aside"),
}
after = {"commit": (once, "take_batches"), "noted": (once, "note_good")}
place, name = (before | after)[step]
goes_on, times = getattr(place, name), 0
def stop(*given, **named):
    global times
    times += 1
    answer = goes_on(*given, **named) if step in after else None
    if times == batch:
        print("there", flush=True)
        sys.stdin.read()
    return answer if step in after else goes_on(*given, **named)
setattr(place, name, stop)
once.fetch_once(Mailbox.objects.get())
print("done", flush=True)
"""
STEPS = [
    *((step, 1) for step in ("connect", "fetch", "hand over", "move", "take", "keep", "apply", "judge")),
    *((step, 2) for step in ("fetch", "move", "save", "announce", "quarantine", "commit")),
    ("commit", 1),
    ("noted", 1),
]
LEFT: dict[str, dict[str, list[str]]] = {}  # what the first to end has left: all others leave the same


@pytest.fixture
def mailbox(server: Dovecot, login: str, add: Add) -> Mailbox:
    """Five questions and an answer of ours, not fetched yet."""
    for number in range(1, 6):
        server.deliver(login, mail(str(number), text=f"Where is parcel {number}?"))
    server.deliver(login, mail("answer", answers="1"), folder="Sent")
    return add(people.shop(people.organisation(), "US1"), login)


def left() -> dict[str, list[str]]:
    with connection.cursor() as cursor:
        return everything(cursor)


def killed_at(step: str, batch: int) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", FETCH, step, str(batch)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(SOURCE), **address()},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"there\n"
    process.send_signal(signal.SIGKILL)
    process.communicate()


def fetched(mailbox: Mailbox) -> None:
    """Ask until the killed one's lock is gone; that must go well."""
    until(lambda: fetch_once(mailbox))
    mailbox.refresh_from_db()
    assert mailbox.error_code == ""


@pytest.mark.parametrize(("step", "batch"), STEPS)
def test_killed_while_it_fetches(mailbox: Mailbox, step: str, batch: int) -> None:
    killed_at(step, batch)
    held = MailFolder.objects.filter(name="INBOX").values_list("last_uid", flat=True).first() or 0
    inbox = Message.objects.filter(direction="in").count()
    assert inbox == held
    fetched(mailbox)
    assert sorted(Message.objects.values_list("external_id", "direction")) == [
        *((f"{number}@example.com", "in") for number in range(1, 6)),
        ("answer@example.com", "out"),
    ]
    assert Case.objects.count() == 5
    state = left()
    assert state == LEFT.setdefault("all", state)
    fetched(mailbox)
    assert left() == state
