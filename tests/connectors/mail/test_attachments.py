import base64

import pytest

from amends.connectors.mail.attachments import safe_name
from amends.connectors.mail.reading import read_strictly


def files(octets):
    facts = read_strictly(octets if isinstance(octets, bytes) else octets.encode(), shop_zone="UTC")
    return [(file.filename, file.media_type, file.content) for file in facts.attachments]


def mixed(*parts):
    return (
        "Content-Type: multipart/mixed; boundary=b\n\n"
        + "".join(f"--b\n{part}\n" for part in parts)
        + "--b--\n"
    )


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("photo.jpg", "photo.jpg"),
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\照片.jpg", "照片.jpg"),
        ("invoice\u202egpj.exe", "invoicegpj.exe"),
        ("a\x00b\r\nc.txt", "abc.txt"),
        ("...", ""),
        (" .hidden ", "hidden"),
        ('a<b>:"c"?*|.txt', "a_b___c____.txt"),
        ("x" * 300 + ".pdf", "x" * 146 + ".pdf"),
        ("y" * 300, "y" * 150),
        ("👩\u200d🔧.png", "👩\u200d🔧.png"),
    ],
)
def test_names_made_harmless(name, kept):
    assert safe_name(name) == kept


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ('Content-Disposition: attachment; filename="a b.pdf"', "a b.pdf"),
        ("Content-Disposition: attachment; filename=a b.pdf", "a b.pdf"),
        ("Content-Disposition: attachment; filename*=gb2312''%CE%D2%B5%C4.pdf", "我的.pdf"),
        ("Content-Disposition: attachment; filename*0*=utf-8''%E6%88; filename*1*=%91.pdf", "我.pdf"),
        ('Content-Disposition: attachment; filename="=?gb2312?B?ztK1xA==?=.pdf"', "我的.pdf"),
        ("Content-Disposition: attachment; filename=我的照片.pdf", "我的照片.pdf"),
        ("Content-Disposition: attachment; filename*=x-odd''a%00b", "ab"),
        ("Content-Disposition: attachment; filename*" + "9" * 5000 + "*=x", "document.pdf"),
        ("Content-Disposition: attachment", "document.pdf"),
        ("Content-Disposition: attachment; filename=/", "document.pdf"),
    ],
)
def test_names_as_they_are_sent(fields, name):
    (found,) = files(f"Content-Type: application/pdf\n{fields}\n\n%PDF-1.7")
    assert found == (name, "application/pdf", b"%PDF-1.7")


def test_a_name_in_raw_gbk():
    octets = 'Content-Type: application/pdf; name="我的发票.pdf"\n\n%PDF-1.7'.encode("gb18030")
    assert files(octets) == [("我的发票.pdf", "application/pdf", b"%PDF-1.7")]


@pytest.mark.parametrize(
    ("media_type", "found"),
    [
        ("APPLICATION/PGP-Signature", ("signature.asc", "application/pgp-signature")),
        ("application/json; x", ("file.bin", "application/json")),
        ("image/<script>", ("file.bin", "text/plain")),
        ("application/ms-tnef", ("winmail.dat", "application/ms-tnef")),
        ("text/calendar; method=REQUEST", ("calendar.ics", "text/calendar")),
        ("text/csv", ("table.csv", "text/csv")),
    ],
)
def test_types(media_type, found):
    assert files(f"Content-Type: {media_type}\n\nx") == [(*found, b"x")]


def test_a_forwarded_mail_is_a_file_as_it_came():
    inner = "Subject: inner\nContent-Type: multipart/mixed; boundary=c\n\n--c\n\nx\n--c--"
    assert files(mixed(f"Content-Type: message/rfc822\n\n{inner}", "\nwords")) == [
        ("message.eml", "message/rfc822", inner.encode())
    ]
    assert files(mixed(f"Content-Type: message/rfc822; name=Old mail\n\n{inner}"))[0][0] == "Old mail.eml"


def test_text_with_a_name_is_a_file_and_text_without_one_is_words():
    octets = mixed("Content-Type: text/plain\n\nwords", "Content-Type: text/plain; name=log.txt\n\nlines")
    assert files(octets) == [("log.txt", "text/plain", b"lines")]
    assert files(mixed("Content-Disposition: attachment\n\nx")) == [("text.txt", "text/plain", b"x")]


def test_content_is_exact_whatever_the_line_ends():
    content = bytes(range(256)).replace(b"\r", b"").replace(b"\n", b"")
    octets = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: x/y\r\n\r\n" + content
    assert files(octets + b"\r\n--b--\r\n") == [("file.bin", "x/y", content)]


def test_an_empty_unnamed_part_is_no_file():
    assert files(mixed("Content-Type: image/png\n\n", "Content-Type: image/png; name=x.png\n\n")) == [
        ("x.png", "image/png", b"")
    ]


def test_a_large_file_comes_through_whole():
    content = bytes(range(256)) * 12_000
    octets = b"Content-Type: x/y\nContent-Transfer-Encoding: base64\n\n" + base64.encodebytes(content)
    assert files(octets) == [("file.bin", "x/y", content)]
    damaged = octets + b"-- \nadded below\n"
    assert files(damaged) == [("file.bin", "x/y", content)]
