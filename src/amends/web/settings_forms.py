"""Forms of shops, roles and tokens."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from amends.accounts.countries import country_names
from amends.accounts.models import Shop, User
from amends.accounts.rules import TOKEN_VERBS
from amends.accounts.storefront import MAX_CODE, MAX_TEXT, marketplace_codes, time_zones
from amends.core.money import currencies
from amends.web.account_words import ROLE, VERB
from amends.web.shown import language
from amends.web.words import marketplace_name

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class ChangeShopForm(forms.Form):
    """What may change of a shop."""

    name = forms.CharField(label=_("Name"), max_length=MAX_TEXT, required=False)
    country = forms.ChoiceField(label=_("Country"))
    time_zone = forms.ChoiceField(label=_("Time zone"))
    currency = forms.ChoiceField(label=_("Currency"))
    language = forms.CharField(
        label=_("Language of its buyers"), help_text=_("For example en-US, zh-Hans, fr."), max_length=100
    )
    return_address = forms.CharField(
        label=_("Return address"),
        max_length=MAX_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *given: object, **named: object) -> None:
        super().__init__(*given, **named)  # type: ignore[arg-type]
        countries = sorted(country_names(language()).items(), key=lambda country: country[1])
        _choose(self, "country", [("", "")] + [(code, f"{name} ({code})") for code, name in countries])
        _choose(self, "time_zone", [("", "")] + [(zone, zone) for zone in time_zones()])
        _choose(self, "currency", [("", "")] + [(code, code) for code in currencies()])


class AddShopForm(ChangeShopForm):
    """A new shop."""

    code = forms.CharField(
        label=_("Code"),
        max_length=MAX_CODE,
        help_text=_("A short name of your own: letters, digits, - _ or . It stays as it is."),
    )
    marketplace = forms.ChoiceField(label=_("Marketplace"))
    seller_account = forms.CharField(
        label=_("Seller account"),
        max_length=MAX_TEXT,
        required=False,
        help_text=_("Only when several shops share one account: give them all the same name here."),
    )
    field_order = ["code", "marketplace", "country", "time_zone", "currency", "language", "name"]

    def __init__(self, *given: object, **named: object) -> None:
        super().__init__(*given, **named)
        for name in ("time_zone", "currency", "language"):
            self.fields[name].required = False
        self.fields["country"].help_text = _(
            "It decides what you leave empty: currency, language, and the time zone where it has only one."
        )
        _choose(self, "marketplace", [(code, marketplace_name(code)) for code in marketplace_codes()])


class GrantForm(forms.Form):
    """A role, in one shop or in all."""

    role = forms.ChoiceField(label=_("Role"), choices=list(ROLE.items()))
    shop = forms.ChoiceField(label=_("Shop"), required=False)

    def __init__(self, *given: object, shops: Iterable[Shop], **named: object) -> None:
        super().__init__(*given, **named)  # type: ignore[arg-type]
        _choose_shop(self, shops)


class AddTokenForm(forms.Form):
    """A key for a program."""

    name = forms.CharField(label=_("What it is for"), max_length=MAX_TEXT)
    user = forms.ChoiceField(label=_("Whose rights it has a part of"))
    verbs = forms.MultipleChoiceField(
        label=_("Rights"),
        choices=[(verb, VERB[verb]) for verb in TOKEN_VERBS],
        widget=forms.CheckboxSelectMultiple,
    )
    shop = forms.ChoiceField(label=_("Shop"), required=False)
    days = forms.IntegerField(
        label=_("Good for how many days"),
        help_text=_("Empty: until it is revoked."),
        min_value=1,
        max_value=3650,
        required=False,
    )

    def __init__(self, *given: object, shops: Iterable[Shop], users: Iterable[User], **named: object) -> None:
        super().__init__(*given, **named)  # type: ignore[arg-type]
        _choose_shop(self, shops)
        _choose(self, "user", [(str(user.pk), user.name or user.login) for user in users])


def _choose_shop(form: forms.Form, shops: Iterable[Shop]) -> None:
    _choose(form, "shop", [("", _("All shops")), *((str(shop.pk), shop.code) for shop in shops)])


def _choose(form: forms.Form, name: str, choices: Sequence[tuple[str, "str | _StrPromise"]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices
