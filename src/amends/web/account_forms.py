"""Forms of login, setup and one's own account."""

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from amends.accounts.passwords import MAX_PASSWORD
from amends.accounts.people import MAX_LOGIN
from amends.accounts.storefront import MAX_TEXT, time_zones

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


def _password(
    label: "_StrPromise", autocomplete: str, help_text: "_StrPromise | str" = ""
) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(
        label=label, help_text=help_text, max_length=MAX_PASSWORD, strip=False, widget=widget
    )


def _login(autocomplete: str = "username") -> forms.CharField:
    signs = {"autocomplete": autocomplete, "autocapitalize": "none", "spellcheck": "false"}
    return forms.CharField(label=_("Login"), max_length=MAX_LOGIN, widget=forms.TextInput(attrs=signs))


LONG_ENOUGH = _("At least 10 characters, and not one of the passwords everybody uses.")


class LoginForm(forms.Form):
    login = _login()
    password = _password(_("Password"), "current-password")


class _NewPassword(forms.Form):
    """A password typed twice."""

    password = _password(_("Password"), "new-password", LONG_ENOUGH)
    again = _password(_("The same once more"), "new-password")

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("password", again):
            raise forms.ValidationError(_("The two are not the same."))
        return again


class SetPasswordForm(_NewPassword):
    """A new person, or a forgotten password, by link."""


class FirstOwnerForm(_NewPassword):
    """The first owner, by link."""

    organisation = forms.CharField(label=_("Name of your business"), max_length=MAX_TEXT, required=False)
    name = forms.CharField(label=_("Your name"), max_length=MAX_TEXT, required=False)
    login = _login()
    field_order = ["organisation", "name", "login", "password", "again"]


class ChangePasswordForm(_NewPassword):
    old = _password(_("The password until now"), "current-password")
    password = _password(_("The new password"), "new-password", LONG_ENOUGH)
    field_order = ["old", "password", "again"]


class NameForm(forms.Form):
    name = forms.CharField(label=_("Your name"), max_length=MAX_TEXT, required=False)
    time_zone = forms.ChoiceField(
        label=_("Your time zone"),
        required=False,
        help_text=_("Every time on the desk is shown in it. Empty: in that of the shop it belongs to."),
        choices=[("", ""), *((zone, zone) for zone in time_zones())],
    )


class AddUserForm(forms.Form):
    """A new person with a first role."""

    login = _login("off")
    name = forms.CharField(label=_("Name"), max_length=MAX_TEXT, required=False)
    language = forms.ChoiceField(
        label=_("Language"), choices=[("zh-Hans", "简体中文"), ("en", "English"), ("fr", "Français")]
    )
