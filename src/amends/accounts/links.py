"""Links that work once, for an hour: the first owner, a new person, a forgotten password.

Only the SHA-256 of a link's secret is stored.
"""

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction

from amends.accounts.models import OneTimeLink, RoleGrant, User
from amends.accounts.organisations import first_organisation, hold_first_lock
from amends.accounts.passwords import check_password_strength, store_password
from amends.accounts.people import new_user
from amends.accounts.permission import require
from amends.accounts.queries import user_of, whole_owners
from amends.accounts.storefront import plain_text
from amends.core import clock
from amends.core.actor import Actor
from amends.core.errors import NotFound, Refused
from amends.history.actions import record

GOOD_FOR = timedelta(hours=1)
FIRST_OWNER = "first_owner"
PASSWORD = "password"


@transaction.atomic
def first_owner_link() -> str | None:
    """The path of the link that makes the first owner; None when there is one. An earlier link dies."""
    hold_first_lock()
    if whole_owners().exists():
        return None
    OneTimeLink.objects.filter(purpose=FIRST_OWNER).delete()
    return _new_link(FIRST_OWNER, None)


@transaction.atomic
def password_link(user: User, *, by: Actor) -> str:
    """The path of a link by which `user` sets a new password. An earlier link dies.

    Raises NotAllowed, NotFound, Refused for a user who is not active.
    """
    require(by, "manage_people")
    user = user_of(by, user.pk)
    if not user.is_active:
        raise Refused("user_inactive", f"{user.login} is not active.", mend="Activate the user first.")
    OneTimeLink.objects.filter(purpose=PASSWORD, user=user).delete()
    record(actor=by, verb="password_link_made", subject_type="user", subject_id=user.pk)
    return _new_link(PASSWORD, user)


def open_link(secret: str) -> OneTimeLink:
    """The link of that secret while it is good, unchanged. Raises NotFound."""
    link = (
        OneTimeLink.objects.select_related("user")
        .filter(sha256=_sha256(secret), used_at=None, expires_at__gt=clock.now())
        .first()
    )
    if link is None or (link.user is not None and not link.user.is_active):
        raise NotFound(
            "link_over",
            "This link is not good any more: it works once, for an hour.",
            mend="Ask for a new one. For the first owner, start the desk again.",
        )
    return link


@transaction.atomic
def use_link(secret: str, *, purpose: str) -> OneTimeLink:
    """Use up the link: of two at the same moment one gets it. Raises NotFound.

    Inside a larger transaction that fails, the link stays good.
    """
    now = clock.now()
    used = OneTimeLink.objects.filter(
        sha256=_sha256(secret), purpose=purpose, used_at=None, expires_at__gt=now
    )
    link = open_link(secret)
    if used.update(used_at=now) != 1:
        raise NotFound("link_over", "This link has just been used.", mend="Ask for a new one.")
    return link


@transaction.atomic
def create_owner(
    secret: str,
    *,
    login: str,
    password: str,
    name: str = "",
    organisation_name: str = "",
    language: str = "en",
    via: str = "web",
) -> User:
    """The first owner, by their one-time link; the organisation is made when missing.

    Raises NotFound for a link that is over, Refused for a bad login or password: the link then stays good.
    """
    use_link(secret, purpose=FIRST_OWNER)
    hold_first_lock()
    if whole_owners().exists():
        raise Refused("owner_exists", "This desk has an owner already.", mend="Log in.")
    organisation = first_organisation()
    if organisation_name.strip():
        organisation.name = plain_text(organisation_name, "name of the business")
        organisation.save(update_fields=["name"])
    user = new_user(Actor(organisation.pk, None, via), login=login, name=name, language=language)
    check_password_strength(password, user)
    by = Actor(organisation.pk, user.pk, via)
    RoleGrant.objects.create(organisation=organisation, user=user, role="owner", shop=None)
    record(
        actor=by,
        verb="role_granted",
        subject_type="user",
        subject_id=user.pk,
        detail={"role": "owner", "shop": None},
    )
    return store_password(user, password, by=by)


@transaction.atomic
def set_password_by_link(secret: str, *, password: str, via: str = "web") -> User:
    """A user sets a password by the link they were given. Raises NotFound, Refused: the link stays good."""
    link = use_link(secret, purpose=PASSWORD)
    if link.user is None:
        raise NotFound("link_over", "This link is not good any more.", mend="Ask for a new one.")
    check_password_strength(password, link.user)
    return store_password(link.user, password, by=Actor(link.user.organisation_id, link.user.pk, via))


def _new_link(purpose: str, user: User | None) -> str:
    secret = secrets.token_urlsafe(32)
    now = clock.now()
    OneTimeLink.objects.create(
        sha256=_sha256(secret), purpose=purpose, user=user, created_at=now, expires_at=now + GOOD_FOR
    )
    return f"/setup/{secret}"


def _sha256(secret: str) -> bytes:
    return hashlib.sha256(secret.encode("utf-8", "replace")).digest()
