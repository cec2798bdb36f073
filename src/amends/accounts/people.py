"""Users and what they may do. An organisation never loses its last owner."""

import unicodedata

from django.db import IntegrityError, transaction

from amends.accounts.language_tags import normal_language_tag
from amends.accounts.models import RoleGrant, Shop, User
from amends.accounts.organisations import lock_organisation
from amends.accounts.permission import require
from amends.accounts.queries import user_by_login, whole_owners
from amends.accounts.rules import ROLES
from amends.accounts.storefront import known_time_zone, plain_text
from amends.core import clock
from amends.core.actor import Actor
from amends.core.errors import NotFound, Refused
from amends.history.actions import record

MAX_LOGIN = 150
THEMES = ("", "light", "dark")
DESK_LANGUAGES = ("en", "zh-Hans", "fr")


@transaction.atomic
def add_user(*, by: Actor, login: str, name: str = "", language: str = "en") -> User:
    """Add a user without a password or a role: they set the first by a link, an owner grants the second.

    Raises Refused for a bad login or one that exists, NotAllowed.
    """
    require(by, "manage_people")
    return new_user(by, login=login, name=name, language=language)


def new_user(by: Actor, *, login: str, name: str, language: str) -> User:
    """Make the row of a user: for verbs that have asked for permission. Raises Refused."""
    user = User(
        organisation_id=by.organisation_id,
        login=_login(login),
        name=plain_text(name, "name"),
        language=_language(language),
        created_at=clock.now(),
    )
    user.set_unusable_password()
    taken = Refused("login_taken", f"There is a user {user.login} already.", mend="Choose another login.")
    if user_by_login(user.login) is not None:
        raise taken
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as error:  # taken in this very moment
        raise taken from error
    record(actor=by, verb="user_added", subject_type="user", subject_id=user.pk)
    return user


@transaction.atomic
def change_user(
    user: User,
    *,
    by: Actor,
    name: str | None = None,
    language: str | None = None,
    theme: str | None = None,
    time_zone: str | None = None,
) -> User:
    """Set how a user is called and how the desk looks for them: they themselves, or an owner.

    What is None stays. `time_zone` "": each shop's times in its own. Raises Refused for a language, theme or
    zone the desk has not, NotAllowed, NotFound.
    """
    if by.user_id != user.pk:
        require(by, "manage_people")
    user = _locked(user, by)
    if theme is not None and theme not in THEMES:
        raise Refused("theme_unknown", f"There is no theme {theme!r}.", mend="Choose light, dark or none.")
    wanted = {
        "name": None if name is None else plain_text(name, "name"),
        "language": None if language is None else _language(language),
        "theme": theme,
        "time_zone": time_zone if not time_zone else known_time_zone(time_zone),
    }
    changed = [field for field, value in wanted.items() if value not in (None, getattr(user, field))]
    for field in changed:
        setattr(user, field, wanted[field])
    if changed:
        user.save(update_fields=changed)
        record(
            actor=by, verb="user_changed", subject_type="user", subject_id=user.pk, detail={"fields": changed}
        )
    return user


@transaction.atomic
def grant_role(user: User, *, role: str, shop: Shop | None = None, by: Actor) -> RoleGrant:
    """Let a user act in a role, in one shop or in all. A grant that exists is given back as it is."""
    require(by, "manage_people")
    user = _locked(user, by)
    if role not in ROLES:
        raise Refused("role_unknown", f"There is no role {role!r}.", mend=f"Roles: {', '.join(ROLES)}.")
    if shop is not None and shop.organisation_id != by.organisation_id:
        raise NotFound("shop_unknown", "There is no such shop.")
    grant, made = RoleGrant.objects.get_or_create(
        organisation_id=by.organisation_id, user=user, role=role, shop=shop
    )
    if made:
        _record_role("role_granted", grant, by)
    return grant


@transaction.atomic
def revoke_role(grant: RoleGrant, *, by: Actor) -> None:
    """Take a role back. Raises Refused for the last owner of the organisation."""
    require(by, "manage_people")
    lock_organisation(by.organisation_id)
    held = RoleGrant.objects.of(by.organisation_id).filter(pk=grant.pk).first()
    if held is None:
        raise NotFound("grant_unknown", "This role is not held any more.")
    if held.role == "owner" and held.shop_id is None:
        _keep_an_owner(by, without=held.user_id)
    _record_role("role_revoked", held, by)
    held.delete()


@transaction.atomic
def deactivate_user(user: User, *, by: Actor) -> User:
    """Shut a user out: sessions and tokens end at once, history stays. Raises Refused for the last owner."""
    require(by, "manage_people")
    lock_organisation(by.organisation_id)
    _keep_an_owner(by, without=user.pk)
    return _set_active(user, False, verb="user_deactivated", by=by)


@transaction.atomic
def activate_user(user: User, *, by: Actor) -> User:
    """Let a user in again, with the roles and tokens they had."""
    require(by, "manage_people")
    return _set_active(user, True, verb="user_activated", by=by)


def _set_active(user: User, active: bool, *, verb: str, by: Actor) -> User:
    user = _locked(user, by)
    if user.is_active != active:
        user.is_active = active
        user.save(update_fields=["is_active"])
        record(actor=by, verb=verb, subject_type="user", subject_id=user.pk)
    return user


def _keep_an_owner(by: Actor, *, without: int) -> None:
    owners = set(whole_owners(by.organisation_id).values_list("pk", flat=True))
    if owners == {without}:
        raise Refused(
            "last_owner", "This is the last owner of the desk.", mend="Make somebody else an owner first."
        )


def _record_role(verb: str, grant: RoleGrant, by: Actor) -> None:
    record(
        actor=by,
        verb=verb,
        subject_type="user",
        subject_id=grant.user_id,
        detail={"role": grant.role, "shop": grant.shop_id},
    )


def _locked(user: User, by: Actor) -> User:
    found = User.objects.of(by.organisation_id).select_for_update(no_key=True).filter(pk=user.pk).first()
    if found is None:
        raise NotFound("user_unknown", "There is no such user.")
    return found


def _login(text: str) -> str:
    login = unicodedata.normalize("NFKC", text.strip())
    readable = all(unicodedata.category(sign)[0] not in "CZ" for sign in login)
    if not login or len(login) > MAX_LOGIN or not readable:
        raise Refused(
            "login_bad",
            "This is no login.",
            mend=f"Use up to {MAX_LOGIN} letters, digits or signs without spaces, such as an e-mail address.",
        )
    return login


def _language(tag: str) -> str:
    normal = normal_language_tag(tag)
    if normal not in DESK_LANGUAGES:
        raise Refused(
            "desk_language_unknown",
            f"The desk does not speak {tag!r}.",
            mend=f"It speaks {', '.join(DESK_LANGUAGES)}.",
        )
    return normal
