"""A mailbox opened by signing in at its provider: somebody goes there, agrees, and comes back with a code.

Who comes back must be who went, in the same session, within a quarter of an hour, once.
"""

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from amends.accounts.mail_accounts import MailServer, mail_account_of, set_mail_account
from amends.accounts.mail_servers import checked_address
from amends.accounts.models import MailAccount, Shop
from amends.accounts.permission import require
from amends.accounts.sign_ins import SignIn, of_tenant
from amends.connectors.mail.consent import Agreed, consent_address, is_same_mailbox, new_secret, redeemed
from amends.connectors.mail.imap_faults import MailboxFault
from amends.core import clock
from amends.core.actor import Actor
from amends.core.errors import NotFound, Refused
from amends.core.sealing import seal, unseal
from amends.mailboxes.actions import add_mailbox, change_mailbox
from amends.mailboxes.models import Mailbox, SignInBegun
from amends.mailboxes.programs import opened_program, program_of, provider
from amends.mailboxes.queries import mailbox_of, settings_of
from amends.mailboxes.settings import MailboxSettings

GOOD_FOR = timedelta(minutes=15)
PURPOSE = "mailbox sign-in"
LONGEST_STATE = 200


class SignInFailed(Refused):
    """Nothing was kept. `code` is sign_in_… and says who can mend it; the message is the provider's.

    `wish`: what was to be kept, where that is known.
    """

    wish: "Wish | None" = None


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be kept once the provider has agreed: a new mailbox of `shop_id`, or one signed in anew.

    `sends`: the shop's replies leave through it, too. `login` "" is the address.
    """

    provider: str
    shop_id: int
    address: str
    login: str = ""
    fetch_from: str = ""  # a day, 2026-11-22
    trusted: str = ""
    sends: bool = False
    mailbox_id: int | None = None

    @property
    def account(self) -> str:
        """Whoever signs in must be this one."""
        return self.login or self.address


def begin_sign_in(wish: Wish, *, session: str, comes_back_to: str, by: Actor) -> str:
    """Where the person goes now. Raises NotFound, NotAllowed, Refused (mail_program_missing …)."""
    told, wish = provider(wish.provider), _checked(wish, by=by)
    row = program_of(by.organisation_id, told.code)
    if row is None or by.user_id is None:
        raise Refused("mail_program_missing", "Nobody has entered a program of yours there.")
    program, state, verifier = opened_program(row), new_secret(), new_secret()
    kept = {
        "wish": asdict(wish),
        "verifier": verifier,
        "comes_back_to": comes_back_to,
        "client_id": program.client_id,
        "tenant": row.tenant,
    }
    with transaction.atomic():
        SignInBegun.objects.filter(over_at__lt=clock.now()).delete()
        SignInBegun.objects.create(
            organisation_id=by.organisation_id,
            user_id=by.user_id,
            provider=told.code,
            state_hash=_hashed(state),
            session_hash=_hashed(session),
            sealed_wish=seal(json.dumps(kept), key=settings.SECRET_KEY, purpose=PURPOSE),
            over_at=clock.now() + GOOD_FOR,
        )
    return consent_address(
        of_tenant(told.consent_url, row.tenant),
        program,
        scope=told.consent,
        state=state,
        verifier=verifier,
        comes_back_to=comes_back_to,
        login=wish.account,
        more=told.more,
    )


def finish_sign_in(*, state: str, code: str, error: str, session: str, by: Actor) -> tuple[Mailbox, bool]:
    """The mailbox, kept, and whether replies leave through it. Not to be called inside a transaction.

    Raises SignInFailed, Refused, NotAllowed, NotFound; the state is used up then, too.
    """
    kept = _used_up(state, session=session, by=by)
    wish = Wish(**kept["wish"])
    try:
        return _finished(wish, kept, code=code, error=error, by=by)
    except SignInFailed as failed:
        failed.wish = wish
        raise


def _finished(wish: Wish, kept: dict[str, Any], *, code: str, error: str, by: Actor) -> tuple[Mailbox, bool]:
    told = provider(wish.provider)
    if error or not code:
        denied = error in ("access_denied", "consent_required", "interaction_required", "login_required")
        raise SignInFailed("sign_in_denied" if denied else "sign_in_provider", error[:100] or "no code")
    agreed = _agreed(told, kept, code, by=by)
    if not any(is_same_mailbox(each, wish.account) for each in agreed.addresses):
        raise SignInFailed("sign_in_other_account", ", ".join(sorted(agreed.addresses))[:200])
    return _kept(told, wish, agreed, by=by)


def _checked(wish: Wish, *, by: Actor) -> Wish:
    shop = _shop(wish.shop_id, by=by)
    if wish.mailbox_id is not None:
        mailbox = mailbox_of(wish.mailbox_id, by=by)
        return replace(wish, shop_id=mailbox.shop_id, address=mailbox.address, login=mailbox.login)
    told = _settings(provider(wish.provider), wish).checked()
    same = Mailbox.objects.of(shop.organisation_id).filter(host=told.host, port=told.port, login=told.login)
    if same.exists():
        raise Refused("mailbox_exists", f"The mailbox {told.login} is there already.")
    checked_address(wish.account, "mailbox's address")
    return replace(wish, address=told.address, login=told.login)


def _used_up(state: str, *, session: str, by: Actor) -> dict[str, Any]:
    """What was to be kept, once. Raises SignInFailed (sign_in_over)."""
    rows = SignInBegun.objects.of(by.organisation_id).select_for_update()
    with transaction.atomic():
        row = rows.filter(state_hash=_hashed(state[:LONGEST_STATE])).first()
        is_theirs = (
            row is not None
            and row.user_id == by.user_id
            and row.session_hash == _hashed(session)
            and row.over_at > clock.now()
        )
        if row is not None:
            row.delete()
    if row is None or not is_theirs:
        raise SignInFailed("sign_in_over", "Not begun here, used already, or too long ago.")
    kept: dict[str, Any] = json.loads(unseal(row.sealed_wish, key=settings.SECRET_KEY, purpose=PURPOSE))
    return kept


def _agreed(told: SignIn, kept: dict[str, Any], code: str, *, by: Actor) -> Agreed:
    row = program_of(by.organisation_id, told.code)
    if row is None or row.client_id != kept["client_id"] or row.tenant != kept["tenant"]:
        raise SignInFailed("sign_in_over", "The program was changed meanwhile.")
    try:
        return redeemed(
            of_tenant(told.token_url, row.tenant),
            opened_program(row),
            code=code,
            verifier=str(kept["verifier"]),
            comes_back_to=str(kept["comes_back_to"]),
            scope=told.consent,
            needs=told.needs,
        )
    except MailboxFault as fault:
        raise SignInFailed(f"sign_in_{fault.code}", fault.words) from fault


@transaction.atomic
def _kept(told: SignIn, wish: Wish, agreed: Agreed, *, by: Actor) -> tuple[Mailbox, bool]:
    if wish.mailbox_id is not None:
        known = mailbox_of(wish.mailbox_id, by=by)
        anew = replace(settings_of(known), host=told.imap.host, port=told.imap.port)
        mailbox = change_mailbox(known, anew, password=agreed.grant, by=by)
    else:
        shop = _shop(wish.shop_id, by=by)
        mailbox = add_mailbox(shop, _settings(told, wish), password=agreed.grant, by=by)
    before = mail_account_of(mailbox.shop)
    sends = wish.sends or (before is not None and _is_its(before, told, wish))
    if sends:
        _send_through(told, wish, agreed, mailbox.shop, before, by=by)
    return mailbox, sends


def _send_through(
    told: SignIn, wish: Wish, agreed: Agreed, shop: Shop, before: MailAccount | None, *, by: Actor
) -> None:
    server = MailServer(
        told.smtp.host,
        told.smtp.port,
        told.smtp.security,
        wish.account,
        wish.address,
        before.from_name if before is not None else "",
        marks_replies=before is not None and before.marks_replies,
    )
    set_mail_account(shop, server, password=agreed.grant, by=by)


def _is_its(account: MailAccount, told: SignIn, wish: Wish) -> bool:
    """Whether the shop's replies leave through this mailbox already, by token."""
    return (account.sign_in, account.host, account.user_name) == ("oauth", told.smtp.host, wish.account)


def _settings(told: SignIn, wish: Wish) -> MailboxSettings:
    imap = told.imap
    try:
        first_day = date.fromisoformat(wish.fetch_from)
    except ValueError as error:
        raise Refused("fetch_from_bad", f"{wish.fetch_from!r} is no day.") from error
    return MailboxSettings(
        address=wish.address,
        host=imap.host,
        fetch_from=first_day,
        port=imap.port,
        security=imap.security,
        login=wish.login,
        trusted=wish.trusted,
    )


def _shop(shop_id: int, *, by: Actor) -> Shop:
    shop = Shop.objects.of(by.organisation_id).filter(pk=shop_id).first()
    if shop is None:
        raise NotFound("shop_unknown", "There is no such shop.")
    require(by, "change_shop", shop)
    return shop


def _hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
