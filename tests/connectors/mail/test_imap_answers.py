"""Answers of IMAP servers, as imaplib hands them out."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.connectors.mail.imap import as_set
from amends.connectors.mail.imap_answers import arrivals_in, bodies_in, numbers_in, sizes_in


def test_numbers_of_a_search() -> None:
    assert list(numbers_in([b"1 2 30", None, b""])) == [1, 2, 30]


def test_sizes_in_any_order() -> None:
    found = [b"1 (UID 7 RFC822.SIZE 100)", b"2 (RFC822.SIZE 200 UID 8)", b"3 (FLAGS (\\Seen))"]
    assert dict(sizes_in(found)) == {7: 100, 8: 200}


def test_bodies_with_the_number_before_or_behind() -> None:
    found = [
        (b"1 (UID 7 BODY[] {5}", b"first"), b")",
        (b"2 (BODY[] {6}", b"second"), b" UID 8)",
        b"3 (FLAGS (\\Seen) UID 9)",
        b'4 (UID 10 BODY[] "a \\"word\\"")',
        b"5 (UID 11 BODY[] NIL)",
        (b"6 (UID 12 BODY[]<0> {4}", b"part"), b")",
    ]  # fmt: skip
    assert dict(bodies_in(found)) == {7: b"first", 8: b"second", 10: b'a "word"', 11: b"", 12: b"part"}


def test_a_mail_that_quotes_an_answer_is_no_answer() -> None:
    mail = b"1 (UID 99 BODY[] {3}\r\nabc)"
    assert list(bodies_in([(b"1 (UID 7 BODY[] {24}", mail), b")"])) == [(7, mail)]


@given(st.sets(st.integers(1, 300)))
def test_a_set_names_just_its_numbers(uids: set[int]) -> None:
    named: list[int] = []
    for run in filter(None, as_set(sorted(uids)).split(",")):
        first, _, last = run.partition(":")
        named += range(int(first), int(last or first) + 1)
    assert named == sorted(uids)


@given(st.lists(st.one_of(st.none(), st.binary(max_size=60), st.tuples(st.binary(), st.binary()))))
def test_nothing_in_an_answer_breaks_the_reading(found: list[bytes | tuple[bytes, bytes] | None]) -> None:
    list(numbers_in(found))
    list(sizes_in(found))
    list(bodies_in(found))


@pytest.mark.parametrize(
    ("words", "arrived"),
    [
        (b'1 (UID 7 INTERNALDATE "17-Jul-2026 02:44:25 -0700" BODY[] {3}', "2026-07-17T09:44:25+00:00"),
        (b'1 (UID 7 INTERNALDATE " 7-JUL-2026 02:44:25 +0000" BODY[] {3}', "2026-07-07T02:44:25+00:00"),
        (b'1 (UID 7 INTERNALDATE "31-Feb-2026 02:44:25 +0000" BODY[] {3}', None),
        (b'1 (UID 7 INTERNALDATE "01-Jan-0001 00:00:00 +1400" BODY[] {3}', None),
        (b'1 (UID 7 INTERNALDATE "17-Foo-2026 02:44:25 +9999" BODY[] {3}', None),
        (b"1 (UID 7 BODY[] {3}", None),
    ],
)
def test_when_mails_arrived(words: bytes, arrived: str | None) -> None:
    found = dict(arrivals_in([(words, b"abc"), b")"]))
    assert found == ({7: datetime.fromisoformat(arrived)} if arrived else {})
