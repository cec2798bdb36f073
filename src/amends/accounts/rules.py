"""Who may do what, and how often a password may be tried."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

ROLES = ("agent", "technical_agent", "lead", "warehouse", "finance", "owner")
_EVERYONE = frozenset(ROLES)
_LEADS = frozenset({"lead", "owner"})
_OWNER = frozenset({"owner"})

VERBS: Mapping[str, frozenset[str]] = {
    "see_shops": _EVERYONE,
    "see_orders": _EVERYONE,
    "see_messages": _EVERYONE - {"warehouse"},
    "see_cases": _EVERYONE - {"warehouse"},
    "work_case": _EVERYONE - {"warehouse", "finance"},
    "assign_case": _LEADS,
    "approve_way": _LEADS,
    "let_warning_pass": _LEADS,
    "learn_figures": _LEADS,
    "see_quality": _LEADS,
    "teach_triage": _LEADS,
    "see_steps": _EVERYONE,
    "finish_step": _EVERYONE,
    "see_rulebook": _EVERYONE,
    "prepare_rulebook": _LEADS,
    "release_rulebook": _LEADS,
    "change_replies": _LEADS,
    "share_view": _LEADS,
    "see_imports": _EVERYONE,
    "see_history": _EVERYONE,
    "import_file": _EVERYONE - {"technical_agent"},
    "change_shop": _LEADS,
    "erase_buyer": _LEADS,
    "add_shop": _OWNER,
    "manage_people": _OWNER,
    "manage_tokens": _OWNER,
    "set_language_model": _OWNER,
    "back_up": _OWNER,
}

# What the API can do: a token is given no other verb.
TOKEN_VERBS = (
    "see_shops", "see_orders", "see_cases", "work_case", "see_imports", "import_file",
    "see_rulebook", "prepare_rulebook", "see_quality", "change_shop",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Grant:
    """A role, for one shop or (None) for all."""

    role: str
    shop_id: int | None


@dataclass(frozen=True, slots=True)
class TokenLimit:
    """What a token may do at most, whatever its user may: these verbs, in this shop or (None) in all."""

    verbs: frozenset[str]
    shop_id: int | None


@dataclass(frozen=True, slots=True)
class ShopScope:
    """Every shop of the organisation, or the ones named; false when there is none."""

    every: bool = False
    ids: frozenset[int] = frozenset()

    def __contains__(self, shop_id: int) -> bool:
        return self.every or shop_id in self.ids

    def __bool__(self) -> bool:
        return self.every or bool(self.ids)


def shops_for(verb: str, grants: Iterable[Grant], limit: TokenLimit | None = None) -> ShopScope:
    """The shops in which these grants permit `verb`. Raises KeyError for a verb nobody has declared."""
    roles = VERBS[verb]
    held = [grant.shop_id for grant in grants if grant.role in roles]
    scope = ShopScope(every=None in held, ids=frozenset(shop_id for shop_id in held if shop_id is not None))
    if limit is None:
        return scope
    if verb not in limit.verbs:
        return ShopScope()
    if limit.shop_id is None:
        return scope
    return ShopScope(ids=frozenset({limit.shop_id} if limit.shop_id in scope else ()))


def may(
    verb: str, grants: Iterable[Grant], shop_id: int | None = None, limit: TokenLimit | None = None
) -> bool:
    """Whether `verb` is permitted in the shop; without a shop, in the organisation as a whole."""
    scope = shops_for(verb, grants, limit)
    return scope.every if shop_id is None else shop_id in scope


LOCK = timedelta(minutes=15)
LOGIN_TRIES = 5
ADDRESS_TRIES = 30


@dataclass(frozen=True, slots=True)
class Tries:
    """Failed tries in a row, when the last one was, and until when no further one is taken."""

    failures: int
    last_failed_at: datetime
    locked_until: datetime | None


def next_try(before: Tries, *, now: datetime, limit: int) -> Tries | None:
    """Count one more try before its password is looked at; None while locked.

    Counting first means that many tries at the same moment are never more than `limit`. The try that
    reaches the limit is still looked at. After a pause of 15 minutes the count starts again.
    """
    if before.locked_until is not None and now < before.locked_until:
        return None
    rested = before.locked_until is not None or now - before.last_failed_at >= LOCK
    failures = 1 if rested else before.failures + 1
    return Tries(failures, now, now + LOCK if failures >= limit else None)
