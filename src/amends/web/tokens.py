"""Keys for programs, for owners."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from amends.accounts.actions import create_token, revoke_token
from amends.accounts.queries import find_token, people_shown, token_state, tokens_shown, user_of
from amends.core import clock
from amends.core.errors import Refused
from amends.web.access import Reader, reads_whole
from amends.web.form_errors import tell
from amends.web.settings_forms import AddTokenForm


@require_http_methods(["GET", "HEAD"])
@reads_whole("manage_tokens")
def tokens(request: HttpRequest, reader: Reader) -> HttpResponse:
    """All tokens, without their keys."""
    rows = [{"token": token, "state": token_state(token)} for token in tokens_shown(reader.organisation_id)]
    facts = {"reader": reader, "place": "tokens", "rows": rows}
    return render(request, "settings/tokens.html", facts)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@reads_whole("manage_tokens")
def token_add(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Make a token and show its key, this once."""
    users = people_shown(reader.organisation_id).filter(is_active=True)
    form = AddTokenForm(request.POST or None, shops=reader.every_shop.values(), users=users)
    facts = {"reader": reader, "place": "tokens", "form": form}
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        try:
            token, key = create_token(
                user_of(reader.actor, int(chosen["user"])),
                by=reader.actor,
                name=chosen["name"],
                verbs=chosen["verbs"],
                shop=reader.every_shop[int(chosen["shop"])] if chosen["shop"] else None,
                expires_at=clock.now() + timedelta(days=chosen["days"]) if chosen["days"] else None,
            )
        except Refused as error:
            tell(form, error)
        else:
            return render(request, "settings/token_key.html", {**facts, "token": token, "key": key})
    return render(request, "settings/token_add.html", facts, status=400 if form.errors else 200)


@require_POST
@reads_whole("manage_tokens")
def token_revoke(request: HttpRequest, reader: Reader, token_id: int) -> HttpResponse:
    """End a token."""
    revoke_token(find_token(token_id, by=reader.actor), by=reader.actor)
    return redirect("settings_tokens")
