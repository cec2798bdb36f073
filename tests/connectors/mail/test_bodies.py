"""A mail's words: which parts they are, and what undoes their encodings."""

import pytest

from amends.connectors.mail.reading import read_strictly


def read(octets):
    return read_strictly(octets if isinstance(octets, bytes) else octets.encode(), shop_zone="UTC")


def multipart(subtype, *parts, boundary="b"):
    lines = [f"Content-Type: multipart/{subtype}; boundary={boundary}", ""]
    for part in parts:
        lines += [f"--{boundary}", part]
    return "\n".join([*lines, f"--{boundary}--", ""])


PLAIN = "Content-Type: text/plain\n\nplain words"
HTML = "Content-Type: text/html\n\n<p>rich words</p>"
PICTURE = "Content-Type: image/png; name=p.png\nContent-ID: <p>\nContent-Disposition: inline\n\nGIF89a"


@pytest.mark.parametrize(
    ("octets", "text", "html"),
    [
        (PLAIN, "plain words", None),
        (HTML, "rich words", "<p>rich words</p>"),
        (multipart("alternative", PLAIN, HTML), "plain words", "<p>rich words</p>"),
        (multipart("alternative", HTML, PLAIN), "plain words", "<p>rich words</p>"),
        (multipart("alternative", "Content-Type: text/plain\n\n ", HTML), "rich words", "<p>rich words</p>"),
        (
            multipart("alternative", PLAIN, multipart("related", HTML, PICTURE, boundary="c")),
            "plain words",
            "<p>rich words</p>",
        ),
        (multipart("mixed", PLAIN, "\nsecond"), "plain words\nsecond", None),
        (
            multipart("mixed", HTML, PLAIN),
            "rich words\nplain words",
            "<p>rich words</p>\n<pre>plain words</pre>",
        ),
        (multipart("signed", PLAIN, "Content-Type: application/pgp-signature\n\nx"), "plain words", None),
        (multipart("unheard-of", PLAIN), "plain words", None),
        ("Content-Type: multipart/mixed; boundary=b\n\nno parts", "no parts", None),
        ("Content-Type: multipart/mixed\n\n--x\n\nwords\n--x--\n", "words", None),
        ("Content-Type: multipart/mixed; boundary=b\n\n--b\n\nnever closed", "never closed", None),
        ("Content-Type: text\n\nwords", "words", None),
        ("Content-Type: text/markdown\n\n*words*", "*words*", None),
        ("Content-Type: garbage\n\n", "", None),
        (
            "Content-Type: text/plain; charset=gb2312\nContent-Transfer-Encoding: base64\n\nztK1xA==",
            "我的",
            None,
        ),
        ("Content-Transfer-Encoding: quoted-printable\n\nsoft=\n break =e6=88=91", "soft break 我", None),
        (
            'Content-Type: text/html\n\n<meta charset="gb2312"><p>x</p>',
            "x",
            '<meta charset="gb2312"><p>x</p>',
        ),
    ],
)
def test_the_words_of_a_mail(octets, text, html):
    facts = read(octets)
    assert (facts.text, facts.html) == (text, html)


def test_a_page_that_names_its_charset_itself():
    page = '<meta http-equiv="Content-Type" content="text/html; charset=big5"><p>您好</p>'
    assert read(b"Content-Type: text/html\n\n" + page.encode("big5")).text == "您好"


def test_pictures_in_the_words_are_kept_as_files():
    facts = read(multipart("alternative", PLAIN, multipart("related", HTML, PICTURE, boundary="c")))
    assert [(file.filename, file.media_type, file.content) for file in facts.attachments] == [
        ("p.png", "image/gif", b"GIF89a")
    ]


def test_the_root_of_related_parts_may_be_named():
    page = "Content-Type: text/html\nContent-ID: <root>\n\n<p>x</p>"
    octets = multipart("related", PICTURE, page).replace("boundary=b", 'boundary=b; start="<root>"')
    facts = read(octets)
    assert (facts.text, len(facts.attachments)) == ("x", 1)


def test_an_inner_part_that_uses_the_boundary_of_the_outer():
    inner = multipart("alternative", PLAIN, HTML)
    facts = read(multipart("mixed", inner, PICTURE))
    assert (facts.text, facts.html) == ("plain words", "<p>rich words</p>")
    assert [file.filename for file in facts.attachments] == ["p.png"]


def test_a_line_that_only_resembles_the_boundary_is_text():
    facts = read(multipart("mixed", "\n--bb\n--b c\n -- b"))
    assert facts.text == "--bb\n--b c\n -- b"


@pytest.mark.parametrize(
    ("parameters", "sent", "text"),
    [
        ("format=flowed", "one \ntwo\nthree", "one two\nthree"),
        ("format=flowed", " From me\n\n> quoted \n> more\nmine", "From me\n\n> quoted more\nmine"),
        ("format=flowed; delsp=yes", "包裹 \n到了", "包裹到了"),
        ("format=flowed", "bye \n-- \nLi", "bye\n-- \nLi"),
        ("format=fixed", "one \ntwo", "one \ntwo"),
    ],
)
def test_flowing_text(parameters, sent, text):
    assert read(f"Content-Type: text/plain; charset=utf-8; {parameters}\n\n{sent}").text == text


@pytest.mark.parametrize(
    ("encoding", "sent", "text", "problem"),
    [
        ("base64", "aGVsbG8=", "hello", None),
        ("base64", "aGVs\r\nbG8", "hello", "base64_damaged"),
        ("base64", "aGVsbG8=\n-- \nadded below", "hello", "base64_damaged"),
        ("base64", "aGVsbG8=\nIHlvdQ==", "hello you", "base64_damaged"),
        ("base64", "aG!Vs*bG8=", "hello", "base64_damaged"),
        ("BASE64 ", "aGVsbG8=", "hello", None),
        ("quoted-printable", "100=25 =zz", "100% =zz", "quoted_printable_damaged"),
        ("x-uuencode", "begin 644 x\n%:&5L;&\\\n`\nend", "hello", None),
        ("x-uuencode", "no beginning", "no beginning", "uuencode_damaged"),
        ("x-odd", "hello", "hello", "transfer_encoding_unknown:x-odd"),
        ("8bit", "hello", "hello", None),
    ],
)
def test_transfer_encodings(encoding, sent, text, problem):
    facts = read(f"Content-Transfer-Encoding: {encoding}\n\n{sent}")
    assert facts.text == text
    assert [code for code in facts.problems if not code.startswith("no_")] == ([problem] if problem else [])


def test_nul_is_taken_out_and_said_so():
    facts = read(b"Subject: a\x00b\n\none\x00two")
    assert (facts.subject, facts.text) == ("ab", "onetwo")
    assert "nul_removed" in facts.problems


def test_long_words_stay_whole():
    words = "长" * 200_000
    assert read(f"Content-Type: text/plain; charset=utf-8\n\n{words}").text == words
