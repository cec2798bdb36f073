"""What returns and feedback say has happened, told to the case: the parts below cannot see them."""

from datetime import datetime
from typing import Any

from amends.cases.models import Case
from amends.core.clock import rfc3339
from amends.returns.models import Return
from amends.reviews.models import Feedback

RETURN, FEEDBACK = "return", "feedback"


def tell_of_records(case: Case) -> bool:
    """Bring `happened` to what the order's returns and feedback say; whether it differs now.

    What a person noted stays: it is taken back by a person. The caller has locked the case and saves it.
    """
    told = {event: said for event, said in case.happened.items() if "of" not in said}
    by_records = {event: said for event, said in _happened(case).items() if event not in told}
    if told | by_records == case.happened:
        return False
    case.happened = told | by_records
    return True


def _happened(case: Case) -> dict[str, dict[str, Any]]:
    if case.order_id is None:
        return {}
    found: dict[str, dict[str, Any]] = {}
    for row in Return.objects.filter(order_id=case.order_id).order_by("requested_at", "pk"):
        for event, at in _of_return(row).items():
            found[event] = {"at": rfc3339(at), "of": RETURN, "id": row.pk}
    left = Feedback.objects.filter(order_id=case.order_id, given_at__isnull=False).order_by("given_at", "pk")
    for feedback in left:
        found["feedback_left"] = {"at": rfc3339(feedback.given_at), "of": FEEDBACK, "id": feedback.pk}
    return found


def _of_return(row: Return) -> dict[str, datetime]:
    times = {
        "refund_requested" if row.kind == "refund_only" else "return_requested": row.requested_at,
        "return_received": row.received_at,
        "refunded": row.finished_at if row.refund_amount else None,
        "claim_opened": row.requested_at if row.claim_opened else None,
    }
    return {event: at for event, at in times.items() if at is not None}
