import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.connectors.base import AttachmentFacts
from amends.connectors.mail.safe_html import DEEPEST, outside_pictures, safe_html

PICTURE = AttachmentFacts("a.png", "image/png", b"\x89PNG", cid="p1")
SVG = AttachmentFacts("a.svg", "image/svg+xml", b"<svg onload=x>", cid="s1")


def safe(html: str) -> str:
    found = safe_html(html, [PICTURE, SVG])
    assert found is not None
    return found


def test_formatting_stays() -> None:
    html = '<p style="color: red">It is <b>broken</b></p><ol start="2"><li>x</li></ol>'
    assert safe(html).replace("color:red", "color: red") == html


@pytest.mark.parametrize(
    "html",
    [
        "<script>steal()</script>",
        "<p onclick=steal()>x</p>",
        '<a href="javascript:steal()">x</a>',
        '<a href="data:text/html,<script>steal()</script>">x</a>',
        '<img src="https://spy.example/1.png">',
        '<img src="//spy.example/1.png">',
        '<img src="data:image/svg+xml,spy.example">',
        '<img src="cid:s1">',
        '<p style="background-image: url(https://spy.example)">x</p>',
        '<p style="background: u\\72l(https://spy.example)">x</p>',
        '<p style="position: fixed; top: 0">x</p>',
        '<iframe src="https://spy.example"></iframe>',
        '<form action="https://spy.example"><input name=x></form>',
        '<link rel=stylesheet href="https://spy.example">',
        "<style>@import 'https://spy.example'</style>",
        '<svg><image href="https://spy.example"/></svg>',
        '<meta http-equiv=refresh content="0;url=https://spy.example">',
        '<base href="https://spy.example">',
        '<video poster="https://spy.example"></video>',
        '<table background="https://spy.example"><tr><td>x</td></tr></table>',
        "<!--[if mso]><img src=https://spy.example><![endif]-->",
    ],
)
def test_nothing_runs_and_nothing_is_fetched(html: str) -> None:
    found = safe(html)
    assert not any(word in found for word in ("spy.example", "steal", "javascript", "fixed", "svg")), found


def test_its_own_pictures_are_shown() -> None:
    assert safe('<img src="CID:p1" alt="crack">') == '<img src="data:image/png;base64,iVBORw==" alt="crack">'
    assert "src" not in safe('<img src="cid:other">')


def test_links_lead_out_without_telling_from_where() -> None:
    assert 'rel="noopener noreferrer nofollow"' in safe('<a href="https://shop.example">x</a>')


@pytest.mark.parametrize("html", ["<div>" * (DEEPEST + 1), "<b>" * 200_000, "x" * 1_000_001, "<br>" * 50_000])
def test_too_much_is_not_cleaned(html: str) -> None:
    assert safe_html(html, []) is None


def test_pictures_from_outside_are_counted() -> None:
    html = (
        '<img width=1 src="https://spy.example/1.gif"><img src=http://x.example/a><img src="cid:p1">'
        '<td background="//x.example/b"><p style="background:url( https://x.example/c )">'
    )
    assert outside_pictures(html) == 4


@given(st.text(alphabet="<>/ab=\"'-!:&;img src=cid:p1 http://", max_size=300))
def test_whatever_it_says(html: str) -> None:
    outside_pictures(html)
    found = safe(html)
    assert "<script" not in found
