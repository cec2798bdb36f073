"""Who is asking, and which shops they see: every page is scoped by these."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase

from amends.accounts.models import Shop, User
from amends.accounts.permission import grants_of
from amends.accounts.rules import Grant, may, shops_for
from amends.cases.mentioning import unread_in_shop
from amends.core.actor import Actor
from amends.core.errors import NotAllowed
from amends.releases.in_force import by_release, release_id_of


@dataclass(frozen=True, slots=True)
class Reader:
    """The person at the page, and every shop of the organisation by id, in the order of their codes."""

    user: User
    grants: frozenset[Grant]
    every_shop: dict[int, Shop]

    def judging(self) -> AbstractContextManager[None]:
        """Judgement by the organisation's rulebook, read along with the shops: no query of its own."""
        shop: Any = next(iter(self.every_shop.values()), None)
        return nullcontext() if shop is None else by_release(self.organisation_id, shop.rulebook)

    @property
    def organisation_id(self) -> int:
        return self.user.organisation_id

    @property
    def actor(self) -> Actor:
        return Actor(self.organisation_id, self.user.pk, "web")

    def shops(self, verb: str) -> dict[int, Shop]:
        """The shops in which the person may do `verb`, by id."""
        scope = shops_for(verb, self.grants)
        return {pk: shop for pk, shop in self.every_shop.items() if pk in scope}

    @property
    def is_owner(self) -> bool:
        """Whether the person owns the whole organisation, not only a shop."""
        return Grant("owner", None) in self.grants

    @property
    def teaches(self) -> bool:
        """Whether the person decides what the organisation's triage learns from."""
        return may("teach_triage", self.grants)

    @property
    def changes_shops(self) -> bool:
        """Whether the person sets up a shop, its mailboxes among it."""
        return self.may("change_shop")

    @property
    def words(self) -> bool:
        """Whether the person decides in which words the organisation replies."""
        return may("change_replies", self.grants)

    @property
    def unread_mentions(self) -> int:
        """How many notes name the person in cases they see, unread: read along with the shops."""
        return sum(getattr(shop, "unread_mentions", 0) for shop in self.shops("see_cases").values())

    def may(self, verb: str) -> bool:
        """Whether the person may do `verb` in any shop, or in the organisation as a whole."""
        return bool(shops_for(verb, self.grants))


Page = Callable[Concatenate[HttpRequest, Reader, ...], HttpResponseBase]


def reads(verb: str) -> Callable[[Page], Callable[..., HttpResponseBase]]:
    """A page for people who are logged in and hold a role that permits `verb` somewhere."""

    def decorate(view: Page) -> Callable[..., HttpResponseBase]:
        @login_required
        @wraps(view)
        def checked(request: HttpRequest, **named: Any) -> HttpResponseBase:
            reader = reader_of(cast(User, request.user))
            request.reader = reader  # type: ignore[attr-defined]
            if not reader.may(verb):
                raise NotAllowed("not_allowed", f"Your roles do not permit this ({verb}).")
            with reader.judging():
                return view(request, reader, **named)

        return checked

    return decorate


def reads_whole(verb: str) -> Callable[[Page], Callable[..., HttpResponseBase]]:
    """A page for people whose role permits `verb` in the organisation as a whole, not only in a shop."""

    def decorate(view: Page) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def checked(request: HttpRequest, reader: Reader, **named: Any) -> HttpResponseBase:
            if not may(verb, reader.grants):
                raise NotAllowed("not_allowed", f"Your roles do not permit this ({verb}).")
            return view(request, reader, **named)

        return reads(verb)(checked)

    return decorate


def for_oneself(view: Page) -> Callable[..., HttpResponseBase]:
    """A page about the reader alone: logged in is enough."""

    @login_required
    @wraps(view)
    def known(request: HttpRequest, **named: Any) -> HttpResponseBase:
        reader = reader_of(cast(User, request.user))
        request.reader = reader  # type: ignore[attr-defined]
        with reader.judging():
            return view(request, reader, **named)

    return known


def reader_of(user: User) -> Reader:
    """The person with their roles and shops: two queries."""
    shops = list(
        Shop.objects.filter(organisation_id=user.organisation_id)
        .annotate(rulebook=release_id_of("organisation_id"), unread_mentions=unread_in_shop(user.pk))
        .order_by("code")
    )
    return Reader(user, grants_of(user.pk), {shop.pk: shop for shop in shops})
