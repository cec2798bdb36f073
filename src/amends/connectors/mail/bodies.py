"""What a mail says: the parts that are its words, as text and as HTML, and the parts that are files."""

import html
import re
from dataclasses import dataclass, field

from amends.connectors.base import AttachmentFacts
from amends.connectors.mail.attachments import as_file, declared_name, read_attachment, safe_name
from amends.connectors.mail.calendars import invitation
from amends.connectors.mail.charsets import decode
from amends.connectors.mail.hidden_files import unveiled, without_files
from amends.connectors.mail.html_text import html_to_text
from amends.connectors.mail.parts import PLAIN, Part
from amends.connectors.mail.problems import Problems
from amends.connectors.mail.tnef import Wrapped, is_tnef, read_tnef

HTML = "text/html"
# Text types that are files all the same, also where they are the whole mail.
FILES = {"text/calendar", "text/csv", "text/vcard", "text/x-vcard", "text/directory", "text/rfc822-headers"}
META_CHARSET = re.compile(rb"""(?i)<meta[^>]{0,200}?charset\s*=\s*["']?([a-z0-9_:.-]{2,40})""")
FORMAT_OF_LINE = re.compile(r"(>*)( ?)(.*)", re.DOTALL)


@dataclass(slots=True)
class Words:
    """Text and HTML of one part or of several put together. `from_html`: the sender gave no plain text."""

    text: str = ""
    html: str = ""
    from_html: bool = False


@dataclass(slots=True)
class Body:
    """The words of a mail and the files beside them, in the order of the mail."""

    words: Words
    attachments: list[AttachmentFacts] = field(default_factory=list)


def read_body(root: Part, problems: Problems) -> Body:
    """The body of the mail whose tree is `root`. The tree's depth is bounded where it is read."""
    body = Body(Words())
    body.words = _words(root, body.attachments, problems, root=True)
    _unwrap(body, problems)
    if not body.words.text.strip():
        body.words.text = invitation(body.attachments, problems)
    body.words.text = _tidy(body.words.text, problems)
    body.words.html = _storable(body.words.html, problems)
    return body


def _words(part: Part, files: list[AttachmentFacts], problems: Problems, *, root: bool = False) -> Words:
    subtype = part.subtype_of("multipart")
    if part.left_whole or (subtype is None and not _is_words(part, root=root)):
        if part.body().strip() or declared_name(part):
            files.append(read_attachment(part, problems))
        return Words()
    if subtype is None:
        return _leaf_words(part, files, problems)
    if subtype == "related":
        return _related(part, files, problems)
    if subtype == "alternative":
        return _best([_words(child, files, problems) for child in part.children])
    return _together([_words(child, files, problems) for child in part.children])


def _is_words(part: Part, *, root: bool) -> bool:
    if part.disposition == "attachment" or part.subtype_of("text") is None or part.media_type in FILES:
        return False
    return root or (part.media_type in {PLAIN, HTML} and not declared_name(part))


def _leaf_words(part: Part, files: list[AttachmentFacts], problems: Problems) -> Words:
    content = part.content(problems)
    label = part.type_parameters.get("charset")
    if part.media_type == HTML:
        declared = META_CHARSET.search(content, 0, 4096) if not label else None
        source = decode(content, declared[1].decode("ascii") if declared else label, problems)
        return Words(html_to_text(source, problems), source, from_html=True)
    if not part.transfer_encoding:
        content = unveiled(content)
    content, found = without_files(content, problems)
    files += found
    text = decode(content, label, problems).replace("\r\n", "\n").replace("\r", "\n")
    if part.type_parameters.get("format", "").lower() == "flowed":
        text = unflowed(text, delete_space=part.type_parameters.get("delsp", "").lower() == "yes")
    return Words(text)


def _unwrap(body: Body, problems: Problems) -> None:
    """Files of a winmail.dat take its place; its words count where the mail has none beside it."""
    for wrapper in [file for file in body.attachments if is_tnef(file.content)]:
        wrapped = read_tnef(wrapper.content, problems)
        inside = [
            as_file(
                safe_name(file.name) or "file.bin", file.media_type.lower(), file.content, file.content_id
            )
            for file in wrapped.files
        ]
        if not body.words.text.strip():
            body.words = _wrapped_words(wrapped, problems)
        if not body.words.text.strip() and wrapped.rich:
            inside.append(as_file("message.rtf", "application/rtf", wrapped.rich))
        if inside or body.words.text.strip():
            at = body.attachments.index(wrapper)
            body.attachments[at : at + 1] = inside


def _wrapped_words(wrapped: Wrapped, problems: Problems) -> Words:
    if wrapped.text.strip() or not wrapped.html:
        return Words(wrapped.text.replace("\r\n", "\n").replace("\r", "\n"), wrapped.html)
    return Words(html_to_text(wrapped.html, problems), wrapped.html, from_html=True)


def _related(part: Part, files: list[AttachmentFacts], problems: Problems) -> Words:
    """The root is the part named by `start`, else the first; the rest are files, whatever their type."""
    named = part.type_parameters.get("start", "").encode("utf-8", "replace")
    roots = [child for child in part.children if named and child.head.first("content-id") == named]
    root = (roots or part.children)[0]
    words = Words()
    for child in part.children:
        if child is root:
            words = _words(child, files, problems)
        elif child.subtype_of("multipart") and not child.left_whole:
            _words(child, files, problems)
        else:
            files.append(read_attachment(child, problems))
    return words


def _best(choices: list[Words]) -> Words:
    """Of the same words in several forms: the sender's own plain text if it says anything, the last HTML."""
    plain = [choice for choice in choices if choice.text.strip() and not choice.from_html]
    made = [choice for choice in choices if choice.text.strip() and choice.from_html]
    chosen = (plain or made or [Words()])[-1]
    sources = [choice.html for choice in choices if choice.html.strip()]
    return Words(chosen.text, sources[-1] if sources else "", chosen.from_html)


def _together(pieces: list[Words]) -> Words:
    said = [piece for piece in pieces if piece.text.strip() or piece.html.strip()]
    if len(said) == 1:
        return said[0]
    text = "\n".join(piece.text.strip("\n") for piece in said if piece.text.strip())
    if not any(piece.html for piece in said):
        return Words(text)
    sources = [piece.html or f"<pre>{html.escape(piece.text)}</pre>" for piece in said]
    return Words(text, "\n".join(sources), from_html=all(piece.from_html for piece in said))


def unflowed(text: str, *, delete_space: bool) -> str:
    """RFC 3676 undone: lines that end in a space run on, at the same depth of quoting."""
    lines: list[str] = []
    running_depth: int | None = None
    pieces: list[str] = []
    for line in text.split("\n"):
        marks, _, words = FORMAT_OF_LINE.fullmatch(line).groups()  # type: ignore[union-attr]
        depth, signature = len(marks), words == "-- "
        flows = words.endswith(" ") and not signature
        if running_depth is None or running_depth != depth or signature:
            if pieces:
                lines.append("".join(pieces).rstrip(" "))
            pieces = [f"{marks} " if marks else ""]
        pieces.append(words[:-1] if flows and delete_space else words)
        running_depth = depth if flows else None
        if not flows:
            lines.append("".join(pieces))
            pieces = []
    if pieces:
        lines.append("".join(pieces).rstrip(" "))
    return "\n".join(lines)


def _tidy(text: str, problems: Problems) -> str:
    """Text without empty lines around it."""
    return re.sub(r"\A(?:[ \t]*\n)+", "", _storable(text, problems)).rstrip()


def _storable(text: str, problems: Problems) -> str:
    """Text as a database takes it: without NUL and lone surrogates."""
    if "\x00" in text:
        problems.note("nul_removed")
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
