"""Keys for programs. Only the hash of a key is kept."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from amends.accounts.login import Locked, address_subject, take_try
from amends.accounts.models import ApiToken, Shop, User
from amends.accounts.permission import grants_of, require
from amends.accounts.queries import user_of
from amends.accounts.rules import ADDRESS_TRIES, TOKEN_VERBS, ShopScope, TokenLimit, shops_for
from amends.accounts.storefront import plain_text
from amends.core import clock
from amends.core.actor import Actor
from amends.core.errors import NotAllowed, NotFound, Refused
from amends.history.actions import record

SIGN = "amends_"
_SHOWN = len(SIGN) + 6


@dataclass(frozen=True, slots=True)
class TokenHolder:
    """Who a request with a token comes from, and how far it reaches."""

    token_id: int
    actor: Actor
    limit: TokenLimit

    def scope(self, verb: str) -> ShopScope:
        """The shops in which both the token and its user may do `verb`."""
        assert self.actor.user_id is not None
        return shops_for(verb, grants_of(self.actor.user_id), self.limit)

    def require(self, verb: str, shop: Shop | None = None) -> None:
        """Let pass what token and user both may. Raises NotAllowed."""
        scope = self.scope(verb)
        own = shop is None or shop.organisation_id == self.actor.organisation_id
        if not own or not (scope.every if shop is None else shop.pk in scope):
            raise NotAllowed(
                "token_not_allowed",
                f"This token, or its user, may not do this ({verb}).",
                mend="Make a token with this verb and shop.",
            )


@transaction.atomic
def create_token(
    user: User,
    *,
    by: Actor,
    name: str,
    verbs: Sequence[str],
    shop: Shop | None = None,
    expires_at: datetime | None = None,
) -> tuple[ApiToken, str]:
    """Make a token of `user`; the second value is the key, which is never shown again.

    Raises Refused for no or unknown verbs or a date that has passed, NotAllowed, NotFound.
    """
    require(by, "manage_tokens")
    user = user_of(by, user.pk)
    if not user.is_active:
        raise Refused("user_inactive", f"{user.login} is not active.", mend="Activate the user first.")
    if shop is not None and shop.organisation_id != by.organisation_id:
        raise NotFound("shop_unknown", "There is no such shop.")
    unknown = [verb for verb in verbs if verb not in TOKEN_VERBS]
    if unknown or not verbs:
        named = f"The API has no verb {unknown[0]!r}." if unknown else "A token needs at least one verb."
        raise Refused("token_verbs", named, mend=f"Verbs: {', '.join(TOKEN_VERBS)}.")
    now = clock.now()
    if expires_at is not None and expires_at <= now:
        raise Refused("token_expiry", "The token would be over already.", mend="Choose a later day.")
    key = SIGN + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        organisation_id=by.organisation_id,
        user=user,
        name=plain_text(name, "name"),
        prefix=key[:_SHOWN],
        sha256=_sha256(key),
        verbs=sorted(set(verbs)),
        shop=shop,
        created_at=now,
        expires_at=expires_at,
    )
    record(
        actor=by,
        verb="token_created",
        subject_type="token",
        subject_id=token.pk,
        detail={"user": user.pk, "verbs": token.verbs, "shop": token.shop_id},
    )
    return token, key


@transaction.atomic
def revoke_token(token: ApiToken, *, by: Actor) -> ApiToken:
    """End a token at once and for good. Raises NotAllowed, NotFound."""
    require(by, "manage_tokens")
    held = ApiToken.objects.of(by.organisation_id).select_for_update(no_key=True).filter(pk=token.pk).first()
    if held is None:
        raise NotFound("token_unknown", "There is no such token.")
    if held.revoked_at is None:
        held.revoked_at = clock.now()
        held.save(update_fields=["revoked_at"])
        record(actor=by, verb="token_revoked", subject_type="token", subject_id=held.pk)
    return held


def holder_of(key: str, *, address: str) -> TokenHolder | None:
    """Who a key belongs to; None when it is unknown, revoked or over, or its user is not active.

    Raises Locked after 30 failures from an address. A good key passes even then: nobody guesses 256 bits,
    and one broken script shall not shut out the others of its office.
    """
    now = clock.now()
    token = (
        ApiToken.objects.select_related("user")
        .filter(Q(expires_at=None) | Q(expires_at__gt=now))
        .filter(sha256=_sha256(key), revoked_at=None, user__is_active=True)
        .first()
    )
    if token is None:
        _count_failure(address)
        return None
    stale = Q(last_used_at=None) | Q(last_used_at__lt=now - timedelta(minutes=1))
    ApiToken.objects.filter(stale, pk=token.pk).update(last_used_at=now)
    return TokenHolder(
        token.pk,
        Actor(token.organisation_id, token.user_id, "api"),
        TokenLimit(frozenset(token.verbs), token.shop_id),
    )


def _count_failure(address: str) -> None:
    try:
        take_try(address_subject("token", address), limit=ADDRESS_TRIES)
    except Locked as locked:
        raise Locked(
            "token_locked", "Too many requests with a bad token.", until=locked.until, mend=locked.mend
        ) from locked


def _sha256(key: str) -> bytes:
    return hashlib.sha256(key.encode("utf-8", "replace")).digest()
