from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.connectors.chats import buyer_among, chat_facts, nicks_of, read_chat

RECORDS = {
    "千牛": "tb123 (2026-11-16 10:00:00):\n在吗\n小店:小美 (2026-11-16 10:01:30):\n在的，\n亲",
    "千牛, copied": "—— 2026-11-16 星期一 ——\ntb123  10:00:00\n在吗\n小店:小美  10:01:30\n在的，\n亲",
    "旺旺": "2026-11-16 10:00:00 tb123\n在吗\n\n2026-11-16 10:01:30 小店:小美\n在的，\n亲",
    "on one line": "tb123(2026年11月16日 10:00:00)：在吗\n小店:小美(2026年11月16日 10:01:30)：在的，\n亲",
    "WhatsApp": "16/11/2026, 10:00:00 - tb123: 在吗\n16/11/2026, 10:01:30 - 小店:小美: 在的，\n亲",
    "WhatsApp on iPhone": "[11/16/26, 10:00 AM] tb123: 在吗\n[11/16/26, 10:01:30 AM] 小店:小美: 在的，\n亲",
}


@pytest.mark.parametrize("record", RECORDS.values(), ids=RECORDS)
def test_shapes(record: str) -> None:
    lines = read_chat(record.replace("小店:小美: ", "小店小美: "), zone=UTC)
    assert [(line.nick.replace(":", ""), line.at, line.text) for line in lines] == [
        ("tb123", datetime(2026, 11, 16, 10, 0, tzinfo=UTC), "在吗"),
        ("小店小美", datetime(2026, 11, 16, 10, 1, 30, tzinfo=UTC), "在的，\n亲"),
    ]


@pytest.mark.parametrize(
    "text", ["", "Hello,\nwe met at 10:00\nbye", "one 2026-11-16 10:00: alone", "a,b\n2026-11-16 10:00,x"]
)
def test_what_is_no_chat(text: str) -> None:
    assert read_chat(text, zone=UTC) == []


def test_days_and_months() -> None:
    record = "01/02/2026, 10:00 - Ann: hi\n01/02/2026, 10:01 - Shop: hello"
    days = [line.at.month for line in read_chat(record, zone=UTC) if line.at]
    months = [line.at.month for line in read_chat(record, zone=UTC, months_first=True) if line.at]
    assert (days, months) == ([2, 2], [1, 1])


@pytest.mark.parametrize(
    ("nicks", "known", "ours", "buyer"),
    [
        (["tb123", "小店:小美"], [], [], "tb123"),
        (["tb123", "小店:小美", "小店:小丽"], [], [], "tb123"),
        (["Ann", "Lantern Co"], [], ["Lantern Co"], "Ann"),
        (["Ann", "Bea"], ["Bea"], [], "Bea"),
        (["Ann", "Bea"], [], [], ""),
        (["Ann"], [], [], ""),
    ],
)
def test_whose_nick_is_the_buyers(nicks: list[str], known: list[str], ours: list[str], buyer: str) -> None:
    assert buyer_among(nicks, known, ours) == buyer


def test_a_longer_record_holds_the_same_messages() -> None:
    record = RECORDS["千牛"]
    first = chat_facts(read_chat(record, zone=UTC), "tb123", order_number=None)
    longer = f"{record}\ntb123 (2026-11-16 11:00:00):\n在吗"
    again = chat_facts(read_chat(longer, zone=UTC), "tb123", order_number=None)
    assert [each.message_id for each in again[:2]] == [each.message_id for each in first]
    assert len({each.message_id for each in again}) == 3
    assert [each.direction for each in again] == ["in", "out", "in"]


LINES = st.sampled_from(
    ["tb (2026-11-16 10:00:00):", "2026-13-99 99:99:99 x", "x 10:00", "-- 2026-11-16 --", "words", "",
     "[1/2/26, 1:00 PM] a: b", "a (2026-11-16 10:00): b"]
)  # fmt: skip


@given(st.one_of(st.text(max_size=200), st.lists(LINES, max_size=20).map("\n".join)))
def test_whatever_is_pasted(text: str) -> None:
    lines = read_chat(text, zone=UTC)
    assert all(line.nick and line.text for line in lines)
    assert set(nicks_of(lines)) == {line.nick for line in lines}
