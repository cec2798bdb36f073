"""Organisations, people and shops for tests, made with as little as they need."""

from amends.accounts.models import Organisation, RoleGrant, SellerAccount, Shop, User
from amends.core import clock
from amends.core.actor import Actor


def organisation(name: str = "Lantern House") -> Organisation:
    """A seller's business with nothing in it."""
    return Organisation.objects.create(name=name, created_at=clock.now())


def user(
    owner_of: Organisation, login: str, *roles: str, shop: Shop | None = None, password: str = ""
) -> User:
    """A user with these roles, in one shop or in all."""
    made = User(organisation=owner_of, login=login, created_at=clock.now())
    made.set_password(password or None)
    made.save()
    for role in roles:
        RoleGrant.objects.create(organisation=owner_of, user=made, role=role, shop=shop)
    return made


def shop(owned_by: Organisation, code: str, *, marketplace: str = "amazon", country: str = "US") -> Shop:
    """A shop with a seller account of its own."""
    account = SellerAccount.objects.create(organisation=owned_by, marketplace=marketplace, name=code)
    return Shop.objects.create(
        organisation=owned_by,
        seller_account=account,
        code=code,
        marketplace=marketplace,
        country=country,
        time_zone="America/Los_Angeles",
        currency="USD",
        language="en-US",
        created_at=clock.now(),
    )


def actor(person: User, via: str = "web") -> Actor:
    """The person, acting."""
    return Actor(person.organisation_id, person.pk, via)
