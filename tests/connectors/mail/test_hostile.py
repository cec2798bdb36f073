"""Mails made to break a reader: each comes in, bounded, with what could be read."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.connectors.mail.head import MOST_OCTETS_IN_FIELD
from amends.connectors.mail.parts import DEEPEST, MOST_PARTS
from amends.connectors.mail.reading import content_key, read_strictly

SEEDS = [
    b'From: "=?gb2312?B?ztK1xA==?=" <a@b.example>\r\nDate: Mon, 1 Jan 2024 10:00:00 +0800\r\n'
    b"Message-ID: <1@x>\r\nReferences: <0@x> <00@x>\r\nSubject: =?utf-8?Q?a=C3=A9?=\r\n"
    b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n'
    b"Content-Type: text/plain; charset=gb2312; format=flowed\r\n"
    b"Content-Transfer-Encoding: base64\r\n\r\nztK1xA==\r\n"
    b"--b\r\nContent-Type: multipart/alternative; boundary=c\r\n\r\n--c\r\n\r\nplain\r\n--c\r\n"
    b"Content-Type: text/html; charset=utf-8\r\n\r\n<p>x &amp; <b>y</b></p>\r\n--c--\r\n--b\r\n"
    b"Content-Type: image/png; name*=utf-8''%E6%88%91.png\r\n"
    b"Content-Transfer-Encoding: quoted-printable\r\n\r\n=89PNG"
    b"\r\n--b--\r\n",
    b"From MAILER-DAEMON Mon Jan  1 10:00:00 2024\nReturn-Path: <>\nSubject: failure notice\nDate: x\n"
    b"Content-Type: multipart/report; report-type=delivery-status; boundary=r\n\n--r\n\nsorry\n--r\n"
    b"Content-Type: message/delivery-status\n\nAction: failed\n--r\n"
    b"Content-Type: message/rfc822\n\nSubject: x\n\ny\n--r--",
]
PIECES = [
    b"Authentication-Results: mx.x; dmarc=pass\n",
    b"begin 644 a\n",
    b"\x78\x9f\x3e\x22",
    b"-- Begin message --\n",
    b"> ",
    b"From: a <a@amazon.com>\n",
    b"\x00",
    b"\r",
    b"\n",
    b"\n\n",
    b"=?",
    b"?=",
    b'"',
    b";",
    b"--b",
    b"\xff",
    b"\x1b$B",
    b"<",
    b"=",
    b"*0*=",
    b":",
]


def read(octets):
    facts = read_strictly(octets, shop_zone="Europe/Paris", trusted="mx.x")
    assert facts.sender_proof in ("proven", "unproven", "failed")
    for words in (facts.original_name, facts.original_address, facts.names_order):
        assert "\x00" not in (words or "")
    assert len(content_key(facts)) == 16
    for words in (
        facts.text,
        facts.html,
        facts.subject,
        facts.sender_name,
        facts.sender_address,
        facts.message_id,
    ):
        assert "\x00" not in (words or "")
        assert (words or "").encode("utf-8").decode("utf-8") == (words or "")
    for file in facts.attachments:
        assert file.filename
        assert "/" not in file.filename
        file.filename.encode("utf-8")
    assert facts.message_id
    assert facts.thread
    return facts


@settings(deadline=None)
@given(st.binary(max_size=500))
def test_any_octets_are_read(octets):
    read(octets)


@settings(max_examples=300, deadline=None)
@given(
    seed=st.sampled_from(SEEDS),
    changes=st.lists(
        st.tuples(
            st.integers(0, 900), st.integers(0, 20), st.one_of(st.sampled_from(PIECES), st.binary(max_size=9))
        ),
        max_size=6,
    ),
)
def test_changed_mails_are_read(seed, changes):
    octets = seed
    for at, gone, put in changes:
        octets = octets[:at] + put + octets[at + gone :]
    read(octets)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.sampled_from([*PIECES, b"Content-Type: multipart/mixed; boundary=b\n", b"--b\n", b"--b--\n"]))
)
def test_mails_made_of_marks_are_read(pieces):
    read(b"".join(pieces))


def test_a_thousand_nested_multiparts():
    octets = b"\n".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d" % (depth, depth) for depth in range(1000)
    )
    facts = read(octets + b"\n\nwords at the bottom")
    assert "nesting_too_deep" in facts.problems
    (kept,) = facts.attachments
    assert b"boundary=b%d" % (DEEPEST + 1) in kept.content
    assert kept.content.endswith(b"words at the bottom")


def test_a_thousand_nested_mails():
    facts = read(b"Content-Type: message/rfc822\n\n" * 1000 + b"words")
    assert [file.media_type for file in facts.attachments] == ["message/rfc822"]


def test_the_same_boundary_a_thousand_times():
    facts = read(b"Content-Type: multipart/mixed; boundary=b\n\n--b\n" * 1000 + b"\nwords")
    assert "too_many_parts" in facts.problems or "words" in (facts.text or "")


@pytest.mark.parametrize("part", [b"\nx\n", b"Content-Type: x/y\n\nz\n"])
def test_a_hundred_thousand_parts(part):
    facts = read(b"Content-Type: multipart/mixed; boundary=b\n\n" + (b"--b\n" + part) * 100_000 + b"--b--")
    assert "too_many_parts" in facts.problems
    assert len(facts.attachments) <= MOST_PARTS
    assert facts.attachments[-1].content.count(b"--b") >= 99_000


@pytest.mark.parametrize(
    "octets",
    [
        b"X: y\n" * 50_000 + b"\nwords",
        b"X: " + b"y" * 5_000_000 + b"\n\nwords",
        b"X: y\n" + b" z\n" * 200_000 + b"\nwords",
        b"X: y\n" + b"no field\n" * 100_000 + b"From: a@b.example\n\nwords",
    ],
)
def test_endless_headers_do_not_hide_the_words(octets):
    facts = read(octets)
    assert facts.text == "words"
    assert "headers_cut" in facts.problems


@pytest.mark.parametrize(
    "value",
    [
        b'"',
        b"(",
        b"<",
        b"\\",
        b";",
        b'";',
        b"=?a?q?",
        b"=?utf-8?b?a?=",
        b",",
        b"a@b,",
        b"x*0*=",
        b"\xff",
        b"\x1b$B",
    ],
)
@pytest.mark.parametrize(
    "name",
    [b"From", b"Subject", b"Date", b"References", b"Message-ID", b"Content-Type", b"Content-Disposition"],
)
def test_long_odd_fields(name, value):
    read(name + b": " + b"x/y; " + value * (MOST_OCTETS_IN_FIELD // len(value)) + b"\n\nwords")


def test_a_boundary_of_dashes_in_a_body_of_dashes():
    read(b'Content-Type: multipart/mixed; boundary="-"\n\n' + b"---\n" * 200_000)
