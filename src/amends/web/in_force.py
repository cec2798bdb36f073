"""Every page and endpoint judges by the rulebook of whoever asks."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from amends.accounts.models import User
from amends.accounts.tokens import TokenHolder
from amends.core.pack_sets import SHIPPED, PackSet, judging_by
from amends.releases.in_force import packs_of


class RulebookInForce:
    """Asked for only where a page judges something: one query then, none else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with judging_by(lambda: _packs_for(request)):
            return self.get_response(request)


def _packs_for(request: HttpRequest) -> PackSet:
    came_with: Any = getattr(request, "auth", None)
    if isinstance(came_with, TokenHolder):
        return packs_of(came_with.actor.organisation_id)
    return packs_of(request.user.organisation_id) if isinstance(request.user, User) else SHIPPED
