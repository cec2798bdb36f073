"""The seller's own programs at the providers, through which people let the desk into their mailboxes."""

from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from amends.accounts.mail_servers import on_one_line
from amends.accounts.permission import require
from amends.accounts.sign_ins import SignIn, of_tenant, sign_ins
from amends.connectors.mail.consent import Program
from amends.core import clock
from amends.core.actor import Actor
from amends.core.errors import NotFound, Refused
from amends.core.sealing import seal, unseal
from amends.history.actions import record
from amends.mailboxes.models import MailProgram

PURPOSE = "mail program secret"
LONGEST = 1_000
VERB = "change_shop"  # in all shops: the programs are the organisation's


@dataclass(frozen=True, slots=True)
class WantedProgram:
    """As typed. `secret` None keeps the one that is kept, "" is none."""

    client_id: str
    secret: str | None
    tenant: str = ""


def provider(code: str) -> SignIn:
    """The provider of this code. Raises NotFound."""
    found = sign_ins().get(code)
    if found is None:
        raise NotFound("mail_provider_unknown", "There is no such provider.")
    return found


def program_of(organisation_id: int, code: str) -> MailProgram | None:
    """The organisation's program there; None where nobody has entered one."""
    return MailProgram.objects.of(organisation_id).filter(provider=code).first()


def opened_program(row: MailProgram) -> Program:
    """With its secret in the clear. Raises NotOurSeal."""
    sealed = row.sealed_secret
    secret = unseal(sealed, key=settings.SECRET_KEY, purpose=PURPOSE) if sealed else ""
    return Program(row.client_id, secret)


@transaction.atomic
def set_program(code: str, wanted: WantedProgram, *, by: Actor) -> MailProgram:
    """Enter the program's id and secret, or others. Raises NotFound, Refused, NotAllowed."""
    require(by, VERB)
    told = provider(code)
    client_id = on_one_line(wanted.client_id, "client id")
    if not client_id or len(client_id) > LONGEST or " " in client_id:
        raise Refused("client_id_bad", "This is no client id.", mend="Copy it from the provider's page.")
    tenant = wanted.tenant.strip() if told.has_tenant else ""
    of_tenant(told.consent_url, tenant)
    held = MailProgram.objects.of(by.organisation_id).select_for_update().filter(provider=code).first()
    row = held or MailProgram(organisation_id=by.organisation_id, provider=code)
    if wanted.secret is not None:
        row.sealed_secret = _sealed(wanted.secret)
    elif row.client_id and row.client_id != client_id and row.sealed_secret:
        raise Refused(
            "client_secret_needed", "The kept secret is of another id.", mend="Type its secret too."
        )
    row.client_id, row.tenant, row.changed_at = client_id, tenant, clock.now()
    row.save()
    _tell("mail_program_set", code, by=by)
    return row


@transaction.atomic
def remove_program(code: str, *, by: Actor) -> bool:
    """Forget the program; mailboxes that came in through it stay. False where there was none."""
    require(by, VERB)
    gone, _ = MailProgram.objects.of(by.organisation_id).filter(provider=code).delete()
    if gone:
        _tell("mail_program_removed", code, by=by)
    return bool(gone)


def _sealed(secret: str) -> str:
    if len(secret) > LONGEST or not secret.isprintable():
        raise Refused("client_secret_bad", "This is no client secret.", mend="Copy its value once more.")
    return seal(secret.strip(), key=settings.SECRET_KEY, purpose=PURPOSE) if secret.strip() else ""


def _tell(verb: str, code: str, *, by: Actor) -> None:
    detail = {"provider": code}
    record(actor=by, verb=verb, subject_type="organisation", subject_id=by.organisation_id, detail=detail)
