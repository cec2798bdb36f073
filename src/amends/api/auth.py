"""Who a request to the API comes from: a bearer token, nothing else (no cookie, so no forged forms)."""

from typing import cast

from django.http import HttpRequest
from ninja.security import HttpBearer

from amends.accounts.tokens import TokenHolder, holder_of


class BearerToken(HttpBearer):
    """`Authorization: Bearer amends_…`"""

    def authenticate(self, request: HttpRequest, token: str) -> TokenHolder | None:
        return holder_of(token, address=request.META.get("REMOTE_ADDR", ""))


def holder(request: HttpRequest) -> TokenHolder:
    """The token a request came with, once it has been let in."""
    return cast(TokenHolder, request.auth)  # type: ignore[attr-defined]
