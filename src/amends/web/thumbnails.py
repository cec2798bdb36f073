"""Small pictures beside the words; the original is one click away."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified

from amends.core.errors import NotFound
from amends.inbox.models import MessageAttachment
from amends.inbox.queries import find_reply_file
from amends.platform_records.models import Thumbnail
from amends.web.access import Reader, reads
from amends.web.contents import harmless, is_picture
from amends.web.words import word


@reads("see_messages")
def thumbnail(request: HttpRequest, reader: Reader, *, attachment_id: int) -> HttpResponseBase:
    """GET /messages/attachments/7/thumbnail"""
    files = MessageAttachment.objects.filter(
        pk=attachment_id, message__shop_id__in=list(reader.shops("see_messages"))
    )
    found = Thumbnail.objects.filter(state="made", content__in=files.values("content")).first()
    return _shown(request, found, f"There is no thumbnail of attachment {attachment_id}.")


@reads("see_cases")
def reply_file_thumbnail(request: HttpRequest, reader: Reader, *, reply_file_id: int) -> HttpResponseBase:
    """GET /desk/files/7/thumbnail: of a file that goes, or went, with a reply of ours."""
    file = find_reply_file(reply_file_id, by=reader.actor)
    found = Thumbnail.objects.filter(state="made", content=file.content_id).first()
    return _shown(request, found, f"There is no thumbnail of file {reply_file_id}.")


def _shown(request: HttpRequest, found: Thumbnail | None, otherwise: str) -> HttpResponseBase:
    if found is None or found.octets is None:
        raise NotFound("content_unknown", otherwise)
    tag = f'"small-{found.pk}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified()
    return harmless(HttpResponse(bytes(found.octets), content_type="image/jpeg"), tag)


def files_with_thumbnails() -> QuerySet[MessageAttachment]:
    """The files of messages, with what is known of their thumbnails but not their octets."""
    files = MessageAttachment.objects.select_related("content__thumbnail")
    return files.defer("content__thumbnail__octets").order_by("position")


def has_thumbnail(file: MessageAttachment) -> bool:
    """Whether there is something to show of it."""
    small = _known(file)
    return small is not None and small.state == "made"


def opens(file: MessageAttachment) -> bool:
    """Whether a browser shows the original on a page of its own; else it is a file to download."""
    return is_picture(file)


def why_none(file: MessageAttachment) -> str:
    """Why there is no thumbnail of it, in words; empty where there is one, or none is wanted."""
    small = _known(file)
    if small is None or small.state == "made":
        return ""
    return word("thumbnail", small.reason or small.state)


def _known(file: MessageAttachment) -> Thumbnail | None:
    found: Thumbnail | None = getattr(file.content, "thumbnail", None)
    return found
