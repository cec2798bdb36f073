import html

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.connectors.mail.html_text import html_to_text
from amends.connectors.mail.problems import Problems


def text_of(source):
    return html_to_text(source, Problems())


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<p>Hello</p><p>World</p>", "Hello\n\nWorld"),
        ("a<br>b<BR/>c", "a\nb\nc"),
        ("<div>a</div><div>b</div>", "a\nb"),
        ("<div><div>a</div></div>\n<div>b</div>", "a\nb"),
        ("one <b>two</b> three", "one two three"),
        ("one<b>two</b>", "onetwo"),
        ("one\n   two", "one two"),
        ("<ul><li>x</li><li>y</li></ul>z", "- x\n- y\n\nz"),
        ("<table><tr><td>Order</td><td>123</td></tr><tr><td>b</td></tr></table>", "Order 123\nb"),
        ("<a href='http://x.example'>my order</a>", "my order"),
        ("<script>alert('<p>')</script>ok<style>p{}</style>", "ok"),
        ("<SCRIPT type='x'>bad</SCRIPT\n>ok", "ok"),
        ("<title>Mail</title><body>ok</body>", "ok"),
        ("a<!-- hidden <b> -->b<!-->c<!--->d", "abcd"),
        ("<!--[if mso]><p>old</p><![endif]-->new<![if !mso]>er<![endif]>", "newer"),
        ("<!DOCTYPE html><?xml x?>ok", "ok"),
        ("&lt;b&gt; &amp; &eacute; &#20320;&#x597D; &nbsp;x", "<b> & é 你好  x"),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ("5 < 6 and 7 > 2", "5 < 6 and 7 > 2"),
        ('<img alt="a > b">c', "c"),
        ("<p title='>'>c", "c"),
        ('<p title=">c', "c"),
        ("text <b", "text <b"),
        ("<script>never closed", "never closed"),
        ("&#0;&#xD800;&#99999999999;" + "&#" + "9" * 5000 + ";", "\ufffd" * 4),
        ("", ""),
    ],
)
def test_what_a_person_would_read(source, text):
    assert text_of(source) == text


@settings(deadline=None)
@given(st.text(st.characters(categories=["L", "N", "P", "S"]), max_size=100))
def test_escaped_words_come_back(words):
    assert text_of(f"<div>{html.escape(words)}</div>") == words


@settings(deadline=None)
@given(st.text(alphabet="<>!-/?&#;x\"' \nabpre", max_size=200))
def test_any_text_is_read(source):
    assert isinstance(text_of(source), str)


@pytest.mark.parametrize(
    "piece", ["<", "<a ", "<!--", "<!", "</", "<div>", "<a '", '<a ">', "<script>", "&#", "<b><i>"]
)
def test_repeated_pieces_do_not_look_at_the_rest_again(piece):
    assert isinstance(text_of(piece * (200_000 // len(piece))), str)


def test_long_html_is_cut_and_said_so():
    problems = Problems()
    assert len(html_to_text("a" * 3_000_000, problems)) == 2_000_000
    assert problems.codes() == ["html_cut"]
