"""What a verb refuses, said in the form it was asked in."""

from django import forms
from django.utils.translation import ngettext

from amends.accounts.login import Locked
from amends.core import clock
from amends.core.errors import AmendsError
from amends.web.error_sentences import mend_for, sentence_for

FIELDS = {
    "login_bad": "login",
    "login_taken": "login",
    "password_weak": "password",
    "password_long": "password",
    "shop_exists": "code",
    "shop_code_bad": "code",
    "marketplace_unknown": "marketplace",
    "country_unknown": "country",
    "time_zone_unknown": "time_zone",
    "time_zone_needed": "time_zone",
    "currency_unknown": "currency",
    "language_bad": "language",
    "token_verbs": "verbs",
    "token_expiry": "days",
    "mail_host_bad": "host",
    "mail_port_bad": "port",
    "mail_security_bad": "security",
    "mail_insecure": "security",
    "mail_password_needed": "password",
    "mail_password_bad": "password",
    "mail_address_bad": "from_address",
    "mail_to_bad": "to",
    "slug_bad": "slug",
    "slug_taken": "slug",
    "mailbox_exists": "login",
    "fetch_from_bad": "fetch_from",
    "folders_bad": "folders",
    "client_id_bad": "client_id",
    "client_secret_bad": "secret",
    "client_secret_needed": "secret",
    "mail_tenant_bad": "tenant",
    "endpoint_address": "address",
    "endpoint_insecure": "address",
    "model_name_bad": "model",
    "model_key_bad": "key",
    "model_key_needed": "key",
}


def tell(form: forms.Form, error: AmendsError) -> None:
    """Put the error at the field it speaks of, else above the form."""
    field = FIELDS.get(error.code)
    if field == "from_address" and field not in form.fields:
        field = "address"
    form.add_error(field if field in form.fields else None, words_of(error))


def words_of(error: AmendsError) -> str:
    """Sentence and mend in the reader's language."""
    sentence = sentence_for(error.code) or error.message
    mend = _wait(error) if isinstance(error, Locked) else mend_for(error.code)
    return f"{sentence} {mend}".strip()


def _wait(error: Locked) -> str:
    minutes = max(1, -int((clock.now() - error.until).total_seconds() // 60))
    return ngettext(
        "After too many tries the next one is taken in %(minutes)d minute, at %(time)s UTC.",
        "After too many tries the next one is taken in %(minutes)d minutes, at %(time)s UTC.",
        minutes,
    ) % {"minutes": minutes, "time": f"{error.until:%H:%M}"}
