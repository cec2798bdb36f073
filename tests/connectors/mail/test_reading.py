"""A mail's head: ids, people, date, subject, kind, and the key of its content."""

from datetime import UTC, datetime

import pytest

from amends.connectors.mail.reading import content_key, read_message, read_strictly

SHANGHAI = "Asia/Shanghai"


def mail(*fields, body="words"):
    octets = [field if isinstance(field, bytes) else field.encode() for field in fields]
    return b"\r\n".join([*octets, b"", body.encode()])


def read(*fields, body="words"):
    return read_strictly(mail(*fields, body=body), shop_zone=SHANGHAI)


def test_a_plain_mail_in_full():
    facts = read(
        'From: "Li Wei" <li.wei@buyer.example>',
        "To: Shop <shop@seller.example>, Other <o@x.example>",
        "Subject: Where is my order?",
        "Date: Mon, 1 Jan 2024 10:00:00 +0800",
        "Message-ID: <m1@buyer.example>",
        "In-Reply-To: <m0@seller.example>",
        "References: <first@seller.example> <m0@seller.example>",
    )
    assert (facts.sender_name, facts.sender_address) == ("Li Wei", "li.wei@buyer.example")
    assert (facts.recipient, facts.subject, facts.text) == (
        "shop@seller.example",
        "Where is my order?",
        "words",
    )
    assert facts.sent_at == datetime(2024, 1, 1, 2, tzinfo=UTC)
    assert (facts.message_id, facts.in_reply_to) == ("m1@buyer.example", "m0@seller.example")
    assert (facts.thread, facts.references) == (
        "first@seller.example",
        ["first@seller.example", "m0@seller.example"],
    )
    assert (facts.channel, facts.direction, facts.kind, facts.html) == ("email", "in", None, None)
    assert (facts.order_number, facts.language, facts.problems) == (None, None, [])


@pytest.mark.parametrize(
    ("field", "subject"),
    [
        ("Subject: =?utf-8?B?5oiR55qE5YyF6KO5?=", "我的包裹"),
        ("Subject: =?UTF-8?Q?Caf=C3=A9_noir?= et =?iso-8859-1?q?th=E9?=", "Café noir et thé"),
        ("Subject: =?gb2312?B?ztK1xA==?=\r\n =?gb2312?B?sPy5/A==?=", "我的包裹"),
        ("Subject: =?utf-8?B?5oiR55o=?= =?utf-8?B?hOWMheijuQ==?=", "我的包裹"),
        ("Subject: =?utf-8?B?5oiR55qE5YyF6KO5", "=?utf-8?B?5oiR55qE5YyF6KO5"),
        ("Subject: =?utf-8?B?5oiR55qE5YyF6KO5==x?=", "我的包裹"),
        ("Subject: =?x-odd?Q?abc?=", "abc"),
        ("Subject: Re:=?utf-8?Q?a_b?=(1)", "Re:a b(1)"),
        ("Subject: =?utf-8?Q?with space?=", "with space"),
        ("Subject: =?utf-8*zh?B?5oiR?=", "我"),
        ("Subject: =?utf-8?Q?a=00b=0D=0ABcc:_x?=", "ab Bcc: x"),
        ("Subject: 我的包裹到哪里了".encode("gb18030"), "我的包裹到哪里了"),
        ("Subject: 我的包裹到哪里了".encode(), "我的包裹到哪里了"),
        ("Subject:  folded\r\n\tover lines ", "folded over lines"),
        ("Subject:", ""),
        ("X-Other: x", None),
        ("Subject: a line\r\nthat lost its indent\r\nFrom: a@b.example", "a line that lost its indent"),
    ],
)
def test_subjects(field, subject):
    assert read(field).subject == subject


@pytest.mark.parametrize(
    ("value", "name", "address"),
    [
        ("a@b.example", None, "a@b.example"),
        ("<a@b.example>", None, "a@b.example"),
        ("a@b.example (Li Wei)", "Li Wei", "a@b.example"),
        ("=?gb2312?B?ztK1xA==?= <a@b.example>", "我的", "a@b.example"),
        ('"=?gb2312?B?ztK1xA==?=" <a@b.example>', "我的", "a@b.example"),
        ("李伟 - 淘宝店 <a@b.example>".encode("gb18030"), "李伟 - 淘宝店", "a@b.example"),
        ("=?utf-8?Q?Li_Wei_=3Ca=40b.example=3E?=", "Li Wei", "a@b.example"),
        ("Li, Wei <a@b.example>", "Li, Wei", "a@b.example"),
        ('"x@y.example" <a@b.example>', "x@y.example", "a@b.example"),
        ("Mail System", "Mail System", None),
        ("=?utf-8?Q?a=00=E2=80=AEb?= <a@b.example>", "a\u202eb", "a@b.example"),
    ],
)
def test_senders(value, name, address):
    octets = value if isinstance(value, bytes) else value.encode()
    facts = read(b"From: " + octets)
    assert (facts.sender_name, facts.sender_address) == (name, address)
    assert ("no_sender" in facts.problems) == (address is None)


def test_the_first_of_two_senders_counts_and_the_second_is_noted():
    facts = read("From: a@b.example", "From: x@y.example")
    assert facts.sender_address == "a@b.example"
    assert "header_repeated:from" in facts.problems


@pytest.mark.parametrize(
    ("value", "moment", "problem"),
    [
        ("Mon, 1 Jan 2024 10:00:00 +0800 (CST)", (2024, 1, 1, 2), None),
        ("1 Jan 24 02:00 GMT", (2024, 1, 1, 2), None),
        ("Mon, 01 Jan 2024 02:00:00 -0000", (2024, 1, 1, 2), None),
        ("Mon, 1 Jan 2024 10:00:00", (2024, 1, 1, 2), "date_without_zone"),
        ("2024-01-01T10:00:00+08:00", (2024, 1, 1, 2), None),
        ("2024-01-01 10:00:00", (2024, 1, 1, 2), "date_without_zone"),
        ("yesterday", None, "date_unreadable"),
        ("Mon, 41 Jan 2024 10:00:00 +0800", None, "date_unreadable"),
        ("Mon, 1 Jan 2024 10:00:00 +9999999999", None, "date_unreadable"),
        ("Fri, 31 Dec 9999 23:00:00 -0800", None, "date_unreadable"),
        ("Thu, 1 Jan 1903 10:00:00 +0000", None, "date_absurd"),
        ("", None, "no_date"),
    ],
)
def test_dates(value, moment, problem):
    facts = read(f"Date: {value}", "Message-ID: <x>", "From: a@b.example")
    assert facts.sent_at == (datetime(*moment, tzinfo=UTC) if moment else None)
    assert facts.problems == ([problem] if problem else [])


def test_an_unknown_zone_of_the_shop_is_no_reason_to_lose_the_date():
    facts = read_strictly(mail("Date: Mon, 1 Jan 2024 10:00:00"), shop_zone="Mars/Olympus")
    assert facts.sent_at == datetime(2024, 1, 1, 10, tzinfo=UTC)
    assert "zone_unknown" in facts.problems


@pytest.mark.parametrize(
    ("fields", "message_id", "thread"),
    [
        (["Message-ID: <a@x>"], "a@x", "a@x"),
        (["Message-Id:  a@x "], "a@x", "a@x"),
        (["Message-ID: <a@\r\n x>"], "a@x", "a@x"),
        (["Message-ID: odd"], "odd", "odd"),
        (["Message-ID: <a@x>", "In-Reply-To: <b@x>"], "a@x", "b@x"),
        (
            ["Message-ID: <a@x>", "In-Reply-To: Your mail of Monday <b@x>", "References: c@x d@x"],
            "a@x",
            "c@x",
        ),
    ],
)
def test_ids_and_threads(fields, message_id, thread):
    facts = read(*fields)
    assert (facts.message_id, facts.thread) == (message_id, thread)


def test_a_mail_without_an_id_is_named_by_what_it_says():
    first = read("Received: by one", "From: a@b.example")
    again = read("Received: by another; later", "From: a@b.example")
    other = read("From: a@b.example", body="other words")
    assert first.message_id == again.message_id == first.thread
    assert first.message_id.startswith("content-")
    assert first.message_id.endswith("@amends.invalid")
    assert other.message_id != first.message_id
    assert "no_message_id" in first.problems


def test_an_endless_id_is_not_used():
    facts = read("Message-ID: <" + "x" * 3000 + "@y>")
    assert facts.message_id.startswith("content-")
    assert "id_unusable:message-id" in facts.problems


def test_of_many_references_the_first_and_the_last_stay():
    facts = read("Message-ID: <own>", "References: " + " ".join(f"<{n}@x>" for n in range(1000)))
    assert len(facts.references) == 200
    assert (facts.references[0], facts.references[-1]) == ("0@x", "999@x")


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        (["From: a@b.example", "Subject: Undeliverable"], None),
        (["From: MAILER-DAEMON@b.example", "Subject: Undelivered Mail Returned to Sender"], "bounce"),
        (["Return-Path: <>", "From: x@b.example", "Subject: =?utf-8?B?57O757uf6YCA5L+h?="], "bounce"),
        (["Return-Path: <>", "From: x@b.example", "Subject: Question"], None),
        (["X-Failed-Recipients: a@b.example"], "bounce"),
        (["Content-Type: multipart/report; report-type=delivery-status; boundary=x"], "bounce"),
        (["Content-Type: multipart/report; report-type=disposition-notification; boundary=x"], "automatic"),
        (["Auto-Submitted: auto-replied"], "automatic"),
        (["Auto-Submitted: no"], None),
        (["Precedence: auto_reply"], "automatic"),
        (["X-Autoreply: yes"], "automatic"),
        (["X-Auto-Response-Suppress: All"], None),
        (["Content-Type: text/calendar; method=REQUEST"], "calendar"),
        (["Content-Type: text/calendar"], None),
    ],
)
def test_kinds(fields, kind):
    assert read(*fields).kind == kind


def test_the_key_is_of_the_content_not_of_the_way_it_came():
    fields = ["From: a@b.example", "Message-ID: <x>", "Date: Mon, 1 Jan 2024 10:00:00 +0800"]
    here = read(*fields)
    there = read("Received: from x", "Delivered-To: other@x.example", "X-Spam: no", *fields, body="words\r\n")
    assert content_key(here) == content_key(there)
    assert len(content_key(here)) == 16
    assert content_key(read(*fields, body="word")) != content_key(here)
    assert content_key(read(*fields, "Subject: x")) != content_key(here)


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r", b"\r\r\n"])
@pytest.mark.parametrize("before", [b"", b"\xef\xbb\xbf", b"\r\n"])
def test_line_ends_and_marks_before_the_first_header(end, before):
    octets = b"Subject: hello\nFrom: a@b.example\n\none\ntwo\n".replace(b"\n", end)
    facts = read_strictly(before + octets, shop_zone=SHANGHAI)
    assert (facts.subject, facts.text) == ("hello", "one\ntwo")


def test_a_mail_without_headers_is_all_words():
    facts = read_strictly(b"Where is it?\n\nLi", shop_zone=SHANGHAI)
    assert facts.text == "Where is it?\n\nLi"
    assert "no_headers" in facts.problems


def test_a_reader_that_fails_still_keeps_the_words(monkeypatch):
    def fail(*_, **__):
        raise RecursionError

    monkeypatch.setattr("amends.connectors.mail.reading.read_parts", fail)
    facts = read_message(b"Subject: x\n\nwords", shop_zone=SHANGHAI)
    assert facts.problems == ["unreadable:recursionerror"]
    assert "words" in (facts.text or "")
    assert facts.message_id.startswith("content-")
