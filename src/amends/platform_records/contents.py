"""Bytes that came in, kept once per content, in pieces of a mebibyte."""

import hashlib
import secrets
from collections.abc import Collection, Iterable, Iterator

from django.db import transaction
from django.db.models import ManyToOneRel

from amends.core import clock
from amends.core.bulk import lock_until_commit
from amends.platform_records.models import Content, ContentChunk, Thumbnail

CHUNK = 1024 * 1024
PARTS = (ContentChunk, Thumbnail)  # they go with their content


def keep_content(
    organisation_id: int, pieces: Iterable[bytes], *, media_type: str = "application/octet-stream"
) -> Content:
    """Store the bytes unless they are here already. Memory stays at one chunk, whatever the size."""
    with transaction.atomic():
        content = Content.objects.create(
            organisation_id=organisation_id,
            sha256=_not_yet_known(),
            size=0,
            media_type=media_type,
            created_at=clock.now(),
        )
        digest, size = hashlib.sha256(), 0
        for position, chunk in enumerate(_even(pieces)):
            digest.update(chunk)
            size += len(chunk)
            ContentChunk.objects.create(content=content, position=position, octets=chunk)
        lock_until_commit("content", organisation_id)
        known = Content.objects.filter(organisation_id=organisation_id, sha256=digest.digest()).first()
        if known is not None:
            content.delete()
            return known
        content.sha256, content.size = digest.digest(), size
        content.save(update_fields=["sha256", "size"])
        return content


@transaction.atomic
def keep_small_contents(organisation_id: int, found: Iterable[tuple[bytes, str]]) -> list[int]:
    """Store many contents that are in memory already, as (bytes, media type); their ids in the same order."""
    listed = [(octets, media_type, hashlib.sha256(octets).digest()) for octets, media_type in found]
    if not listed:
        return []
    lock_until_commit("content", organisation_id)
    ids = _ids(organisation_id, {digest for _, _, digest in listed})
    new = {digest: (octets, media_type) for octets, media_type, digest in listed if digest not in ids}
    rows = Content.objects.bulk_create(
        [
            Content(
                organisation_id=organisation_id,
                sha256=digest,
                size=len(octets),
                media_type=media_type,
                created_at=clock.now(),
            )
            for digest, (octets, media_type) in new.items()
        ]
    )
    ContentChunk.objects.bulk_create(
        [
            ContentChunk(content=row, position=position, octets=octets[start : start + CHUNK])
            for row, (octets, _) in zip(rows, new.values(), strict=True)
            for position, start in enumerate(range(0, len(octets), CHUNK))
        ],
        batch_size=200,
    )
    ids |= {digest: row.pk for digest, row in zip(new, rows, strict=True)}
    return [ids[digest] for _, _, digest in listed]


def read_content(content: Content) -> Iterator[bytes]:
    """The bytes, chunk by chunk."""
    chunks = ContentChunk.objects.filter(content=content).order_by("position")
    for octets in chunks.values_list("octets", flat=True).iterator(chunk_size=4):
        yield bytes(octets)


def forget_contents(ids: Collection[int]) -> None:
    """Delete those of these contents that nothing refers to any more."""
    contents = Content.objects.filter(pk__in=ids)
    # Whoever is about to refer to one holds this lock too.
    for organisation_id in sorted(set(contents.values_list("organisation_id", flat=True))):
        lock_until_commit("content", organisation_id)
    for relation in Content._meta.get_fields(include_hidden=True):
        if isinstance(relation, ManyToOneRel) and relation.related_model not in PARTS:
            name = relation.field.name
            users = relation.related_model._default_manager.filter(**{f"{name}__in": ids})
            contents = contents.exclude(pk__in=users.values(name))
    contents.delete()


def _ids(organisation_id: int, digests: set[bytes]) -> dict[bytes, int]:
    found = Content.objects.filter(organisation_id=organisation_id, sha256__in=digests)
    return {bytes(digest): pk for digest, pk in found.values_list("sha256", "id")}


def _not_yet_known() -> bytes:
    """A unique stand-in until the last byte has been hashed."""
    return secrets.token_bytes(32)


def _even(pieces: Iterable[bytes]) -> Iterator[bytes]:
    buffer = bytearray()
    for piece in pieces:
        buffer += piece
        while len(buffer) >= CHUNK:
            yield bytes(buffer[:CHUNK])
            del buffer[:CHUNK]
    if buffer:
        yield bytes(buffer)
