"""Downloads of what came in: always as an attachment, never as something that could run here."""

from collections.abc import Iterator
from urllib.parse import quote

from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse

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
