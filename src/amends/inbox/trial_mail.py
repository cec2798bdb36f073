"""A mail to oneself, to see whether a shop's mail server takes what the desk hands it."""

from email.utils import format_datetime, formataddr

from django.core.mail import EmailMessage

from amends.accounts.mail_accounts import mail_account_of
from amends.accounts.models import Shop
from amends.accounts.permission import require
from amends.connectors.mail.envelope import ADDRESS
from amends.connectors.mail.submission import Outcome
from amends.core import clock
from amends.core.actor import Actor
from amends.core.errors import Refused
from amends.history.actions import record
from amends.inbox.posting import submit


def send_trial_mail(shop: Shop, *, to: str, subject: str, text: str, by: Actor) -> Outcome:
    """Hand one mail to the shop's server, now; what became of it. Not to be called inside a transaction.

    Raises NotAllowed, Refused (mail_to_bad, mail_not_set).
    """
    require(by, "change_shop", shop)
    account = mail_account_of(shop)
    if account is None:
        raise Refused("mail_not_set", f"{shop.code} has no mail server.", mend="Name it first.")
    if not to.isascii() or not ADDRESS.fullmatch(to):
        raise Refused("mail_to_bad", f"{to[:80]!r} is no mail address.", mend="Write you@example.com.")
    mail = EmailMessage(
        subject=subject,
        body=text,
        from_email=formataddr((account.from_name, account.from_address)),
        to=[to],
        headers={"Date": format_datetime(clock.now())},
    )
    outcome = submit(mail, account)
    record(
        actor=by,
        verb="mail_account_tried",
        subject_type="shop",
        subject_id=shop.pk,
        detail={"outcome": outcome.state},
    )
    return outcome
