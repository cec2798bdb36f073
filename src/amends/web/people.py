"""The people at the desk and their roles, for owners."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from amends.accounts.actions import (
    activate_user,
    add_user,
    deactivate_user,
    grant_role,
    password_link,
    revoke_role,
)
from amends.accounts.models import Shop, User
from amends.accounts.queries import grants_shown, people_shown, user_of
from amends.core.errors import NotFound, Refused
from amends.web.access import Reader, reads_whole
from amends.web.account_forms import AddUserForm
from amends.web.form_errors import tell, words_of
from amends.web.settings_forms import GrantForm


@require_http_methods(["GET", "HEAD"])
@reads_whole("manage_people")
def people(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Everybody at the desk."""
    facts = {"reader": reader, "place": "people", "people": people_shown(reader.organisation_id)}
    return render(request, "settings/people.html", facts)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@reads_whole("manage_people")
def person_add(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Add a person with a first role; the page after it shows the link for their password, once."""
    form = AddUserForm(request.POST or None, initial={"language": reader.user.language})
    role_form = GrantForm(request.POST or None, shops=reader.every_shop.values())
    if request.method == "POST" and form.is_valid() and role_form.is_valid():
        try:
            with transaction.atomic():
                user = add_user(by=reader.actor, **form.cleaned_data)
                grant_role(
                    user,
                    role=role_form.cleaned_data["role"],
                    shop=_shop(reader, role_form.cleaned_data["shop"]),
                    by=reader.actor,
                )
                path = password_link(user, by=reader.actor)
        except Refused as error:
            tell(form, error)
        else:
            return _link_page(request, reader, user, path)
    facts = {"reader": reader, "place": "people", "form": form, "role_form": role_form}
    status = 400 if form.errors or role_form.errors else 200
    return render(request, "settings/person_add.html", facts, status=status)


@require_http_methods(["GET", "HEAD"])
@reads_whole("manage_people")
def person(request: HttpRequest, reader: Reader, user_id: int) -> HttpResponse:
    """One person: roles, and whether they may come in."""
    user = user_of(reader.actor, user_id)
    facts = {
        "reader": reader,
        "place": "people",
        "person": user,
        "grants": grants_shown(user),
        "form": GrantForm(shops=reader.every_shop.values()),
    }
    return render(request, "settings/person.html", facts)


@require_POST
@reads_whole("manage_people")
def person_grant_role(request: HttpRequest, reader: Reader, user_id: int) -> HttpResponse:
    """Let a person act in a role."""
    user = user_of(reader.actor, user_id)
    form = GrantForm(request.POST, shops=reader.every_shop.values())
    if not form.is_valid():
        raise Refused("role_unknown", "There is no such role, or no such shop.")
    shop = _shop(reader, form.cleaned_data["shop"])
    grant_role(user, role=form.cleaned_data["role"], shop=shop, by=reader.actor)
    return redirect("settings_person", user_id=user_id)


@require_POST
@reads_whole("manage_people")
def person_revoke_role(request: HttpRequest, reader: Reader, user_id: int, grant_id: int) -> HttpResponse:
    """Take a role back."""
    grant = grants_shown(user_of(reader.actor, user_id)).filter(pk=grant_id).first()
    if grant is None:
        raise NotFound("grant_unknown", "This role is not held any more.")
    try:
        revoke_role(grant, by=reader.actor)
    except Refused as error:
        messages.error(request, words_of(error))
    return redirect("settings_person", user_id=user_id)


@require_POST
@reads_whole("manage_people")
def person_deactivate(request: HttpRequest, reader: Reader, user_id: int) -> HttpResponse:
    """Shut a person out."""
    try:
        deactivate_user(user_of(reader.actor, user_id), by=reader.actor)
    except Refused as error:
        messages.error(request, words_of(error))
    return redirect("settings_person", user_id=user_id)


@require_POST
@reads_whole("manage_people")
def person_activate(request: HttpRequest, reader: Reader, user_id: int) -> HttpResponse:
    """Let a person in again."""
    user = activate_user(user_of(reader.actor, user_id), by=reader.actor)
    messages.success(request, _("%(login)s can log in again.") % {"login": user.login})
    return redirect("settings_person", user_id=user_id)


@never_cache
@require_POST
@reads_whole("manage_people")
def person_password_link(request: HttpRequest, reader: Reader, user_id: int) -> HttpResponse:
    """Make a link by which a person sets a new password, and show it once."""
    user = user_of(reader.actor, user_id)
    return _link_page(request, reader, user, password_link(user, by=reader.actor))


def _link_page(request: HttpRequest, reader: Reader, user: User, path: str) -> HttpResponse:
    facts = {
        "reader": reader,
        "place": "people",
        "person": user,
        "address": request.build_absolute_uri(path),
    }
    return render(request, "settings/password_link.html", facts)


def _shop(reader: Reader, shop_id: str) -> Shop | None:
    return reader.every_shop[int(shop_id)] if shop_id else None
