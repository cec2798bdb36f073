"""Every verb of accounts, on one screen."""

from amends.accounts.links import (
    create_owner,
    first_owner_link,
    password_link,
    set_password_by_link,
    use_link,
)
from amends.accounts.login import try_password
from amends.accounts.organisations import first_organisation
from amends.accounts.passwords import change_password, set_password
from amends.accounts.people import (
    activate_user,
    add_user,
    change_user,
    deactivate_user,
    grant_role,
    revoke_role,
)
from amends.accounts.shops import add_shop, change_shop
from amends.accounts.tokens import create_token, revoke_token

__all__ = [
    "activate_user",
    "add_shop",
    "add_user",
    "change_password",
    "change_shop",
    "change_user",
    "create_owner",
    "create_token",
    "deactivate_user",
    "first_organisation",
    "first_owner_link",
    "grant_role",
    "password_link",
    "revoke_role",
    "revoke_token",
    "set_password",
    "set_password_by_link",
    "try_password",
    "use_link",
]
