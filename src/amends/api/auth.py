"""Who a request to the API comes from: a bearer token, nothing else (no cookie, so no forged forms)."""

from typing import cast

from django.http import HttpRequest
from ninja.security import HttpBearer

from amends.accounts.models import Shop
from amends.accounts.queries import in_scope
from amends.accounts.tokens import TokenHolder, holder_of
from amends.core.errors import NotFound


class BearerToken(HttpBearer):
    """`Authorization: Bearer amends_…`"""

    def authenticate(self, request: HttpRequest, token: str) -> TokenHolder | None:
        return holder_of(token, address=request.META.get("REMOTE_ADDR", ""))


def holder(request: HttpRequest) -> TokenHolder:
    """The token a request came with, once it has been let in."""
    return cast(TokenHolder, request.auth)  # type: ignore[attr-defined]


def reached(request: HttpRequest, verb: str, code: str = "") -> dict[int, Shop]:
    """The shops, by id, in which token and person may do `verb`; only that of `code` where one is given.

    Raises NotAllowed where the token has not the verb at all, NotFound for a shop it does not reach.
    """
    came_with = holder(request)
    if not came_with.scope(verb):
        came_with.require(verb)
    shops = in_scope(Shop.objects.of(came_with.actor.organisation_id), came_with.scope(verb)).order_by("code")
    if not code:
        return {shop.pk: shop for shop in shops}
    chosen = None if "\0" in code else shops.filter(code=code).first()
    if chosen is None:
        raise NotFound("shop_unknown", f"This token reaches no shop {code}.", mend="See GET /api/v1/shops.")
    return {chosen.pk: chosen}
