from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from amends.cases.actions import CaseConflict
from amends.inbox.handing_over import hand_over, hand_over_due
from amends.inbox.models import OutgoingMessage
from amends.inbox.replying import call_back_reply, send_reply
from tests.inbox.desk import Desk
from tests.inbox.mail_server import MailServer
from tests.people import actor, user
from tests.race import race

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_many_workers_one_hands_over(desk: Desk, listening: MailServer) -> None:
    row = desk.reply()
    outcomes = race(*[lambda: hand_over(row.pk)] * 3, hand_over_due)
    assert not any(isinstance(outcome, Exception) for outcome in outcomes), outcomes
    assert len(listening.kept) == 1
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("sent", 1)


def test_a_hand_over_at_work_is_not_taken_for_one_cut_off(desk: Desk, listening: MailServer) -> None:
    listening.behave(data="hold")
    row = desk.reply()
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(on_its_own_connection, lambda: hand_over(row.pk))
        assert listening.held.wait(60)
        assert hand_over(row.pk).state == "handing_over"
        hand_over_due()
        patient = pool.submit(on_its_own_connection, lambda: hand_over(row.pk, patience_s=60))
        listening.go_on.set()
        assert first.result(60).state == "sent"
        assert patient.result(60).state == "sent"
    assert len(listening.kept) == 1


def test_two_clicks_at_once_are_one_reply(desk: Desk) -> None:
    rows = race(*[lambda: desk.reply(undo_seconds=15)] * 3)
    assert len({row.pk for row in rows}) == 1
    assert OutgoingMessage.objects.count() == 1


def test_of_two_people_at_once_one_answers(desk: Desk) -> None:
    others = [actor(user(desk.shop.organisation, name, "agent")) for name in ("bo", "cy")]
    seen = desk.case.newest_message_id
    outcomes = race(
        *(
            lambda by=by: send_reply(desk.case, f"from {by.user_id}", seen_message_id=seen, by=by)
            for by in others
        )
    )
    stopped = [outcome for outcome in outcomes if isinstance(outcome, CaseConflict)]
    assert [each.code for each in stopped] == ["reply_of_other"]
    assert OutgoingMessage.objects.count() == 1
    assert desk.case.drafts.count() == 1, "the text of the one who was stopped is kept"


def test_called_back_or_gone_but_not_both(desk: Desk, listening: MailServer) -> None:
    for number in range(4):
        row = desk.reply(f"number {number}")
        before = len(listening.kept)
        race(lambda row=row: hand_over(row.pk), lambda row=row: call_back_reply(row, by=desk.by))
        row.refresh_from_db()
        gone = {"sent": 1, "cancelled": 0}[row.state]
        assert len(listening.kept) - before == gone


def on_its_own_connection(act: Any) -> Any:
    try:
        return act()
    finally:
        connection.close()
