"""Who listens at the event stream, and what they may hear of now: for all listeners in three queries."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connection

from amends.accounts.models import RoleGrant, User
from amends.accounts.rules import Grant, ShopScope, shops_for
from amends.core import clock

VERB = "see_cases"


@dataclass(frozen=True, slots=True)
class Watcher:
    """A person at a screen, by the session they logged in with."""

    session_key: str
    user_id: int
    organisation_id: int
    proof: str  # of the password at that time: another password ends the session


def watcher_of(session_key: str) -> Watcher | None:
    """Whose session this is; None where nobody is logged in with it, or sees no case."""
    try:
        said = SessionStore(session_key).load()
        user = User.objects.filter(pk=said[SESSION_KEY], is_active=True).first()
        if user is None:
            return None
        watcher = Watcher(session_key, user.pk, user.organisation_id, said[HASH_SESSION_KEY])
        return watcher if heard_by([watcher]).get(watcher) else None
    except (KeyError, ValueError):
        return None
    finally:
        connection.close()


def heard_by(watchers: Collection[Watcher]) -> dict[Watcher, ShopScope]:
    """The shops of whose cases each may hear now; those no longer logged in are left out."""
    user_ids = {watcher.user_id for watcher in watchers}
    keys = {watcher.session_key for watcher in watchers}
    try:
        alive = set(
            Session.objects.filter(session_key__in=keys, expire_date__gt=clock.now()).values_list(
                "session_key", flat=True
            )
        )
        users = {user.pk: user for user in User.objects.filter(pk__in=user_ids, is_active=True)}
        grants: dict[int, list[Grant]] = defaultdict(list)
        held = RoleGrant.objects.filter(user_id__in=user_ids).values_list("user_id", "role", "shop_id")
        for user_id, role, shop_id in held:
            grants[user_id].append(Grant(role, shop_id))
    finally:
        connection.close()
    proofs = {pk: user.get_session_auth_hash() for pk, user in users.items()}
    return {
        watcher: shops_for(VERB, grants[watcher.user_id])
        for watcher in watchers
        if watcher.session_key in alive and proofs.get(watcher.user_id) == watcher.proof
    }
