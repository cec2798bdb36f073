"""The language model that may be asked about what triage is unsure of: set, tried and taken away."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from amends.accounts.organisations import lock_organisation
from amends.accounts.permission import require
from amends.connectors.language_models import BadEndpoint, Endpoint, Reply, ask, check_address
from amends.core import clock
from amends.core.actor import Actor
from amends.core.errors import Refused
from amends.core.sealing import NotOurSeal, seal, unseal
from amends.history.actions import record
from amends.inbox.models import LanguageModel
from amends.triage.codes import CODES

PURPOSE = "language model key"
LONGEST_NAME, LONGEST_KEY = 200, 4_000
TRIAL = "My parcel has not moved for ten days. Where is it?"
MENDS = {
    "endpoint_address": "Write the whole address, such as https://models.example.com/v1/chat/completions.",
    "endpoint_insecure": "Use https; http is for a model on this machine.",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a model is to be asked. `is_near`: on this machine or in a private network."""

    address: str
    model: str
    is_near: bool = False
    is_on: bool = False


def language_model_of(organisation_id: int) -> LanguageModel | None:
    """The organisation's model; None where nobody has set one."""
    return LanguageModel.objects.of(organisation_id).first()


@transaction.atomic
def set_language_model(wanted: Wanted, *, key: str | None, by: Actor) -> LanguageModel:
    """Set which model is asked, and whether. `key` None keeps the stored one, for the same address.

    Raises Refused for bad particulars, NotAllowed.
    """
    require(by, "set_language_model")
    lock_organisation(by.organisation_id)
    address, model = wanted.address.strip(), wanted.model.strip()
    _check(address, model, key, is_near=wanted.is_near)
    row = language_model_of(by.organisation_id) or LanguageModel(organisation_id=by.organisation_id)
    if key is None and row.sealed_key and row.address != address:
        raise Refused(
            "model_key_needed", "The stored key belongs to another address.", mend="Give the key too."
        )
    if key is not None:
        row.sealed_key = seal(key, key=settings.SECRET_KEY, purpose=PURPOSE) if key else ""
    if wanted.is_on and not (row.is_on and row.address == address):
        row.on_since = clock.now()
    row.address, row.model = address, model
    row.is_near, row.is_on = wanted.is_near, wanted.is_on
    row.changed_at = clock.now()
    row.save()
    detail = {"on": row.is_on, "near": row.is_near}
    _tell("language_model_set", by=by, detail=detail)
    return row


@transaction.atomic
def remove_language_model(*, by: Actor) -> bool:
    """Ask no model any more, and forget its key; False where there was none."""
    require(by, "set_language_model")
    gone, _ = LanguageModel.objects.of(by.organisation_id).delete()
    if gone:
        _tell("language_model_removed", by=by)
    return bool(gone)


def try_language_model(*, by: Actor) -> Reply | None:
    """Ask it about a made-up message, now; None where no model is set. Not to be called in a transaction."""
    require(by, "set_language_model")
    row = language_model_of(by.organisation_id)
    if row is None:
        return None
    reply = asked(row, TRIAL)
    _tell("language_model_tried", by=by, detail={"state": reply.state})
    return reply


def asked(row: LanguageModel, text: str) -> Reply:
    """What the model says that this is about. `text` names nobody any more."""
    try:
        key = unseal(row.sealed_key, key=settings.SECRET_KEY, purpose=PURPOSE) if row.sealed_key else ""
    except NotOurSeal as error:
        return Reply("failed", said=error.code)
    return ask(Endpoint(row.address, row.model, key, is_near=row.is_near), text, CODES)


def _check(address: str, model: str, key: str | None, *, is_near: bool) -> None:
    try:
        check_address(address, is_near=is_near)
    except BadEndpoint as error:
        raise Refused(error.code, str(error), mend=MENDS.get(error.code, "Look at the address.")) from None
    if not model or len(model) > LONGEST_NAME or not model.isprintable():
        raise Refused("model_name_bad", "This is no name of a model.", mend="Write it as its maker does.")
    odd = key is not None and any(unicodedata.category(sign)[0] == "C" for sign in key)
    if key is not None and (odd or not key.isascii() or len(key) > LONGEST_KEY):
        raise Refused(
            "model_key_bad", "This is no key: it holds signs that no header can.", mend="Copy it again."
        )


def _tell(verb: str, *, by: Actor, detail: Mapping[str, object] | None = None) -> None:
    record(
        actor=by, verb=verb, subject_type="organisation", subject_id=by.organisation_id, detail=detail or {}
    )
