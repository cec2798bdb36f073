"""HTML to the text a person would read. One pass, linear in its input whatever is fed to it: a parser that
builds the tree (or looks again from every unclosed tag) can be kept busy for minutes by one mail."""

import html
import re
from collections.abc import Iterator

from amends.connectors.mail.problems import Problems

LONGEST = 2_000_000  # characters of HTML that are turned into text
LONGEST_TAG = 10_000
HIDDEN = {"script", "style", "title", "template", "noframes", "xml"}
LINES = {
    "address", "article", "aside", "body", "center", "dd", "div", "dl", "dt", "fieldset", "figure", "footer",
    "form", "header", "hr", "html", "li", "main", "nav", "section", "tr",
}  # fmt: skip
PARAGRAPHS = {"blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "ol", "p", "pre", "table", "ul"}
TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:_-]{0,40})")
TAG_END = re.compile(r"""(?:[^"'>]++|"[^"]*+"|'[^']*+')*+>""")
WHITE = re.compile(r"[ \t\r\n\f]+")
# Long numbers raise in the decoder of entities; none of them is a character.
ABSURD_ENTITY = re.compile(r"&#(?:[0-9]{8,}|[xX][0-9a-fA-F]{7,});?")


def html_to_text(source: str, problems: Problems) -> str:
    """Block elements on lines of their own, list entries marked, scripts and styles gone, entities undone."""
    if len(source) > LONGEST:
        problems.note("html_cut")
    page = _Page()
    for kind, value in _tokens(source[:LONGEST]):
        if kind == "text":
            page.write(html.unescape(ABSURD_ENTITY.sub("\ufffd", value)))
        else:
            page.tag(value, closing=kind == "close")
    return page.text()


class _Page:
    """Text as it is laid out: how many line breaks stand at its end, and whether spaces count."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._breaks = 2
        self._space = False
        self._preformatted = 0

    def write(self, words: str) -> None:
        if self._preformatted:
            self._put(words.replace("\r\n", "\n"))
            return
        flowing = WHITE.sub(" ", words).replace("\xa0", " ")
        if not self._breaks and flowing.startswith(" "):
            self._space = True
        shown = flowing.strip(" ")
        if shown:
            self._put(" " * (self._space and not self._breaks) + shown)
            self._space = flowing.endswith(" ")

    def tag(self, name: str, *, closing: bool) -> None:
        if name == "br":
            self._put("\n")
            self._breaks += 1
        elif name in {"td", "th"}:
            self._space = True
        elif name in LINES or name in PARAGRAPHS:
            self._break(2 if name in PARAGRAPHS else 1)
        if name == "pre":
            self._preformatted = max(0, self._preformatted + (-1 if closing else 1))
        elif name == "li" and not closing:
            self._put("- ")

    def text(self) -> str:
        lines = [line.rstrip() for line in "".join(self._pieces).split("\n")]
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")

    def _put(self, words: str) -> None:
        self._pieces.append(words)
        self._space = False
        if words.strip("\n"):
            self._breaks = 0

    def _break(self, wanted: int) -> None:
        self._pieces.append("\n" * (wanted - self._breaks))
        self._breaks = max(self._breaks, wanted)
        self._space = False


def _tokens(source: str) -> Iterator[tuple[str, str]]:
    """("text", words), ("open", tag name) and ("close", tag name), in order; comments and hidden
    elements left out."""
    at, never_closed = 0, set[str]()
    while (mark := source.find("<", at)) >= 0:
        yield "text", source[at:mark]
        tag = TAG.match(source, mark)
        if tag is None and source[mark + 1 : mark + 2] not in {"!", "?"}:
            yield "text", "<"
            at = mark + 1
            continue
        at = _tag_end(source, mark, tag, never_closed)
        if at < 0:
            yield "text", source[mark:]
            return
        if tag is None:
            continue
        name = tag[2].lower()
        if name in HIDDEN and not tag[1]:
            at = _after_hidden(source, at, name, never_closed)
        else:
            yield ("close" if tag[1] else "open"), name
    yield "text", source[at:]


def _tag_end(source: str, mark: int, tag: re.Match[str] | None, never_closed: set[str]) -> int:
    """The offset after the tag or comment that starts at `mark`, -1 where it never ends."""
    if tag is not None:
        found = TAG_END.match(source, tag.end(), tag.end() + LONGEST_TAG)
        if found:
            return found.end()
    elif source.startswith("<!--", mark) and "--" not in never_closed:
        end = source.find("-->", mark + 2)
        if end >= 0:
            return end + 3
        never_closed.add("--")
    end = source.find(">", mark)
    return end + 1 if end >= 0 else -1


def _after_hidden(source: str, at: int, name: str, never_closed: set[str]) -> int:
    """The offset of the end tag of a hidden element; what is never closed hides nothing but its own tag,
    so that a stray tag cannot swallow a message."""
    if name in never_closed:
        return at
    end = re.compile(rf"</{re.escape(name)}\b", re.IGNORECASE).search(source, at)
    if end is None:
        never_closed.add(name)
        return at
    return end.start()
