"""The shops: list, add, change."""

from dataclasses import fields

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from amends.accounts.actions import add_shop
from amends.accounts.country_defaults import filled_in
from amends.accounts.mail_accounts import mail_account_of
from amends.accounts.storefront import Storefront
from amends.connectors.marketplaces.rules import is_own_site
from amends.core.errors import NotFound, Refused
from amends.inbox.shop_changes import change_shop
from amends.web.access import Reader, reads, reads_whole
from amends.web.form_errors import tell
from amends.web.settings_forms import AddShopForm, ChangeShopForm


@require_http_methods(["GET", "HEAD"])
@reads("see_shops")
def shops(request: HttpRequest, reader: Reader) -> HttpResponse:
    """The shops the reader sees."""
    facts = {
        "reader": reader,
        "place": "shops",
        "shops": list(reader.shops("see_shops").values()),
        "changeable": set(reader.shops("change_shop")),
    }
    return render(request, "settings/shops.html", facts)


@require_http_methods(["GET", "HEAD", "POST"])
@reads_whole("add_shop")
def shop_add(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Add a shop."""
    form = AddShopForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        wanted = Storefront(**{each.name: form.cleaned_data[each.name] for each in fields(Storefront)})
        try:
            shop = add_shop(
                filled_in(wanted), by=reader.actor, seller_account=form.cleaned_data["seller_account"]
            )
        except Refused as error:
            tell(form, error)
        else:
            messages.success(request, _("Shop %(code)s is added.") % {"code": shop.code})
            return redirect("settings_shops")
    facts = {"reader": reader, "place": "shops", "form": form}
    return render(request, "settings/shop_add.html", facts, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@reads("change_shop")
def shop(request: HttpRequest, reader: Reader, shop_id: int) -> HttpResponse:
    """Change a shop."""
    found = reader.shops("change_shop").get(shop_id)
    if found is None:
        raise NotFound("shop_unknown", "There is no such shop.")
    form = ChangeShopForm(request.POST or None, initial={name: getattr(found, name) for name in _CHANGEABLE})
    if request.method == "POST" and form.is_valid():
        try:
            change_shop(found, by=reader.actor, **{name: form.cleaned_data[name] for name in _CHANGEABLE})
        except Refused as error:
            tell(form, error)
        else:
            messages.success(request, _("Shop %(code)s is changed.") % {"code": found.code})
            return redirect("settings_shops")
    facts = {
        "reader": reader,
        "place": "shops",
        "shop": found,
        "form": form,
        "mail_account": mail_account_of(found),
        "is_own_site": is_own_site(found.marketplace),
    }
    return render(request, "settings/shop.html", facts, status=400 if form.errors else 200)


_CHANGEABLE = ("name", "country", "time_zone", "currency", "language", "return_address")
