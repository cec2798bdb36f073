"""Setting passwords. A changed password ends every session of its user: they carry its fingerprint."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from amends.accounts.login import forget_failures, try_password
from amends.accounts.models import User
from amends.accounts.permission import require
from amends.accounts.queries import user_of
from amends.core.actor import Actor
from amends.core.errors import NotFound, Refused
from amends.history.actions import record

MAX_PASSWORD = 1000


def check_password_strength(password: str, user: User) -> None:
    """Raises Refused for a password that is short, common, like the login, or absurdly long."""
    if len(password) > MAX_PASSWORD:
        raise Refused("password_long", f"A password has at most {MAX_PASSWORD} characters.")
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Refused("password_weak", " ".join(error.messages), mend="Choose another password.") from error


def change_password(user: User, *, old: str, new: str, address: str, by: Actor) -> User:
    """A user sets their own password. Raises Refused: wrong old one, too many tries, weak new one."""
    if by.user_id != user.pk:
        raise NotFound("user_unknown", "There is no such user.")
    check_password_strength(new, user)
    try_password(user.login, old, address=address)
    return store_password(user, new, by=by)


def set_password(user: User, password: str, *, by: Actor) -> User:
    """An owner sets someone's password. Raises Refused for a weak one, NotAllowed, NotFound."""
    require(by, "manage_people")
    user = user_of(by, user.pk)
    check_password_strength(password, user)
    return store_password(user, password, by=by)


@transaction.atomic
def store_password(user: User, password: str, *, by: Actor) -> User:
    """Keep a password that has been judged already, and let its user try again at once."""
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    user.set_password(password)
    user.save(update_fields=["password"])
    forget_failures(user.login)
    record(actor=by, verb="password_changed", subject_type="user", subject_id=user.pk)
    return user
