"""Small pictures of the files of messages and replies: wanted as they come, shown once they are made."""

from collections.abc import Collection

from amends.cases.announcing import announce_pictures
from amends.inbox.models import CaseMessage, ReplyFile
from amends.inbox.tasks import make_thumbnails as make_job
from amends.platform_records.thumbnails import left_waiting, make_thumbnail, want_thumbnails


def want_small_pictures(organisation_id: int, content_ids: Collection[int]) -> None:
    """Have these contents made small once this transaction is over, each once."""
    new = want_thumbnails(organisation_id, content_ids)
    if new:
        make_job.defer(content_ids=new)


def make_small_pictures(content_ids: Collection[int]) -> None:
    """Make those of these that still wait, and tell the open pages of each. One that fails stops no other."""
    for content_id in content_ids:
        if make_thumbnail(content_id):
            announce_pictures(_cases_showing(content_id))


def make_left_waiting() -> None:
    """Those whose job has gone, and those that were cut off."""
    make_small_pictures(left_waiting())


def _cases_showing(content_id: int) -> set[int]:
    """The cases with this file in a message, in a reply, or in somebody's draft of one."""
    in_messages = CaseMessage.objects.filter(message__attachments__content=content_id)
    files = ReplyFile.objects.filter(content=content_id)
    found = {
        *in_messages.values_list("case_id", flat=True),
        *files.values_list("outgoing__case_id", flat=True),
        *files.values_list("draft__case_id", flat=True),
    }
    return {case_id for case_id in found if case_id is not None}
