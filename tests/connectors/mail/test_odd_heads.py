"""Heads as careless programs and relays leave them."""

from datetime import UTC, datetime

import pytest

from amends.connectors.mail.mailbox import starts_mail
from amends.connectors.mail.reading import read_strictly


def read(octets):
    return read_strictly(octets if isinstance(octets, bytes) else octets.encode(), shop_zone="Asia/Shanghai")


PLAIN = "Subject: s\nFrom: a@b.example\nTo: c@d.example\n\nwords"


@pytest.mark.parametrize(
    "octets",
    [
        PLAIN,
        "HTTP/1.1 200 OK\n" + PLAIN,
        " a line of somebody\nand another\n" + PLAIN,
        PLAIN.replace("From", ">From a@b.example Mon Jan  1 10:00:00 2024\nFrom"),
        PLAIN.replace(": ", " : "),
        PLAIN.encode("utf-16"),
        PLAIN.encode("utf-16-be").join((b"\xfe\xff", b"")),
        "\ufeff\r\n" + PLAIN,
        PLAIN.replace("\n", "\r"),
    ],
)
def test_a_head_with_something_around_it(octets):
    whole = octets if isinstance(octets, bytes) else octets.encode()
    assert starts_mail(whole)
    facts = read(whole)
    assert (facts.subject, facts.sender_address, facts.text) == ("s", "a@b.example", "words")


@pytest.mark.parametrize(
    "text",
    [
        "One line.\nAnother.\nA third.\nFrom: a@b.example\nTo: c@d.example\nSubject: s\n\nwords",
        "You wrote:\nFrom: a@b.example\nSubject: s\n\nwords",
    ],
)
def test_a_letter_that_copies_a_head_is_no_mail(text):
    assert not starts_mail(text.encode())
    assert read(text).text == text


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("Mon, 1 Jan 2024 10:00:00 +01:00", (2024, 1, 1, 9)),
        ("Mon, 1 Jan 2024 10:00:00 CEST", (2024, 1, 1, 8)),
        ("Mon, 1 Jan 2024 10:00:00 GMT+0200", (2024, 1, 1, 8)),
        ("Mon, 1 Jan 2024 10:00:00 +0100 (GMT+01:00)", (2024, 1, 1, 9)),
        ("Mon, 1 Jan 2024 10:00:00 EST", (2024, 1, 1, 15)),
        ("Mon, 1 Jan 2024 10:00:00 CST", (2024, 1, 1, 16)),
        ("Mon, 01 Jan 2024 10.00.00 +0100", (2024, 1, 1, 9)),
        ("Mon Jan  1 10:00:00 2024", (2024, 1, 1, 2)),
        ("1/2/2024 3:04 PM", None),
        ("lun., 1 janv. 2024 10:00:00 +0100", None),
    ],
)
def test_dates_as_they_are_written(value, moment):
    expected = datetime(*moment, tzinfo=UTC) if moment else None
    assert read(f"Date: {value}\nFrom: a@b.example\n\nx").sent_at == expected


@pytest.mark.parametrize(
    ("value", "name", "address"),
    [
        ('"ann lee"@x.example', None, '"ann lee"@x.example'),
        ("Ann <mailto:ann@x.example>", "Ann", "ann@x.example"),
        ("friends: ann@x.example, bob@x.example;", None, "ann@x.example"),
        ('"Ann <ann@x.example>', "Ann", "ann@x.example"),
        ("Jörg <jörg@müller.example>", "Jörg", "jörg@müller.example"),
    ],
)
def test_senders_as_they_are_written(value, name, address):
    facts = read(f"From: {value}\nSubject: s\n\nx")
    assert (facts.sender_name, facts.sender_address) == (name, address)


@pytest.mark.parametrize(
    ("subject", "shown"),
    [
        ("=?utf-8?Q?really??=", "really?"),
        ("=?utf-8?Q?one? two?= x", "=?utf-8?Q?one? two?= x"),
        ("=?utf-8?Q?a?b=?utf-8?Q?c?=", "=?utf-8?Q?a?bc"),
        ("=?utf-8?Q?what?_no?=", "what? no"),
        ("=?utf-7?Q?+AKM-5?=", "£5"),
        ("=?utf-8?Q?a?==?utf-8?Q?b?=", "ab"),
    ],
)
def test_encoded_words_as_they_are_written(subject, shown):
    assert read(f"Subject: {subject}\nFrom: a@b.example\n\nx").subject == shown


def test_many_words_that_never_end_take_no_time():
    assert read("Subject: " + "=?a?q?x" * 9000 + "\nFrom: a@b.example\n\nwords").text == "words"
