from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.connectors.mail.imap_faults import CODES
from amends.mailboxes.rules import (
    ALARM_AFTER,
    FOR_A_PERSON,
    LONGEST_PAUSE,
    LONGEST_PAUSE_REFUSED,
    Health,
    Record,
    fair_share,
    health_of,
    pause_after,
)

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("record", "health"),
    [
        (Record(False, NOON, NOON - timedelta(days=1), "refused"), Health.OFF),
        (Record(True, None, None, ""), Health.NEW),
        (Record(True, NOON, None, ""), Health.GOOD),
        (Record(True, NOON, NOON - timedelta(seconds=1), "unreachable"), Health.INTERRUPTED),
        (Record(True, NOON, NOON - ALARM_AFTER, "unreachable"), Health.FAILING),
        *((Record(True, NOON, NOON, code), Health.FAILING) for code in sorted(FOR_A_PERSON)),
    ],
)
def test_health(record: Record, health: Health) -> None:
    assert health_of(record, now=NOON) is health


def test_what_needs_a_person_is_a_known_fault() -> None:
    assert set(CODES) >= FOR_A_PERSON


@pytest.mark.parametrize("code", CODES)
def test_pauses_grow_up_to_their_longest(code: str) -> None:
    pauses = [pause_after(failures, code) for failures in range(1, 60)]
    assert pauses == sorted(pauses)
    assert pauses[-1] == (LONGEST_PAUSE_REFUSED if code == "refused" else LONGEST_PAUSE)


@given(st.integers(1, 10**9), st.sampled_from(CODES), st.floats(-1, 1))
def test_a_pause_is_never_nothing_and_never_too_long(failures: int, code: str, jitter: float) -> None:
    assert timedelta(seconds=3) < pause_after(failures, code, jitter=jitter) <= LONGEST_PAUSE_REFUSED * 1.2


@given(st.integers(0, 1000), st.integers(0, 50))
def test_the_shares_together_hold_every_mailbox(mailboxes: int, watchers: int) -> None:
    share = fair_share(mailboxes, watchers)
    assert share * max(watchers, 1) >= mailboxes
    assert share <= mailboxes
