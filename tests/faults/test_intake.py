"""kill -9 at every step of intake: after the next import, everything is as if nothing had happened."""

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from amends.accounts.models import Shop
from amends.cases.models import Case, Clock
from amends.core import clock
from amends.core.actor import Actor
from amends.imports.actions import import_path
from amends.imports.models import ImportFile
from amends.inbox.models import CaseMessage, Message, PlatformEvent
from tests import people
from tests.faults.test_sending import address
from tests.imports.everything import everything
from tests.imports.exports import amazon_orders, amazon_row
from tests.imports.more_exports import MESSAGE, NUMBER, written
from tests.runtime.server import SOURCE

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
OTHER = "112-8841907-5530613"
UNINTERRUPTED: dict[str, list[str]] = {}

# Stops before the step named, in the batch named, says so, and waits for its end.
IMPORT = """
import sys
from datetime import datetime
from pathlib import Path
from amends.cli.database import start_django
start_django()
from amends.accounts.models import Shop
from amends.core import clock
from amends.core.actor import Actor
from amends.imports import actions, taking
from amends.inbox import intake, saving, taking_in
path, step, batch, at = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), datetime.fromisoformat(sys.argv[4])
actions.ROWS_AT_ONCE = 3
steps = {
    "read": (intake, "read_messages"), "place": (intake, "surroundings_of"), "judge": (taking_in, "place_of"),
    "clocks": (taking_in, "keep"), "save": (taking_in, "save_cases"), "cases": (saving, "insert_rows"),
    "save clocks": (saving, "save_clocks"), "announce": (saving, "announce"),
    "link": (taking_in, "insert_rows"), "threads": (taking_in, "update_columns"),
    "history": (taking_in, "record_all"), "commit": (taking, "_keep_rejects"),
    "order": (intake, "_place_again"), "order saved": (intake, "save_with_clocks"),
}
place, name = steps[step]
goes_on, times = getattr(place, name), 0
def stop(*given, **named):
    global times
    times += step == "commit" or name not in ("place_of", "keep", "_place_again")
    if max(times, 1) == batch:
        print("there", flush=True)
        sys.stdin.read()
    return goes_on(*given, **named)
setattr(place, name, stop)
shop = Shop.objects.get()
with clock.frozen_at(at):
    actions.import_path(path, shop, by=Actor(shop.organisation_id, None, "cli"))
print("done", flush=True)
"""


def messages(folder: Path) -> Path:
    """Three batches: questions, an answer and a question, thanks, and one about an order not there yet."""
    rows = (
        {},
        {"message_id": "m2", "conversation_id": "c2", "order_number": "", "buyer": "mia"},
        {"message_id": "m3", "conversation_id": "c3", "order_number": OTHER, "buyer": "tony"},
        {"message_id": "m4", "direction": "out", "sent_at": "2026-11-20T10:00:00Z", "text": "We send one."},
        {"message_id": "m5", "conversation_id": "c2", "order_number": "", "buyer": "mia",
         "sent_at": "2026-11-20T10:30:00Z", "text": "Hello?"},
        {"message_id": "m6", "sent_at": "2026-11-20T11:00:00Z", "text": "Where is it now?"},
        {"message_id": "m7", "sent_at": "2026-11-20T12:00:00Z", "text": "Thank you so much, all good!"},
    )  # fmt: skip
    return written(folder / "messages.csv", MESSAGE, *rows)


def orders(folder: Path, number: str) -> Path:
    return amazon_orders(folder / f"orders {number}", amazon_row(amazon_order_id=number))


def take(shop: Shop, *paths: Path) -> None:
    with clock.frozen_at(NOON):
        for path in paths:
            done = import_path(path, shop, by=Actor(shop.organisation_id, None, "cli"))
            assert (done.state, done.rejected) == ("done", 0)


def killed_at(path: Path, step: str, batch: int) -> None:
    words = [sys.executable, "-c", IMPORT, str(path), step, str(batch), NOON.isoformat()]
    process = subprocess.Popen(
        words,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(SOURCE), **address()},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"there\n"
    process.send_signal(signal.SIGKILL)
    process.communicate()


def left() -> dict[str, list[str]]:
    with connection.cursor() as cursor:
        state = everything(cursor)
        cursor.execute("SELECT verb, detail FROM amends_event WHERE verb LIKE 'case%' ORDER BY id")
        return state | {"history": [str(row) for row in cursor.fetchall()]}


def uninterrupted(folder: Path) -> dict[str, list[str]]:
    """What is left when nothing happens; found out once."""
    if not UNINTERRUPTED:
        UNINTERRUPTED.update(_uninterrupted(folder))
    return UNINTERRUPTED


def _uninterrupted(folder: Path) -> dict[str, list[str]]:
    shop = people.shop(people.organisation(), "US1")
    take(shop, orders(folder, NUMBER), messages(folder), orders(folder, OTHER))
    state = left()
    assert (Case.objects.count(), CaseMessage.objects.count()) == (3, 7)
    assert Clock.objects.filter(state="met").exists()
    call_command("flush", interactive=False, verbosity=0)
    return state


IN_MESSAGES = [
    (step, batch)
    for step in (
        "read",
        "place",
        "judge",
        "clocks",
        "save",
        "cases",
        "save clocks",
        "announce",
        "link",
        "threads",
    )
    for batch in (1,)
] + [("history", 2), ("commit", 2), ("save", 3), ("commit", 3)]


@pytest.mark.parametrize(("step", "batch"), IN_MESSAGES)
def test_killed_while_messages_come_in(tmp_path: Path, step: str, batch: int) -> None:
    expected = uninterrupted(tmp_path)
    shop = people.shop(people.organisation(), "US1")
    take(shop, orders(tmp_path, NUMBER))
    killed_at(messages(tmp_path), step, batch)
    assert Message.objects.count() == CaseMessage.objects.count() + PlatformEvent.objects.count()
    take(shop, messages(tmp_path), orders(tmp_path, OTHER))
    assert left() == expected
    assert not ImportFile.objects.exclude(state="done").exists()
    take(shop, messages(tmp_path), orders(tmp_path, OTHER))
    assert left() == expected


@pytest.mark.parametrize("step", ["order", "order saved", "save clocks", "announce", "commit"])
def test_killed_while_an_order_comes_in_that_a_case_waits_for(tmp_path: Path, step: str) -> None:
    expected = uninterrupted(tmp_path)
    shop = people.shop(people.organisation(), "US1")
    take(shop, orders(tmp_path, NUMBER), messages(tmp_path))
    killed_at(orders(tmp_path, OTHER), step, 1)
    assert Case.objects.filter(order=None, order_number=OTHER).exists()
    take(shop, orders(tmp_path, OTHER))
    assert left() == expected
