"""kill -9 while a draft is saved: what was saved stays whole, and saving again gives what was typed."""

import os
import signal
import subprocess
import sys

import pytest

from amends.inbox.drafts import draft_of, save_draft
from amends.inbox.models import Draft
from tests.faults.test_sending import address
from tests.inbox.desk import Desk, desk_with_case
from tests.runtime.server import SOURCE

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]

# Stops before the step named, says so, and waits for its end.
SAVE = """
import sys
from amends.cli.database import start_django
start_django()
from amends.accounts.models import User
from amends.cases.models import Case
from amends.core.actor import Actor
from amends.inbox import drafts
step, case = sys.argv[1], Case.objects.select_related("shop").get()
def stop(*given, **named):
    print("there", flush=True)
    sys.stdin.read()
places = {
    "write": (drafts.Draft.objects, "update_or_create"), "right": (drafts, "require"),
    "compare": (drafts, "same_reply"),
}
if step in places:
    setattr(*places[step], stop)
user = User.objects.get(login="ana")
by = Actor(user.organisation_id, user.pk, "web")
drafts.save_draft(case, "Dear buyer, it left", template="", seen_message_id=case.newest_message_id, by=by)
stop()
"""


@pytest.fixture
def desk() -> Desk:
    return desk_with_case()


@pytest.mark.parametrize("before", [None, "Dear buyer"])
@pytest.mark.parametrize("step", ["right", "write", "compare", "committed"])
def test_killed_while_a_draft_is_saved(desk: Desk, step: str, before: str | None) -> None:
    seen = desk.case.newest_message_id
    if before is not None:
        save_draft(desk.case, before, seen_message_id=seen, by=desk.by)
    killed_at(step)
    kept = draft_of(desk.case, by=desk.by)
    assert (kept.text if kept is not None else None) == (
        "Dear buyer, it left" if step == "committed" else before
    )
    save_draft(desk.case, "Dear buyer, it left yesterday", seen_message_id=seen, by=desk.by)
    draft = Draft.objects.get()
    assert (draft.text, draft.seen_message_id) == ("Dear buyer, it left yesterday", seen)


def killed_at(step: str) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", SAVE, step],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(SOURCE), **address()},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"there\n"
    process.send_signal(signal.SIGKILL)
    process.communicate()
