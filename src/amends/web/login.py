"""Coming in and going out: login, logout, and the links that work once."""

from django import forms
from django.contrib import auth
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from amends.accounts.actions import create_owner, set_password_by_link, try_password
from amends.accounts.links import FIRST_OWNER, open_link
from amends.accounts.models import User
from amends.core.errors import Refused
from amends.web.account_forms import FirstOwnerForm, LoginForm, SetPasswordForm
from amends.web.form_errors import tell
from amends.web.language import HTML_LANG
from amends.web.way_back import way_back


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def login_page(request: HttpRequest) -> HttpResponse:
    """Log in; the session is a new one from here on, whatever was in the browser before."""
    wished = way_back(request, request.POST.get("next") or request.GET.get("next", ""))
    if request.user.is_authenticated:
        return HttpResponseRedirect(wished)
    form = LoginForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = try_password(
                form.cleaned_data["login"], form.cleaned_data["password"], address=address_of(request)
            )
        except Refused as error:
            tell(form, error)
        else:
            auth.login(request, user)
            return HttpResponseRedirect(wished)
    return render(request, "account/login.html", {"form": form, "next": wished}, status=_status(form))


@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    """Log out."""
    auth.logout(request)
    return redirect("login")


@never_cache
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def setup_page(request: HttpRequest, secret: str) -> HttpResponse:
    """A link that works once: the first owner, or a new password. Looking at it does not use it up."""
    first = open_link(secret).purpose == FIRST_OWNER
    form: forms.Form = (FirstOwnerForm if first else SetPasswordForm)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = _first_owner(secret, form) if first else _new_password(secret, form)
        except Refused as error:
            tell(form, error)
        else:
            auth.login(request, user)
            return redirect("/")
    return render(request, "account/setup.html", {"form": form, "first": first}, status=_status(form))


def _first_owner(secret: str, form: forms.Form) -> User:
    return create_owner(
        secret,
        login=form.cleaned_data["login"],
        password=form.cleaned_data["password"],
        name=form.cleaned_data["name"],
        organisation_name=form.cleaned_data["organisation"],
        language=HTML_LANG.get(translation.get_language() or "en", "en"),
    )


def _new_password(secret: str, form: forms.Form) -> User:
    return set_password_by_link(secret, password=form.cleaned_data["password"])


def address_of(request: HttpRequest) -> str:
    """The visitor's address. A trusted proxy's word for it has been taken by the server already."""
    address: str = request.META.get("REMOTE_ADDR", "")
    return address


def _status(form: forms.Form) -> int:
    return 400 if form.errors else 200
