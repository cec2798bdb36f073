"""Reading accounts: nothing here changes a row."""

from django.db.models import QuerySet, Value
from django.db.models.functions import Lower

from amends.accounts import rules
from amends.accounts.models import Organisation, RoleGrant, Shop, User
from amends.accounts.permission import scope_of
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


def whole_owners(organisation_id: int | None = None) -> "QuerySet[User]":
    """Active users who own a whole organisation (not only a shop), the oldest first."""
    grants = RoleGrant.objects.filter(role="owner", shop=None)
    if organisation_id is not None:
        grants = grants.filter(organisation_id=organisation_id)
    return User.objects.filter(is_active=True, pk__in=grants.values("user_id")).order_by("pk")


def actor_for_login(login: str | None, *, via: str = "cli") -> Actor:
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


def shop_by_code(by: Actor, code: str, *, verb: str) -> Shop:
    """The shop of that code in which `by` may do `verb`. Raises NotFound, also for a shop not theirs."""
    shop = None if "\0" in code else visible_shops(by, verb).filter(code=code).first()
    if shop is None:
        raise NotFound("shop_unknown", f"There is no shop {code}.", mend="See: amends shop list")
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
