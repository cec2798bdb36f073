"""A mail's HTML made safe to look at: its formatting, nothing that runs, nothing fetched from outside."""

import base64
import re
from collections.abc import Callable, Sequence

from amends.connectors.base import AttachmentFacts

LONGEST = 1_000_000  # characters; longer ones are shown as text
DEEPEST = 300  # elements in one another: cleaning takes time by the square of it
MOST_TAGS = 40_000
MOST_PICTURE_OCTETS = 6_000_000  # of all pictures in the words together
SHOWN = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
NEVER_CLOSED = frozenset(
    {"br", "img", "hr", "meta", "link", "input", "col", "area", "base", "wbr", "source", "o"}
)
PICTURE = re.compile(
    r"(?i)<(?:img|input|video|embed|source)\b[^>]{0,4000}?\b(?:src|poster)\s*=\s*[\"']?\s*(?:https?:)?//"
)
BACKGROUND = re.compile(r"(?i)(?:\bbackground\s*=\s*[\"']?\s*(?:https?:)?//|url\(\s*[\"']?\s*(?:https?:)?//)")
TAGS = {
    "a", "abbr", "b", "bdi", "bdo", "big", "blockquote", "br", "caption", "center", "cite", "code", "col",
    "colgroup", "dd", "del", "div", "dl", "dt", "em", "font", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i",
    "img", "ins", "kbd", "li", "ol", "p", "pre", "q", "s", "small", "span", "strike", "strong", "sub", "sup",
    "table", "tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul",
}  # fmt: skip
GONE_WITH_CONTENT = {"script", "style", "title", "template", "noframes", "noscript", "svg", "math", "object"}
EVERYWHERE = {"align", "dir", "lang", "style", "title", "valign"}
OF_TAGS = {
    "a": {"href"}, "font": {"color", "face", "size"}, "img": {"alt", "height", "src", "width"},
    "ol": {"start", "type"}, "table": {"border", "cellpadding", "cellspacing", "width"},
    "td": {"bgcolor", "colspan", "rowspan", "width"}, "th": {"bgcolor", "colspan", "rowspan", "width"},
}  # fmt: skip
# No position, no url(): nothing lies over anything else, and nothing is fetched.
STYLES = {
    "background-color", "border", "border-bottom", "border-collapse", "border-color", "border-left",
    "border-right", "border-style", "border-top", "border-width", "color", "font-family", "font-size",
    "font-style", "font-weight", "height", "letter-spacing", "line-height", "list-style-type", "margin",
    "margin-bottom", "margin-left", "margin-right", "margin-top", "max-width", "padding", "padding-bottom",
    "padding-left", "padding-right", "padding-top", "text-align", "text-decoration", "text-indent",
    "vertical-align", "white-space", "width",
}  # fmt: skip


def outside_pictures(html: str) -> int:
    """How many pictures the HTML would fetch from elsewhere."""
    looked_at = html[:LONGEST]
    return len(PICTURE.findall(looked_at)) + len(BACKGROUND.findall(looked_at))


def safe_html(html: str, files: Sequence[AttachmentFacts]) -> str | None:
    """The HTML with its own pictures in it, and without any others; None where it is too much to clean."""
    if len(html) > LONGEST or not _is_bounded(html):
        return None
    import nh3

    return nh3.clean(
        html,
        tags=TAGS,
        clean_content_tags=GONE_WITH_CONTENT,
        attributes={tag: OF_TAGS.get(tag, set()) | EVERYWHERE for tag in TAGS},
        attribute_filter=_filter(files),
        url_schemes={"http", "https", "mailto", "cid", "data"},
        filter_style_properties=STYLES,
        link_rel="noopener noreferrer nofollow",
    )


def _filter(files: Sequence[AttachmentFacts]) -> Callable[[str, str, str], str | None]:
    pictures = {file.cid: file for file in files if file.cid and file.media_type in SHOWN}
    left = MOST_PICTURE_OCTETS
    shown: dict[str, str] = {}

    def kept(tag: str, attribute: str, value: str) -> str | None:
        nonlocal left
        if attribute == "style":
            return None if re.search(r"(?i)url\s*\(|expression|@import|\\", value) else value
        if attribute == "href":
            return value if re.match(r"(?i)\s*(?:https?:|mailto:)", value) else None
        if tag != "img" or attribute != "src":
            return value
        name = re.sub(r"(?i)^\s*cid:", "", value).strip() if value.strip()[:4].lower() == "cid:" else ""
        picture = pictures.get(name)
        if picture is None:
            return None
        if name not in shown and len(picture.content) <= left:
            left -= len(picture.content)
            encoded = base64.b64encode(picture.content).decode("ascii")
            shown[name] = f"data:{picture.media_type};base64,{encoded}"
        return shown.get(name)

    return kept


def _is_bounded(html: str) -> bool:
    depth = deepest = 0
    for count, tag in enumerate(TAG.finditer(html)):
        if tag[2].lower() not in NEVER_CLOSED:
            depth = max(0, depth - 1) if tag[1] else depth + 1
        deepest = max(deepest, depth)
        if count > MOST_TAGS or deepest > DEEPEST:
            return False
    return True
