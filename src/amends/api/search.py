"""GET /search."""

from typing import Any

from django.http import HttpRequest
from ninja import Router
from ninja.params.functions import Query

from amends.accounts.models import Shop
from amends.accounts.queries import in_scope
from amends.api.auth import holder
from amends.api.errors import FAULTS
from amends.api.paging import MOST, USUAL
from amends.insights.searching.answer import search
from amends.insights.searching.document import refuse_troubles, search_document
from amends.insights.searching.scope import Scope

router = Router(tags=["search"])


@router.get("", response={200: dict[str, Any], **FAULTS}, summary="Cases and orders that words are about")
def find(
    request: HttpRequest, q: str, after: str = "", limit: int = Query(USUAL, ge=1, le=MOST)
) -> dict[str, Any]:
    """`q` as in the find box: words, "phrases", -left out, filters (is:late carrier:yto before:2026-11-20).

    The newest first. `after`: a `next`. A filter that cannot be followed is refused.
    """
    came_with = holder(request)
    seen = {verb: _shops(request, verb) for verb in ("see_cases", "see_orders")}
    if not any(seen.values()):
        came_with.require("see_cases")
    scope = Scope(
        came_with.actor.organisation_id,
        cases=seen["see_cases"],
        messages=seen["see_cases"],  # a key that reads cases reads their messages
        orders=seen["see_orders"],
        user_id=came_with.actor.user_id,
    )
    answer = search(q, scope, size=limit, place=after)
    refuse_troubles(answer)
    return search_document(answer)


def _shops(request: HttpRequest, verb: str) -> dict[int, Shop]:
    came_with = holder(request)
    shops = in_scope(Shop.objects.of(came_with.actor.organisation_id), came_with.scope(verb))
    return {shop.pk: shop for shop in shops.order_by("code")}
