"""GET /quality."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from ninja import Router
from ninja.params.functions import Query

from amends.api.auth import holder, reached
from amends.api.errors import FAULTS
from amends.insights.quality.document import names_for, quality_document
from amends.insights.quality.report import LONGEST_DAYS, USUAL_DAYS, quality_of
from amends.insights.reply_outcomes import outcomes_of

router = Router(tags=["quality"])


@router.get(
    "", response={200: dict[str, Any], **FAULTS}, summary="How quickly and reliably buyers are answered"
)
def quality(
    request: HttpRequest, days: int = Query(USUAL_DAYS, ge=1, le=LONGEST_DAYS), shop: str = ""
) -> dict[str, Any]:
    """Over the last `days`, of one `shop` or of all that the token reaches: seconds, counts, parts of one."""
    shops = reached(request, "see_quality", shop)
    report = quality_of(shops, days=days)
    outcomes = outcomes_of(
        holder(request).actor.organisation_id,
        now=report.period.until,
        looks_back=timedelta(days=days),
        shop_ids=shops,
    )
    return quality_document(report, names_for(report, shops), outcomes)
