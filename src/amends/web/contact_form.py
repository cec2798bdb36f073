"""The fields of the contact page, and what keeps programs out of it: a field for them, and a page's age."""

import hashlib
import secrets
from datetime import timedelta

from django import forms
from django.conf import settings
from django.core import signing
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from amends.accounts.login import address_subject
from amends.accounts.models import ContactForm
from amends.core import clock
from amends.imports.contact_form import LONGEST_NUMBER, LONGEST_TEXT

SALT = "contact page"
LEAST = timedelta(seconds=2)  # nobody types faster
MOST = timedelta(hours=24)
LONGEST_ADDRESS = 254


class SeveralFiles(forms.ClearableFileInput):
    """A field for several files at once; the view reads them."""

    allow_multiple_selected = True


class TypedForm(forms.Form):
    """What a buyer types. `leave_empty` is for programs that fill in whatever there is."""

    order_number = forms.CharField(
        label=_("Order number, if there is one"),
        help_text=_("It stands in the confirmation of your order."),
        required=False,
        max_length=LONGEST_NUMBER,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    address = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("We answer to this address."),
        max_length=LONGEST_ADDRESS,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    text = forms.CharField(
        label=_("Your message"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 9, "dir": "auto"}),
    )
    leave_empty = forms.CharField(
        label=pgettext_lazy("contact page", "Leave this field empty"), required=False, max_length=200
    )
    page = forms.CharField(required=False, max_length=400, widget=forms.HiddenInput())

    def clean_leave_empty(self) -> str:
        if self.cleaned_data["leave_empty"]:
            raise forms.ValidationError(_("This field must stay empty: it tells people from programs."))
        return ""

    def clean_order_number(self) -> str:
        return " ".join(str(self.cleaned_data["order_number"]).split())


def new_page(form: ContactForm) -> str:
    """A mark of this page, signed with the moment it was made at."""
    said = {"form": form.pk, "once": secrets.token_urlsafe(12), "at": clock.now().timestamp()}
    return signing.dumps(said, salt=SALT)


def page_read(mark: str, form: ContactForm) -> tuple[str, timedelta] | None:
    """What makes this page one of a kind, and its age; None for a mark that is not of this form."""
    try:
        said = signing.loads(mark, salt=SALT)
    except signing.BadSignature:
        return None
    if said["form"] != form.pk:
        return None
    return said["once"], timedelta(seconds=clock.now().timestamp() - said["at"])


def sender_subject(address: str) -> str:
    """What the messages from a network address are counted under: a hash that is another one each day."""
    day = clock.now().date().isoformat().encode()
    key = hashlib.blake2b(settings.SECRET_KEY.encode(), digest_size=32).digest()
    said = address_subject("contact", address).encode()
    return "contact:" + hashlib.blake2b(said + day, key=key, digest_size=16).hexdigest()
