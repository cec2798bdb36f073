"""Mails as careless programs write them: a person's mail program shows their words, and so do we."""

import base64
import binascii
import zlib

import pytest

from amends.connectors.mail.mailbox import starts_mail
from amends.connectors.mail.reading import read_strictly

HEAD = b"From: Ann <ann@x.example>\r\nMessage-ID: <1@x>\r\nDate: Mon, 1 Jan 2024 10:00:00 +0000\r\n"
WORDS = "Content-Type: text/plain; charset=utf-8\r\n\r\n"
PAGE = "Content-Type: text/html; charset=utf-8\r\n\r\n"
JPEG = b"\xff\xd8\xff\xe0JFIF\x00 hello world=\r\n\x00ok" + bytes(range(256))


def read(octets):
    whole = HEAD + (octets if isinstance(octets, bytes) else octets.encode())
    assert starts_mail(whole)
    return read_strictly(whole, shop_zone="UTC")


def files(facts):
    return [(file.filename, file.media_type, file.content) for file in facts.attachments]


def multipart(subtype, *parts, told="; boundary=bb", used="bb"):
    head = f"Subject: s\r\nMIME-Version: 1.0\r\nContent-Type: multipart/{subtype}{told}\r\n\r\n"
    return head + "".join(f"--{used}\r\n{part}\r\n" for part in parts) + f"--{used.strip()}--\r\n"


@pytest.mark.parametrize(
    ("told", "used"),
    [
        ("; boundary=bb", "bb"),
        ("; boundary=bb", "bb  "),
        ("", "bb"),
        ("; boundary=cc", "bb"),
        (" boundary=bb", "bb"),
        ("; boundary='bb'", "bb"),
        ("; BOUNDARY = bb", "bb"),
        ("; boundary*0=b; boundary*1=b", "bb"),
        ("; boundary*=us-ascii''b%20b", "b b"),
        ("; boundary=----=_Part_1/2:3", "----=_Part_1/2:3"),
        (';charset="utf-8";boundary="bb";', "bb"),
        ("; (a comment) boundary=bb", "bb"),
    ],
)
def test_boundaries_as_they_are_told(told, used):
    facts = read(multipart("mixed", WORDS + "one", WORDS + "two", told=told, used=used))
    assert (facts.text, facts.attachments) == ("one\ntwo", [])


@pytest.mark.parametrize(
    ("field", "body", "text"),
    [
        ("Content-Type: text/plain (words); charset=(the usual) utf-8", "café", "café"),
        ("Content-Type: text/plain;; charset=utf-8;", "café", "café"),
        ("Content-Type: html", "<p>a <b>word</b></p>", "a word"),
        ("Content-Type: text", "a word", "a word"),
        ("Content-Type: plain", "a word", "a word"),
        ("X-Mailer: x", "<!DOCTYPE html>\r\n<html><p>a <b>word</b></p></html>", "a word"),
        ("X-Mailer: x", "<p>a word</p>", "<p>a word</p>"),
        (
            "Content-Type: text/enriched",
            "<bold>A</bold> word\r\nand <<x>\r\n\r\nmore",
            "A word and <x>\nmore",
        ),
        (
            "Content-Type: text/richtext",
            "<color><param>red</param>A</color> word<nl>and <lt>",
            "A word\nand <",
        ),
        ("Content-Transfer-Encoding: base64 (mime)", "YSB3b3Jk", "a word"),
        ("Content-Transfer-Encoding: base64", "Where is it?\r\nI am waiting.", "Where is it?\nI am waiting."),
        ("Content-Transfer-Encoding: utf-8", "a word", "a word"),
        ("Content-Type: text/html; charset=utf-7", "+ADw-script+AD4-x+ADw-/script+AD4- word", "word"),
    ],
)
def test_bodies_as_they_are_told(field, body, text):
    assert read(f"Subject: s\r\n{field}\r\n\r\n{body}").text == text


@pytest.mark.parametrize(
    ("plain", "page", "text"),
    [
        ("Your mail program does not support HTML.", "<p>Where is my parcel?</p>", "Where is my parcel?"),
        ("This is an HTML-format message.", "<p>Where is it?</p>", "Where is it?"),
        ("您的邮件客户端不支持HTML", "<p>我的包裹呢？</p>", "我的包裹呢？"),
        ("Cannot see  the html page", "<p>Cannot see the <b>html</b> page of mine</p>", None),
        ("I wrote this by hand.", "<p>Where is it?</p>", None),
        ("No HTML please. " + "Long words. " * 40, "<p>Where is it?</p>", None),
    ],
)
def test_a_plain_text_that_only_tells_of_html(plain, page, text):
    facts = read(multipart("alternative", WORDS + plain, PAGE + page))
    assert facts.text == (text or plain).strip()


def test_what_is_made_for_other_programs_is_no_file():
    amp = "Content-Type: text/x-amp-html\r\n\r\n<html amp4email>x</html>"
    facts = read(multipart("alternative", WORDS + "words", amp, PAGE + "<p>words</p>"))
    assert (facts.text, facts.html, facts.attachments) == ("words", "<p>words</p>", [])
    assert len(read(multipart("mixed", WORDS + "words", amp)).attachments) == 1


def test_a_mail_that_only_encloses_another_says_what_that_one_says():
    inner = "From: b@y.example\r\nSubject: inner\r\n\r\ninner words"
    alone = read("Subject: Fwd\r\nContent-Type: message/rfc822\r\n\r\n" + inner)
    assert (alone.text, alone.original_address) == ("inner words", "b@y.example")
    assert files(alone) == [("message.eml", "message/rfc822", inner.encode())]
    beside = read(multipart("mixed", WORDS + "see below", "Content-Type: message/rfc822\r\n\r\n" + inner))
    assert beside.text == "see below"
    returned = read(multipart("report", "\r\n", "Content-Type: message/rfc822\r\n\r\n" + inner))
    assert returned.text == ""
    digest = read(multipart("digest", "\r\nSubject: 1\r\n\r\nfirst", "\r\nSubject: 2\r\n\r\nsecond"))
    assert (digest.text, len(digest.attachments)) == ("first\nsecond", 2)


def test_mails_in_mails_in_mails_end():
    assert read(b"Content-Type: message/rfc822\r\n\r\n" * 500 + b"words").attachments
    parts = ["Content-Type: message/rfc822\r\n\r\nSubject: x\r\n\r\nword"] * 200
    assert read(multipart("digest", *parts)).text.count("word") == 20


UUENCODED = b"begin 644 p.jpg\r\n" + binascii.b2a_uu(JPEG[:45]) + binascii.b2a_uu(JPEG[45:81])


@pytest.mark.parametrize(
    ("block", "content"),
    [
        (UUENCODED + b"`\r\nend\r\n", JPEG[:81]),
        (UUENCODED + b" \r\nend\r\n", JPEG[:81]),
        (b"begin 644 p.jpg\r\n" + binascii.b2a_uu(JPEG[:45]), JPEG[:45]),
    ],
)
def test_files_written_into_the_words(block, content):
    facts = read(b"Subject: s\r\n\r\nsee here\r\n" + block)
    assert (facts.text, files(facts)) == ("see here", [("p.jpg", "image/jpeg", content)])


def yencoded(content, width=128):
    marks = []
    for octet in content:
        shifted = (octet + 42) % 256
        marks.append(b"=%c" % ((shifted + 64) % 256) if shifted in (0, 10, 13, 61) else b"%c" % shifted)
    lines = [b"".join(marks[at : at + width]) for at in range(0, len(marks), width)]
    begin = b"=ybegin line=%d size=%d name=p one.jpg\r\n" % (width, len(content))
    return (
        begin
        + b"\r\n".join(lines)
        + b"\r\n=yend size=%d crc32=%08x\r\n" % (len(content), zlib.crc32(content))
    )


def test_a_file_in_yenc():
    facts = read(b"Subject: s\r\n\r\nbefore\r\n" + yencoded(JPEG) + b"after\r\n")
    assert (facts.text, files(facts)) == ("before\nafter", [("p one.jpg", "image/jpeg", JPEG)])
    assert files(read(b"Subject: s\r\n\r\n=ybegin line=1 name=x\r\nnever ends")) == []


def test_an_inline_signature_goes():
    signed = (
        "-----BEGIN PGP SIGNED MESSAGE-----\r\nHash: SHA256\r\n\r\nWhere is it?\r\n- -- \r\nAnn\r\n"
        "-----BEGIN PGP SIGNATURE-----\r\n\r\niQEz\r\n-----END PGP SIGNATURE-----\r\n"
    )
    assert read("Subject: s\r\n\r\n" + signed).text == "Where is it?\n-- \nAnn"
    cut = signed.partition("-----END")[0]
    assert read("Subject: s\r\n\r\n" + cut).text.startswith("-----BEGIN PGP SIGNED")


def test_a_complaint_by_a_click_is_no_message():
    parts = ["\r\nabuse", "Content-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse"]
    assert read(multipart('report; report-type="feedback-report"', *parts)).kind == "automatic"


def test_base64_pictures_without_a_name_keep_their_kind():
    part = "Content-Type: image/jpeg\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    facts = read(multipart("mixed", WORDS + "w", part + base64.encodebytes(JPEG).decode()))
    assert files(facts) == [("picture.jpg", "image/jpeg", JPEG)]
