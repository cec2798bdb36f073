"""The forms of signing in at a mailbox's provider. The secret goes in and never comes out."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from amends.accounts.models import Shop
from amends.accounts.sign_ins import SignIn
from amends.mailboxes.models import MailProgram
from amends.mailboxes.programs import LONGEST, WantedProgram
from amends.mailboxes.signing_in import Wish


class SignInForm(forms.Form):
    """Which mailbox is to be opened, and what is taken from it."""

    provider = forms.CharField(widget=forms.HiddenInput, max_length=40)
    mailbox_id = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)
    trusted = forms.CharField(widget=forms.HiddenInput, required=False, max_length=255)
    shop_id = forms.TypedChoiceField(label=_("Shop that its mails are for"), coerce=int)
    address = forms.CharField(label=_("E-mail address"), max_length=320)
    login = forms.CharField(
        label=_("Account to sign in with"),
        help_text=_("Only where it is another than the address. Empty: the address."),
        max_length=320,
        required=False,
    )
    fetch_from = forms.DateField(
        label=_("Mails from this day on"),
        help_text=_("Older ones stay where they are."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    sends = forms.BooleanField(
        label=_("The shop's replies leave through it, too"),
        help_text=_("It takes the place of the shop's mail server."),
        required=False,
    )

    def __init__(self, *given: object, shops: Iterable[Shop], **named: object) -> None:
        super().__init__(*given, **{"auto_id": "sign_in_%s", **named})  # type: ignore[arg-type]
        of_shops = [(str(shop.pk), shop.code) for shop in shops]
        unsaid = [("", _("Choose one"))] if len(of_shops) > 1 else []
        field = self.fields["shop_id"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [*unsaid, *of_shops]

    def wish(self) -> Wish:
        """What is to be kept; only of a valid form."""
        said = {**self.cleaned_data, "fetch_from": self.cleaned_data["fetch_from"].isoformat()}
        return Wish(**said)


class ProgramForm(forms.Form):
    """The seller's own program at the provider."""

    client_id = forms.CharField(label=_("Client ID"), max_length=LONGEST)
    secret = forms.CharField(
        label=_("Client secret"),
        max_length=LONGEST,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    tenant = forms.CharField(
        label=_("Directory (tenant)"),
        help_text=_("Where the program is for your own directory alone: its name or ID. Empty: any."),
        max_length=100,
        required=False,
    )

    def __init__(self, *given: object, told: SignIn, row: MailProgram | None, **named: object) -> None:
        if row is not None:
            named["initial"] = {"client_id": row.client_id, "tenant": row.tenant}
        super().__init__(*given, **named)  # type: ignore[arg-type]
        if not told.has_tenant:
            del self.fields["tenant"]
        kept = row is not None and row.sealed_secret
        self.fields["secret"].help_text = (
            _("One is kept, sealed. Empty: it stays.") if kept else _("Kept sealed, and never shown again.")
        )

    def wanted(self) -> WantedProgram:
        """As typed; only of a valid form."""
        said = self.cleaned_data
        return WantedProgram(said["client_id"], said["secret"] or None, said.get("tenant", ""))
