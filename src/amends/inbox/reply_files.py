"""Files that go with a reply: put to one's own draft, taken away again, handed on to the reply."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Sum

from amends.accounts.permission import require
from amends.cases.actions import CaseConflict
from amends.cases.models import Case
from amends.connectors.mail.file_types import MANY_OCTETS, is_program, media_type_of
from amends.core import clock
from amends.core.actor import Actor
from amends.core.bulk import lock_until_commit
from amends.core.errors import NotAllowed, NotFound, Refused
from amends.inbox.models import Draft, OutgoingMessage, ReplyFile
from amends.inbox.rules import MOST_FILES, kept_name
from amends.inbox.small_pictures import want_small_pictures
from amends.platform_records.contents import forget_contents, keep_content
from amends.platform_records.thumbnails import KINDS


@transaction.atomic
def attach_file(case: Case, name: str, pieces: Iterable[bytes], *, by: Actor) -> ReplyFile:
    """Put a file to the acting person's draft, which begins with it where there is none.

    Raises NotAllowed, Refused (file_empty, file_too_large, file_runs, too_many_files, files_too_large).
    """
    require(by, "work_case", case.shop)
    if by.user_id is None:
        raise NotAllowed("not_a_person", "Only a person has drafts.", mend="Act as a person: --as LOGIN.")
    shown = kept_name(name)
    begin, rest = _begin_of(pieces)
    if not begin:
        raise Refused("file_empty", f"{shown} is empty.", mend="Choose another file.")
    if is_program(begin, shown):
        raise Refused("file_runs", f"{shown} is a program: mail servers refuse it.", mend="Leave it out.")
    counted = _at_most(chain((begin,), rest), settings.REPLY_FILES_BYTES, shown)
    media_type = media_type_of(begin, shown)
    content = keep_content(case.organisation_id, counted, media_type=media_type)
    draft, _ = Draft.objects.select_for_update().get_or_create(
        case=case,
        user_id=by.user_id,
        defaults={
            "organisation_id": case.organisation_id,
            "seen_message_id": case.newest_message_id,
            "saved_at": clock.now(),
        },
    )
    _refuse_too_many(draft, content.size, shown)
    if media_type in KINDS:
        want_small_pictures(case.organisation_id, [content.pk])
    last = draft.files.aggregate(last=Max("position"))["last"]
    return ReplyFile.objects.create(
        organisation_id=case.organisation_id,
        draft=draft,
        position=0 if last is None else last + 1,
        filename=shown,
        media_type=media_type,
        content=content,
    )


@transaction.atomic
def detach_file(file_id: int, *, by: Actor) -> Case:
    """Take a file away from the acting person's draft; the draft's case. Raises NotFound."""
    lock_until_commit("content", by.organisation_id)
    rows = ReplyFile.objects.filter(organisation_id=by.organisation_id, draft__user_id=by.person_id)
    file = rows.select_related("draft__case__shop").filter(pk=file_id).first()
    if file is None or file.draft is None:
        raise NotFound("reply_file_unknown", "There is no such file in your draft.", mend="Reload the page.")
    draft = Draft.objects.select_for_update().get(pk=file.draft.pk)
    file.delete()
    if not draft.text.strip() and not draft.files.exists():
        draft.delete()
    forget_contents([file.content_id])
    return file.draft.case


def files_given(case: Case, ids: Collection[int], *, by: Actor) -> list[ReplyFile]:
    """These files of the person's draft or of a reply they have written, in order.

    Raises CaseConflict (reply_file_gone). The caller holds the case.
    """
    Draft.objects.select_for_update().filter(case=case, user_id=by.person_id).first()
    of_draft = ReplyFile.objects.filter(draft__case=case, draft__user_id=by.person_id)
    of_reply = ReplyFile.objects.filter(outgoing__case=case, outgoing__by_id=by.person_id)
    found = sorted((of_draft | of_reply).filter(pk__in=ids).distinct(), key=lambda file: file.position)
    if len(found) != len(set(ids)):
        raise CaseConflict(
            "reply_file_gone",
            "A file of this reply was taken away meanwhile. Your text is kept.",
            mend="Look at the files, then send.",
        )
    return found


def are_files_of(outgoing: OutgoingMessage, files: Sequence[ReplyFile]) -> bool:
    """Whether the reply went with these very files, told by their contents."""
    of_reply = outgoing.files.values_list("content_id", flat=True)
    return sorted(of_reply) == sorted(file.content_id for file in files)


def drop_copies(files: Sequence[ReplyFile]) -> None:
    """Files of a reply that went before: what still stands in the draft was put there twice."""
    twice = [file for file in files if file.draft_id is not None]
    ReplyFile.objects.filter(pk__in=[file.pk for file in twice]).delete()
    Draft.objects.filter(pk__in=[file.draft_id for file in twice], text="", files=None).delete()


def hand_on(files: Sequence[ReplyFile], outgoing: OutgoingMessage) -> None:
    """The draft's files are the reply's from now on."""
    if any(file.draft_id is None for file in files):
        raise CaseConflict("reply_file_gone", "A file went with another reply.", mend="Attach it again.")
    ids = [file.pk for file in files]
    ReplyFile.objects.filter(pk__in=ids).update(draft=None, outgoing=outgoing)


def copy_files(
    outgoing: OutgoingMessage, *, draft: Draft | None = None, again: OutgoingMessage | None = None
) -> None:
    """The same files once more, for a draft that is given back or a reply that is sent again."""
    there = set(draft.files.values_list("content_id", flat=True)) if draft is not None else set()
    ReplyFile.objects.bulk_create(
        ReplyFile(
            organisation_id=file.organisation_id,
            draft=draft,
            outgoing=again,
            position=file.position,
            filename=file.filename,
            media_type=file.media_type,
            content_id=file.content_id,
        )
        for file in outgoing.files.order_by("position", "id")
        if file.content_id not in there
    )


def _refuse_too_many(draft: Draft, size: int, shown: str) -> None:
    if draft.files.count() >= MOST_FILES:
        raise Refused(
            "too_many_files", f"{shown} would be one too many: {MOST_FILES} files go with a reply.",
            mend="Send the rest with another reply.",
        )  # fmt: skip
    together = draft.files.aggregate(octets=Sum("content__size"))["octets"] or 0
    if together + size > settings.REPLY_FILES_BYTES:
        raise Refused(
            "files_too_large",
            f"With {shown} the files are larger than {megabytes()} MB together.",
            mend="Make them smaller, or send the rest with another reply.",
        )


def megabytes() -> int:
    """How many MB the files of one reply may have together."""
    return int(settings.REPLY_FILES_BYTES) // 1_000_000


def _begin_of(pieces: Iterable[bytes]) -> tuple[bytes, Iterator[bytes]]:
    """At least the first octets in one piece, and what follows."""
    rest = iter(pieces)
    begin = b""
    for piece in rest:
        begin += piece
        if len(begin) >= MANY_OCTETS:
            break
    return begin, rest


def _at_most(pieces: Iterable[bytes], most: int, shown: str) -> Iterator[bytes]:
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > most:
            raise Refused(
                "file_too_large", f"{shown} is larger than {megabytes()} MB.", mend="Make it smaller."
            )
        yield piece
