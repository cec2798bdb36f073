"""Forms of a shop's mail server. The password goes in and never comes out."""

from django import forms
from django.utils.translation import gettext_lazy as _

from amends.accounts.models import MailAccount
from amends.accounts.storefront import MAX_TEXT

KEPT = ("host", "port", "security", "user_name", "from_address", "from_name", "marks_replies")


def encryption_field() -> forms.ChoiceField:
    """How the connection to a mail server is encrypted."""
    return forms.ChoiceField(
        label=_("Encryption"),
        initial="tls",
        choices=[
            ("tls", _("TLS from the start")),
            ("starttls", "STARTTLS"),
            ("none", _("None, for a server on this machine")),
        ],
    )


def password_field(longest: int) -> forms.CharField:
    """A password at a mail server: typed, never shown, blanks kept."""
    return forms.CharField(
        label=_("Password"),
        max_length=longest,
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class MailServerForm(forms.Form):
    """Where a shop's replies are handed in, and who they are from."""

    host = forms.CharField(label=_("Server"), help_text=_("For example smtp.example.com."), max_length=255)
    port = forms.IntegerField(label=_("Port"), initial=465, help_text=_("465 with TLS, 587 with STARTTLS."))
    security = encryption_field()
    user_name = forms.CharField(
        label=_("Login at the server"),
        help_text=_("Empty where it wants none."),
        max_length=255,
        required=False,
    )
    password = password_field(4000)
    from_address = forms.CharField(label=_("Address that replies come from"), max_length=320)
    from_name = forms.CharField(label=_("Name that buyers see"), max_length=MAX_TEXT, required=False)

    marks_replies = forms.BooleanField(
        label=_("Answers go to an address with a mark, such as desk+mark@shop.example"),
        help_text=_("Finds the case again where the thread is lost. The mailbox must take such addresses."),
        required=False,
    )

    def __init__(self, *given: object, account: MailAccount | None, **named: object) -> None:
        if account is not None:
            named["initial"] = {name: getattr(account, name) for name in KEPT}
        super().__init__(*given, **named)  # type: ignore[arg-type]
        if account is not None and account.sealed_password:
            self.fields["password"].help_text = _("One is kept, sealed. Empty: it stays.")
        else:
            self.fields["password"].help_text = _("Kept sealed, and never shown again.")


class TrialForm(forms.Form):
    """To whom the mail goes that tries it."""

    to = forms.CharField(label=_("Your address"), max_length=320, widget=forms.EmailInput)
