"""The contact page of an own shop: where it is, and whether it is open."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from amends.accounts.contact_forms import LONGEST_SLUG, set_contact_form, suggested_slug
from amends.accounts.models import ContactForm
from amends.connectors.marketplaces.rules import is_own_site
from amends.core.errors import NotFound, Refused
from amends.web.access import Reader, reads
from amends.web.form_errors import tell


class ContactPageForm(forms.Form):
    is_on = forms.BooleanField(label=gettext_lazy("Buyers can write to us there"), required=False)
    slug = forms.CharField(
        label=gettext_lazy("Its address ends in"),
        help_text=gettext_lazy("a to z, 0 to 9 and single hyphens between them."),
        max_length=LONGEST_SLUG,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@reads("change_shop")
def shop_contact(request: HttpRequest, reader: Reader, shop_id: int) -> HttpResponse:
    """GET, POST /settings/shops/7/contact"""
    shop = reader.shops("change_shop").get(shop_id)
    if shop is None:
        raise NotFound("shop_unknown", "There is no such shop.")
    kept = ContactForm.objects.filter(shop=shop).first()
    standing = {"is_on": kept.is_on, "slug": kept.slug} if kept else {"slug": suggested_slug(shop)}
    form = ContactPageForm(request.POST if request.method == "POST" else None, initial=standing)
    if request.method == "POST" and form.is_valid():
        try:
            said = form.cleaned_data
            set_contact_form(shop, slug=said["slug"], is_on=said["is_on"], by=reader.actor)
        except Refused as refused:
            tell(form, refused)
        else:
            messages.success(request, _("Kept."))
            return redirect("settings_shop_contact", shop_id=shop.pk)
    context = {
        "reader": reader,
        "place": "shops",
        "shop": shop,
        "form": form,
        "is_own_site": is_own_site(shop.marketplace),
        "open_at": request.build_absolute_uri(reverse("contact", args=[kept.slug]))
        if kept and kept.is_on
        else "",
    }
    return render(request, "settings/shop_contact.html", context, status=400 if form.errors else 200)
