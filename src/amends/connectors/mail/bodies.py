"""What a mail says: the parts that are its words, as text and as HTML, and the parts that are files."""

import re
from dataclasses import dataclass, field

from amends.connectors.base import AttachmentFacts
from amends.connectors.mail.armour import without_armour
from amends.connectors.mail.attachments import as_file, declared_name, read_attachment, safe_name
from amends.connectors.mail.calendars import invitation
from amends.connectors.mail.charsets import decode
from amends.connectors.mail.enriched import MARKED_UP, unmarked
from amends.connectors.mail.flowed import unflowed
from amends.connectors.mail.hidden_files import unveiled, without_files
from amends.connectors.mail.html_text import html_to_text
from amends.connectors.mail.parts import HTML, MESSAGE, PLAIN, Part, read_parts
from amends.connectors.mail.problems import Problems
from amends.connectors.mail.signed import signed_content
from amends.connectors.mail.tnef import Wrapped, is_tnef, read_tnef
from amends.connectors.mail.transfer import is_no_base64
from amends.connectors.mail.words import Words, best, together

# Text types that are files all the same, also where they are the whole mail.
FILES = {"text/calendar", "text/csv", "text/vcard", "text/x-vcard", "text/directory", "text/rfc822-headers"}
FOR_PROGRAMS = {"text/x-amp-html", "text/watch-html"}  # the same words once more, for what no desk is
PAGE = re.compile(rb"(?i)\s*(?:<!--.{0,500}?-->\s*)?<(?:!doctype\s+html|html)\b")
META_CHARSET = re.compile(rb"""(?i)<meta[^>]{0,200}?charset\s*=\s*["']?([a-z0-9_:.-]{2,40})""")
LONGEST_TEXT = 2_000_000  # characters; the mail as it came holds the rest
MOST_SIGNATURES = 3  # around one another
MOST_ENCLOSED, MOST_ENCLOSED_READ = 3, 20  # mails within mails, and beside one another


@dataclass(slots=True)
class Body:
    """The words of a mail and the files beside them, in the order of the mail."""

    words: Words
    attachments: list[AttachmentFacts] = field(default_factory=list)


def read_body(root: Part, problems: Problems, *, depth: int = 0) -> Body:
    """The body of the mail whose tree is `root`. The tree's depth is bounded where it is read."""
    for _ in range(MOST_SIGNATURES):
        wrapped = signed_content(root, problems)
        if wrapped is None:
            break
        root = read_parts(wrapped, problems)
    body = Body(Words())
    body.words = _words(root, body.attachments, problems, root=True)
    _unwrap(body, problems)
    if not body.words.text.strip():
        body.words.text = invitation(body.attachments, problems)
    is_report = root.media_type == "multipart/report"  # what it encloses is what we wrote
    if not body.words.text.strip() and depth < MOST_ENCLOSED and not is_report:
        body.words = _enclosed_words(body, depth + 1)
    body.words.text = _tidy(body.words.text, problems)
    body.words.html = _storable(body.words.html, problems)
    return body


def _enclosed_words(body: Body, depth: int) -> Words:
    """What the mails say that a mail encloses without a word of its own. They stay files as well."""
    enclosed = [file for file in body.attachments if file.media_type == MESSAGE][:MOST_ENCLOSED_READ]
    found = []
    for file in enclosed:
        odd = Problems()
        found.append(read_body(read_parts(file.content, odd), odd, depth=depth).words)
    said = [words for words in found if words.text.strip()]
    return together(said) if said else body.words


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
        shown = [child for child in part.children if child.media_type not in FOR_PROGRAMS]
        return best([_words(child, files, problems) for child in shown or part.children])
    return together([_words(child, files, problems) for child in part.children])


def _is_words(part: Part, *, root: bool) -> bool:
    if part.disposition == "attachment" or part.subtype_of("text") is None or part.media_type in FILES:
        return False
    return root or (part.media_type in {PLAIN, HTML, *MARKED_UP} and not declared_name(part))


def _leaf_words(part: Part, files: list[AttachmentFacts], problems: Problems) -> Words:
    content = _content(part, problems)
    label = part.type_parameters.get("charset")
    if part.media_type == HTML or _is_page(part, content):
        declared = META_CHARSET.search(content, 0, 4096) if not label else None
        source = decode(content, declared[1].decode("ascii") if declared else label, problems)
        return Words(html_to_text(source, problems), source, from_html=True)
    if not part.transfer_encoding:
        content = unveiled(content)
    content, found = without_files(content, problems)
    files += found
    text = without_armour(decode(content, label, problems).replace("\r\n", "\n").replace("\r", "\n"))
    if part.media_type in MARKED_UP:
        return Words(unmarked(text, part.media_type))
    if part.type_parameters.get("format", "").lower() == "flowed":
        text = unflowed(text, delete_space=part.type_parameters.get("delsp", "").lower() == "yes")
    return Words(text)


def _content(part: Part, problems: Problems) -> bytes:
    if part.transfer_encoding == "base64" and is_no_base64(part.body()):
        problems.note("base64_damaged")
        return part.body()
    return part.content(problems)


def _is_page(part: Part, content: bytes) -> bool:
    """HTML that nobody said a word about."""
    return part.head.first("content-type") is None and PAGE.match(content) is not None


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


def _tidy(text: str, problems: Problems) -> str:
    """Text without empty lines around it, as much of it as anybody reads."""
    if len(text) > LONGEST_TEXT:
        problems.note("text_cut")
        text = text[:LONGEST_TEXT]
    return re.sub(r"\A(?:[ \t]*\n)+", "", _storable(text, problems)).rstrip()


def _storable(text: str, problems: Problems) -> str:
    """Text as a database takes it: without NUL and lone surrogates."""
    if "\x00" in text:
        problems.note("nul_removed")
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
