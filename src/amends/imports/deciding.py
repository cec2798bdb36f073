"""What a person decides of a file that seems to be of another shop: it goes on, elsewhere, or not at all."""

from django.db import transaction

from amends.accounts.models import Shop
from amends.accounts.permission import require
from amends.core import clock
from amends.core.actor import Actor
from amends.core.errors import Refused
from amends.history.actions import record
from amends.imports.models import ImportFile
from amends.platform_records.contents import forget_contents


def discarded() -> Refused:
    """Why nothing of a file went in, where a person did not want it to."""
    return Refused(
        "import_discarded",
        "The file was not imported: it seemed to be of another shop.",
        mend="Import it again and choose its shop.",
    )


@transaction.atomic
def go_on_import(asking: ImportFile, *, by: Actor, into: Shop | None = None) -> ImportFile:
    """Import the file after all, `into` another shop where one is given.

    Raises NotAllowed, Refused (import_not_asking) when it has been decided already.
    """
    from amends.imports.tasks import import_file

    held = _held(asking, by=by)
    if into is not None and into.pk != held.shop_id:
        require(by, "import_file", into)
        held.shop = into
    held.state, held.asks, held.started_at = "waiting", False, None
    held.save(update_fields=["shop", "state", "asks", "started_at"])
    detail = {"shop": held.shop.code}
    record(actor=by, verb="import_decided", subject_type="import_file", subject_id=held.pk, detail=detail)
    import_file.defer(import_file_id=held.pk, user_id=by.user_id, via=by.via)
    return held


@transaction.atomic
def discard_import(asking: ImportFile, *, by: Actor) -> ImportFile:
    """Take nothing of the file; the upload goes. Raises as `go_on_import`."""
    held = _held(asking, by=by)
    why = discarded()
    held.state, held.finished_at = "refused", clock.now()
    held.error_code, held.error, held.mend = why.code, why.message, why.mend
    upload, held.content = held.content_id, None
    held.save()
    if upload is not None:
        forget_contents([upload])
    detail = {"code": why.code}
    record(actor=by, verb="import_refused", subject_type="import_file", subject_id=held.pk, detail=detail)
    return held


def _held(asking: ImportFile, *, by: Actor) -> ImportFile:
    held = ImportFile.objects.select_for_update(of=("self",)).select_related("shop").get(pk=asking.pk)
    require(by, "import_file", held.shop)
    if held.state != "asking":
        raise Refused("import_not_asking", "This was decided already.", mend="Reload the page.")
    return held
