"""Downloads of what came in: always as an attachment, never as something that could run here."""

from collections.abc import Iterator
from itertools import chain
from urllib.parse import quote

from django.http import HttpRequest, HttpResponseBase, HttpResponseNotModified, StreamingHttpResponse

from amends.connectors.pictures.head import is_bearable
from amends.core.errors import NotFound
from amends.inbox.models import Message, MessageAttachment
from amends.platform_records.contents import read_content
from amends.platform_records.models import Content
from amends.web.access import Reader, reads
from amends.web.file_names import safe_name
from amends.web.security import SANDBOX

HARMLESS = frozenset(
    {"image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf", "text/plain", "text/csv"}
)
PICTURES = frozenset(kind for kind in HARMLESS if kind.startswith("image/"))
LARGEST_PICTURE = 12_000_000  # octets; larger ones are files to download


@reads("see_messages")
def message_source(request: HttpRequest, reader: Reader, *, message_id: int) -> HttpResponseBase:
    """GET /messages/mail/7.eml: the mail exactly as it was received."""
    messages = Message.objects.select_related("content")
    message = messages.filter(pk=message_id, shop_id__in=list(reader.shops("see_messages"))).first()
    if message is None or message.content is None:
        raise NotFound("content_unknown", f"There is no source of message {message_id}.")
    return download(message.content, f"message-{message.pk}.eml")


@reads("see_messages")
def attachment(request: HttpRequest, reader: Reader, *, attachment_id: int) -> HttpResponseBase:
    """GET /messages/attachments/7"""
    attachments = MessageAttachment.objects.select_related("content").filter(
        message__shop_id__in=list(reader.shops("see_messages"))
    )
    found = attachments.filter(pk=attachment_id).first()
    if found is None:
        raise NotFound("content_unknown", f"There is no attachment {attachment_id}.")
    return download(found.content, found.filename, found.media_type)


@reads("see_messages")
def picture(request: HttpRequest, reader: Reader, *, attachment_id: int) -> HttpResponseBase:
    """GET /messages/attachments/7/picture: the original on a page of its own, where a browser can bear it."""
    attachments = MessageAttachment.objects.select_related("content").filter(
        message__shop_id__in=list(reader.shops("see_messages"))
    )
    found = attachments.filter(pk=attachment_id).first()
    if found is None or not is_picture(found):
        raise NotFound("content_unknown", f"There is no picture {attachment_id}.")
    tag = f'"{bytes(found.content.sha256).hex()}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified()
    pieces = read_content(found.content)
    start = next(pieces, b"")
    if not is_bearable(start):
        raise NotFound("content_unknown", f"Picture {attachment_id} is too large to be shown.")
    response = StreamingHttpResponse(chain((start,), pieces), content_type=found.media_type)
    response["Content-Length"] = str(found.content.size)
    return harmless(response, tag)


def harmless(response: HttpResponseBase, tag: str) -> HttpResponseBase:
    """The same, told to be looked at only, in a sandbox; `tag` says whether the browser has it already."""
    response["ETag"] = tag
    response["Content-Security-Policy"] = SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    return response


def is_picture(file: MessageAttachment) -> bool:
    """A picture by its octets, of a size that a browser takes in."""
    return file.media_type in PICTURES and "runs" not in file.marks and file.content.size <= LARGEST_PICTURE


def download(content: Content, filename: str, media_type: str = "") -> StreamingHttpResponse:
    """Stream a content as a file to be saved; a media type that could be more than looked at is not told."""
    response = attached(read_content(content), filename)
    plain = media_type.partition(";")[0].strip().lower()
    response["Content-Type"] = plain if plain in HARMLESS else "application/octet-stream"
    response["Content-Length"] = str(content.size)
    return response


def attached(pieces: Iterator[bytes] | Iterator[str], filename: str) -> StreamingHttpResponse:
    """An answer that browsers save under a safe name, in a sandbox of its own."""
    name = safe_name(filename)
    plain = name.encode("ascii", "replace").decode().replace("?", "_")
    response = StreamingHttpResponse(pieces)
    response["Content-Disposition"] = (
        f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    )
    response["Content-Security-Policy"] = SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    return response
