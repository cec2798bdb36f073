"""Reading accounts: nothing here changes a row."""

from typing import Any

from django.db.models import QuerySet, Value
from django.db.models.functions import Lower

from amends.accounts import rules
from amends.accounts.models import ApiToken, Organisation, RoleGrant, Shop, User
from amends.accounts.permission import scope_of
from amends.core import clock
from amends.core.actor import Actor
from amends.core.errors import NotFound


def user_by_login(login: str) -> User | None:
    """The user of that login, without regard to case, as the database compares it."""
    if "\0" in login:
        return None
    return User.objects.alias(lowered=Lower("login")).filter(lowered=Lower(Value(login))).first()


def user_of(by: Actor, user_id: int) -> User:
    """A user of the actor's organisation, as they are now. Raises NotFound."""
    user = User.objects.of(by.organisation_id).filter(pk=user_id).first()
    if user is None:
        raise NotFound("user_unknown", "There is no such user.", mend="See: amends user list")
    return user


def user_named(login: str, *, by: Actor) -> User:
    """The user of the actor's organisation with that login. Raises NotFound."""
    user = user_by_login(login)
    if user is None or user.organisation_id != by.organisation_id:
        raise NotFound("user_unknown", f"There is no user {login}.", mend="See: amends user list")
    return user


def grant_held(user: User, *, role: str, shop: Shop | None) -> RoleGrant:
    """The user's grant of that role, in that shop or in all. Raises NotFound."""
    grant = RoleGrant.objects.filter(user=user, role=role, shop=shop).first()
    if grant is None:
        place = f"in {shop.code}" if shop is not None else "in all shops"
        raise NotFound("grant_unknown", f"{user.login} is not {role} {place}.", mend="See: amends user list")
    return grant


def find_token(token_id: int, *, by: Actor) -> ApiToken:
    """A token of the actor's organisation. Raises NotFound."""
    token = ApiToken.objects.of(by.organisation_id).filter(pk=token_id).first()
    if token is None:
        raise NotFound("token_unknown", f"There is no token {token_id}.", mend="See: amends token list")
    return token


def whole_owners(organisation_id: int | None = None) -> "QuerySet[User]":
    """Active users who own a whole organisation (not only a shop), the oldest first."""
    grants = RoleGrant.objects.filter(role="owner", shop=None)
    if organisation_id is not None:
        grants = grants.filter(organisation_id=organisation_id)
    return User.objects.filter(is_active=True, pk__in=grants.values("user_id")).order_by("pk")


def acting_as(login: str | None, *, via: str = "cli") -> Actor:
    """Whom a command acts for: the user named, else the owner, else (nobody yet) the program itself.

    Raises NotFound for an unknown or inactive login, and when nothing has been set up.
    """
    if login is not None:
        user = user_by_login(login)
        if user is None or not user.is_active:
            raise NotFound(
                "login_unknown", f"No active user has the login {login}.", mend="See: amends user list"
            )
        return Actor(user.organisation_id, user.pk, via)
    owner = whole_owners().first()
    if owner is not None:
        return Actor(owner.organisation_id, owner.pk, via)
    organisation = Organisation.objects.order_by("id").first()
    if organisation is None:
        raise NotFound("nothing_set_up", "There is no shop yet.", mend="Add one: amends shop add CODE …")
    return Actor(organisation.pk, None, via)


def visible_shops(by: Actor, verb: str) -> "QuerySet[Shop]":
    """The shops of the actor's organisation in which it may do `verb`, by code."""
    return in_scope(Shop.objects.of(by.organisation_id), scope_of(by, verb)).order_by("code")


def in_scope(shops: "QuerySet[Shop]", scope: rules.ShopScope) -> "QuerySet[Shop]":
    """Only the shops of the scope."""
    return shops if scope.every else shops.filter(pk__in=scope.ids)


def find_shop(code: str, *, by: Actor, verb: str) -> Shop:
    """The shop of that code in which `by` may do `verb`. Raises NotFound, also for a shop not theirs."""
    shop = None if "\0" in code else visible_shops(by, verb).filter(code=code).first()
    if shop is None:
        raise NotFound("shop_unknown", f"There is no shop {code!r}.", mend="See: amends shop list")
    return shop


def shop_facts(shops: "QuerySet[Shop]") -> list[dict[str, str]]:
    """Shops as they leave the program, by code."""
    rows = shops.select_related("seller_account", "organisation").order_by("code")
    return [
        {
            "code": shop.code,
            "name": shop.name,
            "marketplace": shop.marketplace,
            "country": shop.country,
            "time_zone": shop.time_zone,
            "currency": shop.currency,
            "language": shop.language,
            "seller_account": shop.seller_account.name,
            "organisation": shop.organisation.name,
        }
        for shop in rows
    ]


def people_shown(organisation_id: int) -> "QuerySet[User]":
    """Everybody with their grants and the shops of these, by login."""
    return User.objects.of(organisation_id).prefetch_related("grants__shop").order_by("login")


def grants_shown(user: User) -> "QuerySet[RoleGrant]":
    """The user's roles with their shops."""
    return RoleGrant.objects.filter(user=user).select_related("shop").order_by("role", "shop__code")


def tokens_shown(organisation_id: int) -> "QuerySet[ApiToken]":
    """Tokens with their users and shops, the newest first."""
    return ApiToken.objects.of(organisation_id).select_related("user", "shop").order_by("-pk")


def user_facts(organisation_id: int) -> list[dict[str, Any]]:
    """Everybody with their roles, as they leave the program, by login."""
    return [
        {
            "login": user.login,
            "name": user.name,
            "is_active": user.is_active,
            "roles": sorted(
                (
                    {"role": grant.role, "shop": grant.shop.code if grant.shop else None}
                    for grant in user.grants.all()
                ),
                key=lambda grant: (grant["role"], grant["shop"] or ""),
            ),
        }
        for user in people_shown(organisation_id)
    ]


def token_state(token: ApiToken) -> str:
    """good, revoked, over, or paused while its user is not active."""
    if token.revoked_at is not None:
        return "revoked"
    if token.expires_at is not None and token.expires_at <= clock.now():
        return "over"
    return "good" if token.user.is_active else "paused"


def token_facts(organisation_id: int) -> list[dict[str, Any]]:
    """Tokens as they leave the program, the newest first; never the keys."""
    return [
        {
            "id": token.pk,
            "name": token.name,
            "prefix": token.prefix,
            "user": token.user.login,
            "verbs": token.verbs,
            "shop": token.shop.code if token.shop else None,
            "state": token_state(token),
            "created_at": clock.rfc3339(token.created_at),
            "expires_at": clock.rfc3339(token.expires_at),
            "last_used_at": clock.rfc3339(token.last_used_at),
        }
        for token in tokens_shown(organisation_id)
    ]
