import smtplib
from datetime import datetime, timedelta
from email import message_from_bytes, policy

import pytest
from hypothesis import given
from hypothesis import strategies as st
from procrastinate.contrib.django.models import ProcrastinateJob

from amends.accounts.models import MailAccount
from amends.cases.actions import snooze_case
from amends.cases.models import Case
from amends.connectors.mail.submission import refused
from amends.core import clock
from amends.history.models import Event
from amends.inbox.handing_over import hand_over, hand_over_due
from amends.inbox.models import CaseMessage, Message, OutgoingMessage
from amends.inbox.rules import MOST_ATTEMPTS
from tests.inbox.desk import BUYER, TEXT, WROTE_AT, Desk
from tests.inbox.mail_server import MailServer

pytestmark = pytest.mark.django_db


def test_a_reply_leaves_once_and_the_case_is_answered(desk: Desk, server: MailServer) -> None:
    running_clock = desk.clock()
    waiting = desk.reply()
    done = hand_over(waiting.pk)
    assert (done.state, done.attempts, done.answer) == ("sent", 1, "250 2.0.0 kept")
    assert hand_over(waiting.pk).state == "sent"
    assert len(server.kept) == 1
    running_clock.refresh_from_db()
    assert (running_clock.state, running_clock.met_at) == ("met", done.handed_over_at)
    case = desk.fresh()
    assert (case.state, case.unanswered_since) == ("waiting_buyer", None)
    message = Message.objects.get(pk=done.message_id)
    assert (message.direction, message.external_id) == ("out", done.idempotency_key)
    assert message.body.text == TEXT
    assert list(message.case_messages.values_list("case_id", "reason")) == [(case.pk, "reply")]
    assert Event.objects.filter(verb="reply_sent", subject_id=case.pk).count() == 1


def test_the_mail_says_what_was_typed_in_the_buyers_thread(desk: Desk, server: MailServer) -> None:
    second = desk.write(hours=1, key="second@marketplace.example", subject="RE: re: 我的灯")
    Message.objects.filter(pk=second.pk).update(references=["first@marketplace.example", "bad id>\r\nX: y"])
    waiting = desk.reply()
    hand_over(waiting.pk)
    mail = message_from_bytes(server.kept[0], policy=policy.default)
    assert server.envelopes == [("desk@lantern.example", [BUYER])]
    assert mail["From"] == "灯屋 <desk@lantern.example>"
    assert mail["To"] == BUYER
    assert mail["Subject"] == "Re: 我的灯"
    assert mail["Message-ID"] == f"<{waiting.idempotency_key}>"
    assert waiting.idempotency_key.endswith("@lantern.example")
    assert mail["In-Reply-To"] == "<second@marketplace.example>"
    assert mail["References"] == "<first@marketplace.example> <second@marketplace.example>"
    assert mail["Date"].datetime is not None
    assert (mail.get_content_type(), mail.get_content_charset()) == ("text/plain", "utf-8")
    assert mail.get_content().replace("\r\n", "\n") == TEXT + "\n"
    assert b"\nX:" not in server.kept[0]


@pytest.mark.parametrize("step", ["mail", "rcpt", "data"])
def test_what_is_refused_for_good_has_failed(desk: Desk, server: MailServer, step: str) -> None:
    running_clock = desk.clock()
    server.at[step] = "550 5.7.1 not from you"
    done = hand_over(desk.reply().pk)
    assert (done.state, done.answer) == ("failed", "550 5.7.1 not from you")
    server.at.clear()
    assert hand_over(done.pk).state == "failed"
    assert server.kept == []
    running_clock.refresh_from_db()
    assert running_clock.state == "running"
    assert desk.fresh().unanswered_since is not None
    assert Event.objects.filter(verb="reply_failed", subject_id=desk.case.pk).count() == 1


@pytest.mark.parametrize(("step", "answer"), [("mail", "451 later"), ("rcpt", "450 greylisted"),
                                              ("data", "452 full"), ("data", "421 closing")])  # fmt: skip
def test_what_is_put_off_waits_and_leaves_later(
    desk: Desk, server: MailServer, step: str, answer: str
) -> None:
    server.at[step] = answer
    with clock.frozen_at(WROTE_AT + timedelta(hours=2)):
        put_off = hand_over(desk.reply().pk)
        assert (put_off.state, put_off.answer, put_off.attempts) == ("waiting", answer, 1)
        assert put_off.leaves_at == clock.now() + timedelta(minutes=1)
        assert jobs(put_off.pk)[-1] == put_off.leaves_at
        server.at.clear()
        assert hand_over(put_off.pk).state == "waiting", "not before its time"
        assert server.kept == []
    with clock.frozen_at(put_off.leaves_at):
        assert hand_over(put_off.pk).state == "sent"
    assert len(server.kept) == 1


def test_putting_off_ends(desk: Desk, server: MailServer) -> None:
    server.at["rcpt"] = "450 greylisted"
    row = desk.reply()
    for _ in range(MOST_ATTEMPTS):
        assert row.state == "waiting"
        with clock.frozen_at(row.leaves_at):
            row = hand_over(row.pk)
    assert (row.state, row.attempts) == ("failed", MOST_ATTEMPTS)


@pytest.mark.parametrize("step", ["mail", "rcpt"])
def test_a_line_that_goes_dead_before_the_text_is_put_off(desk: Desk, server: MailServer, step: str) -> None:
    server.at[step] = "drop"
    assert hand_over(desk.reply().pk).state == "waiting"


def test_nobody_listening_is_put_off(desk: Desk) -> None:
    desk.mail_through(1, from_name="")
    done = hand_over(desk.reply().pk)
    assert (done.state, done.attempts) == ("waiting", 1)
    assert done.answer.startswith("ConnectionRefusedError")


def test_a_line_that_goes_dead_after_the_text_leaves_it_unknown(desk: Desk, server: MailServer) -> None:
    server.at["data"] = "drop"
    done = hand_over(desk.reply().pk)
    assert done.state == "unknown"
    server.at.clear()
    assert hand_over(done.pk).state == "unknown"
    assert hand_over_due() == 0
    assert len(server.kept) == 1
    assert desk.fresh().unanswered_since is not None
    assert Event.objects.filter(verb="reply_unknown", subject_id=desk.case.pk).count() == 1


def test_a_row_found_half_handed_over_is_unknown(desk: Desk, server: MailServer) -> None:
    row = desk.reply()
    left_behind(row)
    assert hand_over_due() == 1
    row.refresh_from_db()
    assert (row.state, row.answer) == ("unknown", "interrupted")
    assert server.kept == []


def test_what_a_person_must_see_is_open_again(desk: Desk, server: MailServer) -> None:
    server.at["rcpt"] = "550 no such user"
    row = desk.reply()
    snooze_case(desk.case, until=clock.now() + timedelta(days=3), by=desk.by)
    hand_over(row.pk)
    case = desk.fresh()
    assert (case.state, case.snoozed_until) == ("open", None)


def test_a_message_not_seen_stays_unanswered(desk: Desk) -> None:
    desk.clock()
    row = desk.reply()
    newer = desk.write("And the bulb is broken", hours=3)
    hand_over(row.pk)
    case = desk.fresh()
    assert (case.state, case.unanswered_since) == ("open", newer.sent_at)
    assert case.newest_message_id == newer.pk


def test_a_copy_from_the_sent_folder_is_the_same_message(desk: Desk) -> None:
    row = desk.reply()
    known = desk.write("copy", key=row.idempotency_key)
    Message.objects.filter(pk=known.pk).update(direction="out")
    assert hand_over(row.pk).message_id == known.pk


def test_a_merged_case_is_answered_where_it_went(desk: Desk) -> None:
    row = desk.reply()
    target = Case.objects.create(
        organisation=desk.shop.organisation, shop=desk.shop, opened_at=WROTE_AT, last_message_at=WROTE_AT,
        queue_key=WROTE_AT, unanswered_since=WROTE_AT,
    )  # fmt: skip
    Case.objects.filter(pk=desk.case.pk).update(merged_into=target)
    sent = hand_over(row.pk)
    assert sent.state == "sent"
    target.refresh_from_db()
    assert (target.state, target.unanswered_since) == ("waiting_buyer", None)
    assert CaseMessage.objects.get(message_id=sent.message_id).case_id == target.pk


@pytest.mark.parametrize("column", [{"subject": "Hello\nBcc: all@example.org"}, {"recipient": "a@b\r\nX: y"},
                                    {"in_reply_to": "x@y>\r\nX: <y"}])  # fmt: skip
def test_line_ends_in_headers_go_nowhere(desk: Desk, server: MailServer, column: dict[str, str]) -> None:
    row = desk.reply()
    OutgoingMessage.objects.filter(pk=row.pk).update(**column)
    assert hand_over(row.pk).state == "failed"
    assert server.kept == []


def test_without_a_server_or_its_password_it_fails(desk: Desk) -> None:
    row, other = desk.reply(), desk.reply("Another text")
    MailAccount.objects.filter(shop=desk.shop).update(sealed_password="gAAAA-not-ours")
    assert "AMENDS_SECRET_KEY" in hand_over(row.pk).answer
    MailAccount.objects.filter(shop=desk.shop).delete()
    assert hand_over(other.pk).answer == "no_mail_account"
    assert {each.state for each in OutgoingMessage.objects.all()} == {"failed"}


@given(
    st.one_of(
        st.builds(smtplib.SMTPDataError, st.integers(-1, 999), st.binary(max_size=20)),
        st.builds(smtplib.SMTPResponseException, st.integers(-1, 999), st.binary(max_size=20)),
        st.builds(smtplib.SMTPServerDisconnected, st.text(max_size=20)),
        st.builds(TimeoutError),
        st.builds(ValueError, st.text(max_size=20)),
    )
)
def test_after_the_text_only_the_servers_word_counts(error: Exception) -> None:
    outcome = refused(error, text_begun=True)
    code = error.smtp_code if isinstance(error, smtplib.SMTPDataError) else 0
    expected = {4: "later", 5: "failed"}.get(code // 100, "unknown")
    assert outcome.state == expected
    assert "\0" not in outcome.answer
    assert refused(error, text_begun=False).state != "unknown"


def left_behind(row: OutgoingMessage) -> None:
    """As a worker that was killed leaves it."""
    OutgoingMessage.objects.filter(pk=row.pk).update(state="handing_over", handed_over_at=clock.now())


def jobs(outgoing_id: int) -> list[datetime | None]:
    """When the jobs of the row are due, in the order they were made."""
    made = ProcrastinateJob.objects.filter(
        task_name="amends.inbox.tasks.send_message", args={"outgoing_id": outgoing_id}
    )
    return list(made.order_by("id").values_list("scheduled_at", flat=True))
