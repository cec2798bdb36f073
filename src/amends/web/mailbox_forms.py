"""The forms of a mailbox. Its password goes in and never comes out."""

from collections.abc import Iterable
from datetime import date

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amends.accounts.mail_servers import checked_address
from amends.accounts.models import Shop
from amends.core.errors import Refused
from amends.core.sealing import NotOurSeal, seal, unseal
from amends.mailboxes.models import Mailbox
from amends.mailboxes.providers import Provider, provider_of, providers
from amends.mailboxes.settings import LONGEST_FOLDER, MailboxSettings
from amends.web.form_errors import words_of
from amends.web.mail_forms import encryption_field, password_field

LONGEST_PASSWORD = 4000
PURPOSE = "mailbox password as typed by"
OF_SERVER = ("host", "port", "security", "login")
KEPT = ("address", "host", "port", "security", "login", "takes_sent", "fetch_from", "trusted")


class AddressForm(forms.Form):
    """Which mailbox, and who hosts it: from that the rest is filled in."""

    address = forms.CharField(
        label=_("E-mail address"),
        max_length=320,
        help_text=_("The one that buyers write to."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "email", "spellcheck": "false"}),
    )
    provider = forms.ChoiceField(
        label=_("Hosted by"),
        required=False,
        help_text=_("Only for an address of your own domain; the others are known by their ending."),
    )

    def clean_address(self) -> str:
        """The address, trimmed. Raises ValidationError where it is none."""
        try:
            return checked_address(self.cleaned_data["address"], "mailbox's address")
        except Refused as error:
            raise forms.ValidationError(words_of(error)) from error

    def __init__(self, *given: object, **named: object) -> None:
        super().__init__(*given, **named)  # type: ignore[arg-type]
        field = self.fields["provider"]
        assert isinstance(field, forms.ChoiceField)
        named_ones = [(each.code, each.name) for each in providers().values()]
        field.choices = [("", _("As the address tells")), ("other", _("Somebody else")), *named_ones]


class MailboxForm(forms.Form):
    """How a mailbox is reached, and what is taken from it."""

    shop = forms.ChoiceField(label=_("Shop that its mails are for"))
    address = forms.CharField(label=_("E-mail address"), max_length=320)
    host = forms.CharField(label=_("Server"), help_text=_("For example imap.example.com."), max_length=255)
    port = forms.IntegerField(label=_("Port"), initial=993, help_text=_("993 with TLS, 143 with STARTTLS."))
    security = encryption_field()
    login = forms.CharField(
        label=_("Login at the server"), help_text=_("Empty: the address."), max_length=255, required=False
    )
    password = password_field(LONGEST_PASSWORD)
    folders = forms.MultipleChoiceField(
        label=_("Folders that buyers' mails go to"), widget=forms.CheckboxSelectMultiple, required=False
    )
    takes_sent = forms.BooleanField(
        label=_("Take what was sent from it elsewhere, too"),
        help_text=_("Answers written in another program then count as answers."),
        required=False,
        initial=True,
    )
    fetch_from = forms.DateField(
        label=_("Mails from this day on"),
        help_text=_("Older ones stay where they are."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    trusted = forms.CharField(
        label=_("Server whose word about senders counts"),
        help_text=_(
            "Your provider writes into each mail whether the sender is real, under a name of its own: the "
            "first word of the header Authentication-Results. Empty: every sender is unproven, and a claimed "
            "refund or a new address is never believed by itself."
        ),
        max_length=255,
        required=False,
    )
    typed = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20_000)
    looked_up = forms.CharField(widget=forms.HiddenInput, required=False, max_length=320)

    def __init__(
        self,
        *given: object,
        shops: Iterable[Shop],
        mailbox: Mailbox | None = None,
        found: Iterable[str] = (),
        **named: object,
    ) -> None:
        if mailbox is not None and "initial" not in named:
            kept = {name: getattr(mailbox, name) for name in KEPT}
            named["initial"] = {**kept, "shop": str(mailbox.shop_id), "folders": mailbox.folders}
        super().__init__(*given, **named)  # type: ignore[arg-type]
        of_shops = [(str(shop.pk), shop.code) for shop in shops]
        unsaid = [("", _("Choose one"))] if mailbox is None and len(of_shops) > 1 else []
        _choices(self, "shop", [*unsaid, *of_shops])
        typed = self.data.getlist("folders") if self.is_bound else []  # type: ignore[attr-defined]
        known = ["INBOX", *(mailbox.folders if mailbox is not None else ()), *typed, *found]
        names = dict.fromkeys(name for name in known if 0 < len(name) <= LONGEST_FOLDER)
        _choices(self, "folders", [(name, name) for name in names])
        hint = _("Kept sealed, and never shown again.")
        self.fields["password"].help_text = (
            hint if mailbox is None else _("One is kept, sealed. Empty: it stays.")
        )

    @property
    def upper_fields(self) -> list[forms.BoundField]:
        """What one always looks at first."""
        return [self["shop"], self["address"], self["password"]]

    @property
    def server_fields(self) -> list[forms.BoundField]:
        """What a known provider tells by itself."""
        return [self[name] for name in OF_SERVER]

    @property
    def lower_fields(self) -> list[forms.BoundField]:
        """What is taken from it."""
        return [self["folders"], self["takes_sent"], self["fetch_from"], self["trusted"]]

    @property
    def shows_server(self) -> bool:
        """Whether something is still to be said about the server."""
        return not self["host"].value() or any(self[name].errors for name in OF_SERVER)

    @property
    def server_said(self) -> str:
        """The server and its port on one line."""
        host, port = self["host"].value(), self["port"].value()
        return f"{host}:{port}"[:120] if host else ""

    def settings(self) -> MailboxSettings:
        """The particulars as typed; only of a valid form."""
        said = self.cleaned_data
        return MailboxSettings(
            address=said["address"],
            host=said["host"],
            fetch_from=said["fetch_from"],
            port=said["port"],
            security=said["security"],
            login=said["login"],
            folders=tuple(said["folders"]),
            takes_sent=said["takes_sent"],
            trusted=said["trusted"],
        )

    def password_typed(self, user_id: int) -> str | None:
        """The password typed now, or in this form just before; None where none was."""
        if self.cleaned_data["password"]:
            return str(self.cleaned_data["password"])
        try:
            return unseal(self.cleaned_data["typed"], key=settings.SECRET_KEY, purpose=f"{PURPOSE} {user_id}")
        except NotOurSeal:
            return None


def again(
    form: MailboxForm, password: str | None, user_id: int, *, found: Iterable[str], **named: object
) -> MailboxForm:
    """The same form, still filled in: the password goes along sealed, the folders found can be chosen."""
    given = form.data.copy()  # type: ignore[attr-defined]
    if password is not None:
        given["typed"] = seal(password, key=settings.SECRET_KEY, purpose=f"{PURPOSE} {user_id}")
    given["password"] = ""
    filled = MailboxForm(given, found=found, **named)  # type: ignore[arg-type]
    if given.get("typed"):
        filled.fields["password"].help_text = _("The one just typed is still at hand. Empty: it stays.")
    return filled


def begun(provider: Provider | None, *, address: str, shop_id: str, first_day: date) -> dict[str, object]:
    """What a new mailbox's form begins with."""
    known: dict[str, object] = {
        "address": address,
        "looked_up": address,
        "shop": shop_id,
        "fetch_from": first_day,
        "folders": ["INBOX"],
    }
    return known | _server_of(provider) if provider is not None else known


def looked_up_anew(given: QueryDict) -> QueryDict | None:
    """A new mailbox's form with the server of another address than the one looked up; None where that stands.

    A server that a person typed stays too.
    """
    before, now = provider_of(given.get("looked_up", "")), provider_of(given.get("address", ""))
    if before is now or not given.get("looked_up"):
        return None
    if given.get("host", "") != (before.host if before is not None else ""):
        return None
    changed = given.copy()
    server = _server_of(now) if now is not None else {"host": "", "trusted": ""}
    for name, value in {**server, "looked_up": given.get("address", "")}.items():
        changed[name] = str(value)
    return changed


def _server_of(provider: Provider) -> dict[str, object]:
    return {
        "host": provider.host,
        "port": provider.port,
        "security": provider.security,
        "trusted": provider.authserv,
    }


def _choices(form: forms.Form, name: str, choices: list[tuple[str, str | Promise]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices
