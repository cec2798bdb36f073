"""The judgement of rules.py, asked for a person in the database."""

from amends.accounts import rules
from amends.accounts.models import RoleGrant, Shop
from amends.core.actor import Actor
from amends.core.errors import NotAllowed


def grants_of(user_id: int) -> frozenset[rules.Grant]:
    """The roles an active user holds; none for a user who is not active any more."""
    rows = RoleGrant.objects.filter(user_id=user_id, user__is_active=True)
    return frozenset(rules.Grant(role, shop_id) for role, shop_id in rows.values_list("role", "shop_id"))


def scope_of(by: Actor, verb: str) -> rules.ShopScope:
    """The shops in which `by` may do `verb`; a program may everywhere in its organisation."""
    if by.user_id is None:
        rules.VERBS[verb]  # an undeclared verb is an error for programs too
        return rules.ShopScope(every=True)
    return rules.shops_for(verb, grants_of(by.user_id))


def require(by: Actor, verb: str, shop: Shop | None = None) -> None:
    """Let pass who may do `verb` in `shop` (without one: in the whole organisation). Raises NotAllowed."""
    scope = scope_of(by, verb)
    if shop is None:
        permitted = scope.every
    else:
        permitted = shop.organisation_id == by.organisation_id and shop.pk in scope
    if not permitted:
        place = f" in shop {shop.code}" if shop is not None else ""
        raise NotAllowed(
            "not_allowed",
            f"Your roles do not permit this ({verb}{place}).",
            mend="Ask an owner of the desk for the role.",
        )
