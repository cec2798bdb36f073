"""One's own account: name and password."""

from django import forms
from django.contrib import auth, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from amends.accounts.actions import change_password, change_user
from amends.core.errors import Refused
from amends.web.access import Reader, for_oneself
from amends.web.account_forms import ChangePasswordForm, NameForm
from amends.web.form_errors import tell
from amends.web.login import address_of


@require_http_methods(["GET", "HEAD"])
@for_oneself
def start(request: HttpRequest, reader: Reader) -> HttpResponse:
    """The settings begin with the shops, for those who see any or may add one."""
    return redirect("settings_shops" if reader.may("see_shops") else "settings_account")


@require_http_methods(["GET", "HEAD"])
@for_oneself
def account(request: HttpRequest, reader: Reader) -> HttpResponse:
    """What the desk knows of the reader, and the roles they hold."""
    return _page(request, reader)


@require_POST
@for_oneself
def change_name(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Set one's own name and time zone."""
    form = NameForm(request.POST)
    if form.is_valid():
        try:
            change_user(reader.user, by=reader.actor, **form.cleaned_data)
        except Refused as error:
            tell(form, error)
        else:
            messages.success(request, _("Your name and time zone are kept."))
            return redirect("settings_account")
    return _page(request, reader, name_form=form)


@sensitive_post_parameters("old", "password", "again")
@require_POST
@for_oneself
def change_own_password(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Set one's own password: every other session of this user ends."""
    form = ChangePasswordForm(request.POST)
    if form.is_valid():
        try:
            user = change_password(
                reader.user,
                old=form.cleaned_data["old"],
                new=form.cleaned_data["password"],
                address=address_of(request),
                by=reader.actor,
            )
        except Refused as error:
            tell(form, error)
        else:
            auth.update_session_auth_hash(request, user)
            messages.success(request, _("Your password is changed. You are logged out everywhere else."))
            return redirect("settings_account")
    return _page(request, reader, password_form=form)


def _page(
    request: HttpRequest,
    reader: Reader,
    *,
    name_form: forms.Form | None = None,
    password_form: forms.Form | None = None,
) -> HttpResponse:
    facts = {
        "reader": reader,
        "place": "account",
        "roles": [
            {"role": grant.role, "shop": reader.every_shop.get(grant.shop_id) if grant.shop_id else None}
            for grant in sorted(reader.grants, key=lambda grant: (grant.role, grant.shop_id or 0))
        ],
        "name_form": name_form
        or NameForm(initial={"name": reader.user.name, "time_zone": reader.user.time_zone}),
        "password_form": password_form or ChangePasswordForm(),
    }
    return render(request, "settings/account.html", facts, status=400 if name_form or password_form else 200)
