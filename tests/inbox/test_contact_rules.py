from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core.packs import load_pack
from amends.inbox.contact_rules import (
    Contact,
    Standing,
    contact_words,
    judge_contact,
    purpose_now,
    quiet_until,
)
from amends.inbox.states import PURPOSES

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
LIMITS = load_pack("contact_limits").body["limits"]
WANTED = [purpose for purpose in PURPOSES if purpose != "answer"]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(PURPOSES),
            st.integers(0, 200),  # hours between two wishes to write
            st.integers(1, 3),  # about which order
            st.booleans(),  # whether the buyer has written meanwhile
        ),
        max_size=60,
    ),
    st.sampled_from(["amazon", "taobao", "own"]),
)
def test_never_more_than_the_limit_in_whatever_order(
    wishes: list[tuple[str, int, int, bool]], marketplace: str
) -> None:
    now, heard_at = NOW, None
    sent: list[Contact] = []
    heard: list[datetime] = []
    for purpose, hours, order_id, writes in wishes:
        now += timedelta(hours=hours)
        if writes:
            heard_at = now - timedelta(minutes=1)
            heard.append(heard_at)
        standing = Standing(
            marketplace=marketplace,
            order_id=order_id,
            case_id=order_id,
            contacts=tuple(sent),
            heard_at=heard_at,
            happened={"delivered": NOW - timedelta(days=6)},
        )
        verdict = judge_contact(purpose, standing, now=now)
        if verdict.is_allowed:
            sent.append(Contact(purpose, now, order_id, order_id))
        else:
            assert purpose != "answer"
            assert verdict.rule
            assert verdict.from_at is None or verdict.from_at > now
    for row in LIMITS:
        if marketplace in row.get("marketplaces", [marketplace]) and "counts" not in row:
            assert_within(row, sent, heard)


def subject(row: dict[str, object], each: Contact) -> int | None:
    return {"buyer": 0, "order": each.order_id, "case": each.case_id}[str(row["subject"])]


def assert_within(row: dict[str, object], sent: list[Contact], heard: list[datetime]) -> None:
    counted = [each for each in sent if each.purpose in row["purposes"]]  # type: ignore[operator]
    span = timedelta(hours=int(str(row["within_hours"]))) if "within_hours" in row else None
    for last in counted:
        together = [
            each for each in counted if subject(row, each) == subject(row, last) and each.at <= last.at
        ]
        if span is not None:
            together = [each for each in together if each.at > last.at - span]
        if row.get("anew"):
            since = max((at for at in heard if at <= last.at), default=None)
            together = [each for each in together if since is None or each.at > since]
        assert len(together) <= int(str(row["most"])), row["id"]


@pytest.mark.parametrize("purpose", WANTED)
def test_what_is_too_soon_is_allowed_from_the_moment_told(purpose: str) -> None:
    standing = Standing(
        marketplace="own",
        order_id=1,
        case_id=1,
        contacts=(Contact(purpose, NOW - timedelta(hours=1), 2, 1),) * (2 if purpose == "unasked" else 1),
        happened={"delivered": NOW - timedelta(days=6)},
    )
    verdict = judge_contact(purpose, standing, now=NOW)
    assert verdict.kind == "too_soon"
    assert verdict.from_at is not None
    assert not judge_contact(purpose, standing, now=verdict.from_at - timedelta(seconds=1)).is_allowed
    assert judge_contact(purpose, standing, now=verdict.from_at).is_allowed


def test_every_row_is_said_in_three_languages() -> None:
    for row in (*LIMITS, *load_pack("contact_limits").body["windows"]):
        assert all(contact_words()[row["id"], language] for language in ("en", "zh-Hans", "fr"))


@pytest.mark.parametrize(
    ("zones", "at", "until"),
    [
        (["Asia/Shanghai"], "2026-11-20T12:00+08:00", None),
        (["Asia/Shanghai"], "2026-11-20T21:00+08:00", "2026-11-21T08:00+08:00"),
        (["Asia/Shanghai"], "2026-11-20T03:00+08:00", "2026-11-20T08:00+08:00"),
        (["Asia/Shanghai"], "2026-11-20T08:00+08:00", None),
        # Somewhere in the country it is still night: when Los Angeles is up, New York is too.
        (["America/New_York", "America/Los_Angeles"], "2026-11-20T08:30-05:00", "2026-11-20T08:00-08:00"),
        (["America/New_York", "America/Los_Angeles"], "2026-11-20T19:00-08:00", "2026-11-21T08:00-08:00"),
        # The night in which clocks are put forward ends by the clock on the wall.
        (["Europe/Paris"], "2026-03-28T23:00+01:00", "2026-03-29T08:00+02:00"),
    ],
)
def test_the_buyers_night(zones: list[str], at: str, until: str | None) -> None:
    now = datetime.fromisoformat(at)
    wanted = datetime.fromisoformat(until) if until is not None else None
    assert quiet_until("unasked", zones, now=now) == wanted
    assert quiet_until("answer", zones, now=now) is None
    assert quiet_until("automatic", zones, now=now) is None


def test_a_country_around_the_globe_still_gets_its_message() -> None:
    zones = ["Pacific/Auckland", "America/New_York", "Asia/Tokyo", "Europe/Paris"]
    at = quiet_until("unasked", zones, now=NOW)
    assert at is None or NOW < at < NOW + timedelta(days=20)


@pytest.mark.parametrize(
    ("waits", "hours", "purpose"),
    [(True, None, "answer"), (False, 1, "answer"), (False, 24 * 8, "unasked"), (False, None, "unasked")],
)
def test_what_a_reply_is_for(waits: bool, hours: int | None, purpose: str) -> None:
    heard_at = NOW - timedelta(hours=hours) if hours is not None else None
    assert purpose_now(waits=waits, heard_at=heard_at, now=NOW) == purpose


@pytest.mark.parametrize(
    ("template", "waits", "purpose"),
    [
        ("feedback_request", True, "review_request"),
        ("feedback_request.chat", False, "review_request"),
        ("where_is_your_return", True, "answer"),
        ("where_is_your_return", False, "reminder"),
        ("dispute_evidence", False, "claim"),
        ("follow_up", False, "unasked"),
        ("where_is_it", False, "answer"),
    ],
)
def test_what_a_template_is_for(template: str, waits: bool, purpose: str) -> None:
    heard_at = NOW - timedelta(hours=1)
    assert purpose_now(waits=waits, heard_at=heard_at, now=NOW, template=template) == purpose
