"""What a restored backup holds as on its way may have left since it was made: it is never sent again."""

from django.db import transaction
from django.db.models.functions import Coalesce

from amends.core.actor import Actor
from amends.inbox.answering import lock_case
from amends.inbox.handing_over import ended_badly
from amends.inbox.models import ModelQuestion, OutgoingMessage
from amends.inbox.states import RESTORED


@transaction.atomic
def doubt_what_waits() -> int:
    """Every reply that was waiting or being handed over is unknown now: a person looks and decides.

    Their cases are open again. No language model is asked a second time either. Returns how many replies.
    """
    rows = OutgoingMessage.objects.filter(state__in=("waiting", "handing_over"))
    OutgoingMessage.objects.filter(state="waiting").update(
        handed_over_at=Coalesce("handed_over_at", "leaves_at")
    )
    ModelQuestion.objects.filter(state__in=("waiting", "asking")).update(state="unknown", said=RESTORED)
    found = list(rows.order_by("case_id", "pk").values_list("pk", "case_id"))
    for outgoing_id, case_id in found:
        case = lock_case(case_id)
        row = OutgoingMessage.objects.select_for_update().get(pk=outgoing_id)
        ended_badly(row, case, "unknown", RESTORED, by=Actor(row.organisation_id, None, "cli"))
    return len(found)
