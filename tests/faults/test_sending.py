"""kill -9 of the worker at every step of a hand-over: at most one mail, and nothing silently lost."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection

from amends.inbox.handing_over import hand_over, hand_over_due
from amends.inbox.models import Message
from tests.inbox.desk import Desk, desk_with_case
from tests.inbox.mail_server import MailServer
from tests.runtime.server import SOURCE
from tests.waiting import until

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]

# Stops before or inside the step named, says so, and waits for its end.
WORKER = """
import sys
from contextlib import contextmanager
from amends.cli.database import start_django
start_django()
from amends.inbox import handing_over, leaving
outgoing_id, step = int(sys.argv[1]), sys.argv[2]
def stop(*given, **named):
    print("there", flush=True)
    sys.stdin.read()
places = {"begin": handing_over, "post": handing_over, "settle": handing_over, "record": leaving}
names = {"begin": "_begin", "post": "post", "settle": "_settle", "record": "tell"}
if step in places:
    setattr(places[step], names[step], stop)
handing_over.hand_over(outgoing_id)
print("done", flush=True)
"""


@pytest.fixture
def desk(listening: MailServer) -> Iterator[Desk]:
    listening.behave()
    made = desk_with_case()
    made.mail_through(listening.port)
    yield made
    listening.go_on.set()


@pytest.mark.parametrize(
    ("step", "after", "mails"),
    [
        ("begin", "sent", 1),  # nothing was begun: the next worker does it
        ("post", "unknown", 0),  # begun, nobody called: nobody can know, so a person decides
        ("mail", "unknown", 0),
        ("rcpt", "unknown", 0),
        ("data", "unknown", None),  # the server has the text: it may keep it or not
        ("settle", "unknown", 1),  # accepted, not written down
        ("record", "unknown", 1),  # accepted, written down, not committed
    ],
)
def test_a_killed_hand_over(
    desk: Desk, listening: MailServer, step: str, after: str, mails: int | None
) -> None:
    if step in ("mail", "rcpt", "data"):
        listening.behave(**{step: "hold"})
    row = desk.reply()
    killed_at(row.pk, step, listening)
    listening.at.clear()
    listening.go_on.set()
    assert until(lambda: settled(row.pk)) == after
    hand_over_due()
    assert hand_over(row.pk).state == after
    assert len(listening.kept) == mails if mails is not None else len(listening.kept) <= 1
    assert desk.fresh().state == ("waiting_buyer" if after == "sent" else "open")
    assert Message.objects.filter(direction="out").count() == (1 if after == "sent" else 0)


def killed_at(outgoing_id: int, step: str, listening: MailServer) -> None:
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER, str(outgoing_id), step],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(SOURCE), **address()},
    )
    assert worker.stdout is not None
    if step in ("mail", "rcpt", "data"):
        until(lambda: listening.held.is_set() or gone(worker))
    else:
        assert worker.stdout.readline() == b"there\n"
    worker.send_signal(signal.SIGKILL)
    worker.communicate()


def gone(worker: "subprocess.Popen[bytes]") -> bool:
    assert worker.poll() is None, "the worker ended before the step"
    return False


def settled(outgoing_id: int) -> str | None:
    """What the next worker makes of it, as soon as the session of the killed one has ended."""
    state = hand_over(outgoing_id).state
    return state if state not in ("waiting", "handing_over") else None


def address() -> dict[str, str]:
    """The test's database, for another process."""
    known = connection.settings_dict
    login = f"{quote(known['USER'])}:{quote(known['PASSWORD'])}"
    place = f"host={quote(known['HOST'], safe='')}&port={known['PORT']}"
    return {
        "DATABASE_URL": f"postgresql://{login}@/{quote(known['NAME'])}?{place}",
        "AMENDS_SECRET_KEY": settings.SECRET_KEY,
    }
