from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.inbox.rules import (
    LONGEST_PAUSE,
    LONGEST_SUBJECT,
    LONGEST_TEXT,
    MOST_ATTEMPTS,
    bubbles,
    hinders_saving,
    hinders_sending,
    next_attempt,
    one_line,
    reply_subject,
)
from amends.inbox.states import LEFT, ON_ITS_WAY, OUTGOING_MOVES, OUTGOING_STATES

NOW = datetime(2026, 11, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "saving", "sending"),
    [
        ("Hello", None, None),
        ("您好", None, None),
        ("👍", None, None),
        ("", None, "reply_empty"),
        (" \t\r\n", None, "reply_empty"),
        ("\u200b\u3000", None, "reply_empty"),
        ("a\0", "text_unreadable", "text_unreadable"),
        ("\ud83d", "text_unreadable", "text_unreadable"),
        ("x" * LONGEST_TEXT, None, None),
        ("x" * (LONGEST_TEXT + 1), "text_too_long", "text_too_long"),
    ],
)
def test_what_can_be_kept_and_sent(text: str, saving: str | None, sending: str | None) -> None:
    assert (hinders_saving(text), hinders_sending(text)) == (saving, sending)


def test_pauses_grow_and_end() -> None:
    pauses = []
    for attempts in range(1, MOST_ATTEMPTS):
        again = next_attempt(attempts, now=NOW)
        assert again is not None
        pauses.append(again - NOW)
    assert pauses[0] == timedelta(minutes=1)
    assert pauses == sorted(pauses)
    assert max(pauses) == LONGEST_PAUSE
    assert next_attempt(MOST_ATTEMPTS, now=NOW) is None


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("My lamp", "Re: My lamp"),
        ("Re: RE:回复：My lamp", "Re: My lamp"),
        ("", "Re: 112-1"),
        ("re:", "Re: 112-1"),
        ("Refund: when?", "Re: Refund: when?"),
        ("a\r\nBcc: x@y", "Re: a Bcc: x@y"),
    ],
)
def test_subjects(subject: str, expected: str) -> None:
    assert reply_subject(subject, "112-1") == expected


@given(st.text(max_size=400))
def test_a_subject_is_one_short_line(subject: str) -> None:
    made = reply_subject(subject, "112-1")
    assert len(made) <= LONGEST_SUBJECT
    assert len(made.splitlines()) == 1
    assert one_line(made) == made
    assert "\0" not in made


def test_every_state_is_reached_and_every_move_ends_in_a_state() -> None:
    reached = {state for moves in OUTGOING_MOVES.values() for state in moves}
    assert set(OUTGOING_STATES) - reached == {"hand_task"}
    assert reached <= set(OUTGOING_STATES)
    assert {*LEFT, *ON_ITS_WAY} <= set(OUTGOING_STATES)
    assert all(OUTGOING_MOVES[state] == () for state in LEFT)


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("亲，今天发货", ["亲，今天发货"]),
        ("One.\n\nTwo.", ["One.", "Two."]),
        ("a\n\nb\n\nc\n\nd", ["a", "b", "c\nd"]),
        (
            "亲，非常抱歉让您久等了，您的包裹还在路上没有更新。我们已经联系快递公司核实情况！"
            "预计明天中午之前给您一个明确的答复，可以吗？",
            [
                "亲，非常抱歉让您久等了，您的包裹还在路上没有更新。",
                "我们已经联系快递公司核实情况！",
                "预计明天中午之前给您一个明确的答复，可以吗？",
            ],
        ),
    ],
)
def test_bubbles(text: str, pieces: list[str]) -> None:
    assert bubbles(text) == pieces


@given(st.text(alphabet="ab。!. \n", max_size=300))
def test_bubbles_hold_every_word(text: str) -> None:
    found = bubbles(text)
    assert len(found) <= 3
    assert "".join("".join(found).split()) == "".join(text.split())
