"""The seller's business itself."""

from django.db import connection, transaction

from amends.accounts.models import Organisation
from amends.core import clock
from amends.core.actor import Actor
from amends.history.actions import record

_FIRST = 0x616D656E6473  # the key of the lock under which the first organisation and its owner are made


def hold_first_lock() -> None:
    """Until the end of the transaction, be the only one who makes the first organisation or owner."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_FIRST])


@transaction.atomic
def first_organisation() -> Organisation:
    """The organisation of this desk, made when there is none yet."""
    found = Organisation.objects.order_by("id").first()
    if found is not None:
        return found
    hold_first_lock()
    found = Organisation.objects.order_by("id").first()
    if found is not None:
        return found
    made = Organisation.objects.create(name="", created_at=clock.now())
    record(
        actor=Actor(made.pk, None, "program"),
        verb="organisation_added",
        subject_type="organisation",
        subject_id=made.pk,
    )
    return made


def lock_organisation(organisation_id: int) -> Organisation:
    """Hold the organisation's row, so that changes of its owners come one after the other.

    NO KEY: an import that adds rows of this organisation meanwhile does not wait.
    """
    return Organisation.objects.select_for_update(no_key=True).get(pk=organisation_id)
