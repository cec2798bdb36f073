"""Proving who one is, a limited number of times."""

import hashlib
import ipaddress
import unicodedata
from datetime import datetime

from django.db import transaction

from amends.accounts.models import LoginFailure, User
from amends.accounts.queries import user_by_login
from amends.accounts.rules import ADDRESS_TRIES, LOGIN_TRIES, Tries, next_try
from amends.core import clock
from amends.core.errors import Refused


class Locked(Refused):
    """Too many failed tries; `until` says when the next one is taken."""

    def __init__(self, code: str, message: str, *, until: datetime, mend: str) -> None:
        super().__init__(code, message, mend=mend)
        self.until = until


def try_password(login: str, password: str, *, address: str) -> User:
    """The active user whose login and password these are.

    Raises Refused (`login_wrong`) with the same words for an unknown login, an inactive user and a wrong
    password, after the same work; Locked (`login_locked`) after 5 tries in a row for a login or 30 for an
    address, for 15 minutes, whether the login exists or not.
    """
    for_address, for_login = address_subject("address", address), login_subject(login)
    take_try(for_address, limit=ADDRESS_TRIES)
    take_try(for_login, limit=LOGIN_TRIES)
    user = user_by_login(_normal(login))
    if user is None or not user.is_active:
        User().set_password(password)
        known = False
    else:
        known = user.check_password(password)
    if user is None or not known:
        raise Refused("login_wrong", "The login or the password is not right.", mend="Try again.")
    LoginFailure.objects.filter(subject=for_login).delete()
    give_back_try(for_address)
    return user


def forget_failures(login: str) -> None:
    """Let this login be tried again at once."""
    LoginFailure.objects.filter(subject=login_subject(login)).delete()


def login_subject(login: str) -> str:
    """What failures of a login are counted under: a hash, because people type passwords into this field."""
    return "login:" + hashlib.sha256(_normal(login).lower().encode("utf-8", "replace")).hexdigest()


def address_subject(kind: str, address: str) -> str:
    """What failures from an address are counted under; an IPv6 visitor owns the whole /64."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return f"{kind}:unknown"
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            return f"{kind}:{ip.ipv4_mapped}"
        return f"{kind}:{ipaddress.ip_network((ip, 64), strict=False)}"
    return f"{kind}:{ip}"


@transaction.atomic
def take_try(subject: str, *, limit: int) -> None:
    """Count one more try of `subject`, before its result is known. Raises Locked."""
    now = clock.now()
    # The upsert that changes nothing takes the row's lock, whether the row was there or not.
    LoginFailure.objects.bulk_create(
        [LoginFailure(subject=subject, failures=0, last_failed_at=now)],
        update_conflicts=True,
        unique_fields=["subject"],
        update_fields=["subject"],
    )
    row = LoginFailure.objects.get(subject=subject)
    after = next_try(Tries(row.failures, row.last_failed_at, row.locked_until), now=now, limit=limit)
    if after is None:
        until = row.locked_until or now
        minutes = max(1, -int((now - until).total_seconds() // 60))
        raise Locked(
            "login_locked",
            "The login or the password is not right.",
            until=until,
            mend=f"After too many tries the next one is taken in {minutes} min, at {until:%H:%M} UTC.",
        )
    row.failures, row.last_failed_at, row.locked_until = (
        after.failures,
        after.last_failed_at,
        after.locked_until,
    )
    row.save()


@transaction.atomic
def give_back_try(subject: str) -> None:
    """Uncount a try that succeeded: one's own success does not clear the failures of others there."""
    row = LoginFailure.objects.select_for_update().filter(subject=subject).first()
    if row is not None and row.failures > 0:
        row.failures -= 1
        row.locked_until = None
        row.save(update_fields=["failures", "locked_until"])


def _normal(login: str) -> str:
    return unicodedata.normalize("NFKC", login.strip())
