from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.connectors.mail import mbox
from amends.connectors.mail.mbox import read_mbox

SEPARATOR = b"From a@b.example Mon Jan  1 10:00:00 2024\n"
MUCH = 1 << 20


def mails(folder, octets, most=MUCH):
    path = folder / "box"
    path.write_bytes(octets)
    return list(read_mbox(path, most))


def contents(folder, octets, most=MUCH):
    return [octets for _, _, octets in mails(folder, octets, most)]


def test_two_mails_and_where_they_lie(tmp_path):
    first = SEPARATOR + b"Subject: 1\n\none\n\n"
    second = SEPARATOR + b"Subject: 2\n\ntwo\n"
    assert mails(tmp_path, first + second) == [
        (0, len(first), b"Subject: 1\n\none\n"),
        (len(first), len(first + second), b"Subject: 2\n\ntwo\n"),
    ]


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_every_kind_of_line_end(tmp_path, end):
    box = (SEPARATOR + b"Subject: 1\n\none\n\n") * 3
    found = contents(tmp_path, box.replace(b"\n", end))
    assert found == [b"Subject: 1\n\none\n".replace(b"\n", end)] * 3


def test_mixed_line_ends(tmp_path):
    box = b"".join(
        (SEPARATOR + b"Subject: %d\n\nwords\n\n" % number).replace(b"\n", end)
        for number, end in enumerate([b"\n", b"\r\n", b"\r", b"\n", b"\r", b"\r\n"])
    )
    assert [b"Subject: %d" % number in mail for number, mail in enumerate(contents(tmp_path, box))] == [
        True
    ] * 6


@pytest.mark.parametrize(
    "separator",
    [
        b"From - Tue Apr 02 12:00:00 2013",
        b"From 1790000000@xxx Mon Jan 01 00:00:00 +0000 2024",
        b'From "Jane Doe" <j@x.example> Mon Jan  1 10:00:00 2024',
        b"From MAILER-DAEMON Fri Jul  8 12:08:34 2011",
        b"From a@b.example Mon, 01 Jan 2024 10:00:00 +0800",
        b"From a@b.example 2024-01-01 10:00",
        b"From nobody",
        b"From a@b.example",
    ],
)
def test_separators_as_programs_write_them(tmp_path, separator):
    box = (separator + b"\nReceived: x\nSubject: 1\n\none\n\n") * 2
    assert contents(tmp_path, box) == [b"Received: x\nSubject: 1\n\none\n"] * 2


@pytest.mark.parametrize(
    "body",
    [
        b"Hello\n\nFrom here on we wait for the parcel.\n",
        b"Hello\n\nFrom Monday, 1 Jan 2024 10:00 it was late\nplease answer\n",
        b"Hello\n\nFrom now on\nPlease: answer\n",
        b"Hello\nFrom a@b.example Mon Jan  1 10:00:00 2024\nI heard nothing\n",
        b"Hello\nFrom nobody\nSubject: quoted\n",
        b"Hello\n\nFrom 10:30 to 11:00 in 2024\nnobody was there\n",
        b"Hello\n\n From a@b.example Mon Jan  1 10:00:00 2024\nSubject: indented\n",
    ],
)
def test_words_that_begin_with_from_do_not_split(tmp_path, body):
    box = SEPARATOR + b"Subject: 1\n\n" + body
    assert contents(tmp_path, box) == [b"Subject: 1\n\n" + body]


def test_a_writer_that_forgets_the_empty_line(tmp_path):
    box = (SEPARATOR + b"From: a@b.example\n\none\n") * 3
    assert contents(tmp_path, box) == [b"From: a@b.example\n\none\n"] * 3


def test_escaped_from_lines_lose_one_mark(tmp_path):
    box = SEPARATOR + b"Subject: 1\n\n>From here\n>>From there\n> From nowhere\nx >From\n"
    assert contents(tmp_path, box) == [b"Subject: 1\n\nFrom here\n>From there\n> From nowhere\nx >From\n"]


def test_a_mail_without_headers_or_words(tmp_path):
    box = SEPARATOR + b"\nonly words\n\n" + SEPARATOR + b"\n\n" + SEPARATOR
    assert contents(tmp_path, box) == [b"\nonly words\n", b"\n", b""]


def test_a_byte_order_mark_before_the_first_separator(tmp_path):
    assert contents(tmp_path, b"\xef\xbb\xbf" + SEPARATOR + b"Subject: 1\n\none\n") == [
        b"Subject: 1\n\none\n"
    ]


def test_a_mail_over_the_limit_is_skipped_and_the_next_one_read(tmp_path, monkeypatch):
    monkeypatch.setattr(mbox, "CHUNK", 1000)
    monkeypatch.setattr(mbox, "LOOKAHEAD", 400)
    small = SEPARATOR + b"Subject: small\n\nx\n\n"
    large = SEPARATOR + b"Subject: large\n\n" + b"From me to you\n\n" * 1000
    found = mails(tmp_path, small + large + small + large, most=5000)
    at = [0, len(small), len(small + large), len(small + large + small), len(small + large) * 2]
    assert [(start, end) for start, end, _ in found] == list(pairwise(at))
    assert [octets is None for _, _, octets in found] == [False, True, False, True]


def test_ten_thousand_mails(tmp_path):
    box = b"".join(SEPARATOR + b"Subject: %d\n\nFrom the %d.\n\n" % (n, n) for n in range(10_000))
    found = contents(tmp_path, box)
    assert len(found) == 10_000
    assert found[9_999] == b"Subject: 9999\n\nFrom the 9999.\n"


@settings(deadline=None)
@given(
    sizes=st.lists(st.integers(0, 600), min_size=1, max_size=8),
    chunk=st.integers(1, 700),
)
def test_where_chunks_end_changes_nothing(tmp_path_factory, sizes, chunk):
    folder = tmp_path_factory.mktemp("box")
    bodies = [
        b"Subject: x\n\n" + b"From a word\n\n" * (size // 13) + b"y" * (size % 13) + b"\n" for size in sizes
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mbox, "CHUNK", chunk)
        patch.setattr(mbox, "LOOKAHEAD", 200)
        assert contents(folder, b"".join(SEPARATOR + body + b"\n" for body in bodies)) == bodies
