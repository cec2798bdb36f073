"""Workers, people and kill -9 against each other: each buyer is written to at most once."""

import os
import signal
import subprocess
import sys
from datetime import datetime, timedelta

import pytest

from amends.answers.actions import leave_out, prepare_group_answer, send_group_answer, stop_group_answer
from amends.answers.models import GroupAnswer
from amends.answers.sending import send_next
from amends.core import clock
from amends.inbox.models import OutgoingMessage
from amends.inbox.replying import send_reply
from tests.answers.group import NOW, TEXT, Group, group_of
from tests.faults.test_sending import address
from tests.people import actor, user
from tests.race import race
from tests.runtime.server import SOURCE
from tests.waiting import until

pytestmark = pytest.mark.django_db(transaction=True)

# Stops at the place named, inside the transaction or after its commit, says so, and waits for its end.
WORKER = """
import sys
from amends.cli.database import start_django
start_django()
from amends.answers import sending
answer_id, place = int(sys.argv[1]), sys.argv[2]
def stop(*given, **named):
    print("there", flush=True)
    sys.stdin.read()
if place == "committed":
    sending.send_next(answer_id)
    stop()
setattr(sending, {"write": "write_down", "next": "next_after"}[place], stop)
sending.send_next(answer_id)
"""


def begun(group: Group) -> GroupAnswer:
    answer = group.prepared()
    with clock.frozen_at(NOW):
        return send_group_answer(answer, by=group.by)


def go_on(answer: GroupAnswer, since: datetime = NOW) -> bool:
    """Let the worker do all of it; whether it came to an end."""
    for n in range(20):
        with clock.frozen_at(since + timedelta(minutes=n)):
            if send_next(answer.pk) is None:
                break
    return GroupAnswer.objects.get(pk=answer.pk).state == "done"


def test_many_workers_write_to_each_buyer_once() -> None:
    group = group_of(5)
    answer = begun(group)

    def work() -> None:
        for n in range(8):
            with clock.frozen_at(NOW + timedelta(minutes=n)):
                send_next(answer.pk)

    assert race(*[work] * 4) == [None] * 4
    assert OutgoingMessage.objects.count() == 5
    assert OutgoingMessage.objects.values("case").distinct().count() == 5
    answer.refresh_from_db()
    assert answer.state == "done"


def test_stopping_and_leaving_out_while_it_is_sent() -> None:
    group = group_of(4)
    answer = begun(group)
    left = group.cases[3]

    def stop() -> object:
        leave_out(answer, [left.pk], by=group.by)
        return stop_group_answer(answer, by=group.by).state

    outcomes = race(lambda: go_on(answer), stop)
    answer.refresh_from_db()
    written = set(OutgoingMessage.objects.values_list("case_id", flat=True))
    assert answer.state in ("stopped", "done"), outcomes
    assert written == set(answer.members.filter(state="written").values_list("case_id", flat=True))
    if left.pk in written:
        assert answer.state == "done", "it was over before anybody asked"


def test_an_agents_own_answer_and_the_groups_are_never_both_sent() -> None:
    group = group_of(1)
    answer = begun(group)
    case, other = group.cases[0], actor(user(group.shop.organisation, "bo", "agent"))

    def own() -> object:
        with clock.frozen_at(NOW):
            seen = case.newest_message_id
            return send_reply(case, "I am looking.", seen_message_id=seen, by=other, undo_seconds=60)

    outcomes = race(own, lambda: go_on(answer))
    assert OutgoingMessage.objects.count() == 1, outcomes


@pytest.mark.faults
@pytest.mark.parametrize(("place", "written"), [("write", 0), ("next", 0), ("committed", 1)])
def test_a_killed_worker(place: str, written: int) -> None:
    group = group_of(3)
    answer = prepare_group_answer(group.group.pk, {"en": TEXT}, by=group.by)
    send_group_answer(answer, by=group.by)
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER, str(answer.pk), place],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(SOURCE), **address()},
    )
    assert worker.stdout is not None
    assert worker.stdout.readline() == b"there\n"
    worker.send_signal(signal.SIGKILL)
    worker.communicate()
    assert OutgoingMessage.objects.count() == written
    until(lambda: go_on(answer, clock.now()))
    assert sorted(OutgoingMessage.objects.values_list("case_id", flat=True)) == [
        case.pk for case in group.cases
    ]
    assert answer.members.filter(state="written").count() == 3
