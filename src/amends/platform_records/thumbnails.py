"""Small pictures beside their originals: wanted, then made by a job, each content once."""

from collections.abc import Collection
from datetime import timedelta

from django.db.models import F, Q

from amends.connectors.pictures.shrink import Unshown, shrink
from amends.core import clock
from amends.platform_records.contents import read_content
from amends.platform_records.models import Content, Thumbnail

KINDS = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp", "image/bmp"})
MOST_ATTEMPTS = 3  # whatever ended the worker in the middle of a picture may have been the picture
CUT_OFF_AFTER = timedelta(minutes=2)
MOST_AT_ONCE = 200


def want_thumbnails(organisation_id: int, content_ids: Collection[int]) -> list[int]:
    """Note that these contents are to be shown small; those that nobody had wanted yet, for a job to make."""
    known = Thumbnail.objects.filter(content_id__in=set(content_ids)).values_list("content_id", flat=True)
    new = sorted(set(content_ids) - set(known))
    now = clock.now()
    Thumbnail.objects.bulk_create(
        [Thumbnail(organisation_id=organisation_id, content_id=each, wanted_at=now) for each in new],
        ignore_conflicts=True,
    )
    return new


def make_thumbnail(content_id: int) -> bool:
    """Make it if it still waits; whether it is settled by this: made, or refused for a reason."""
    return _begin(content_id) and _make(content_id)


def left_waiting() -> list[int]:
    """The contents whose job has gone, and those that were cut off, the oldest first."""
    waiting = Thumbnail.objects.filter(_to_begin(), wanted_at__lt=clock.now() - CUT_OFF_AFTER)
    ids = waiting.order_by("wanted_at", "id").values_list("content_id", flat=True)
    return list(ids[:MOST_AT_ONCE])


def _to_begin() -> Q:
    return Q(state="waiting") & (Q(begun_at=None) | Q(begun_at__lt=clock.now() - CUT_OFF_AFTER))


def _begin(content_id: int) -> bool:
    """Take it, so that no other job does too. Written down before a single octet is looked at."""
    mine = Thumbnail.objects.filter(_to_begin(), content_id=content_id)
    mine.filter(attempts__gte=MOST_ATTEMPTS).update(state="refused", reason="gave_up")
    return mine.update(begun_at=clock.now(), attempts=F("attempts") + 1) == 1


def _make(content_id: int) -> bool:
    content = Content.objects.filter(pk=content_id).first()
    if content is None:  # its buyer was erased meanwhile
        return False
    mine = Thumbnail.objects.filter(content_id=content_id, state="waiting")
    try:
        small = shrink(read_content(content))
    except Unshown as unshown:
        return mine.update(state="refused", reason=unshown.reason) == 1
    return mine.update(state="made", octets=small.octets, width=small.width, height=small.height) == 1
