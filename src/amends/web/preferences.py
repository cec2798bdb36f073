"""POST /preferences: language and light or dark, for a person and for a browser nobody has logged in from."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from amends.accounts.models import User
from amends.web.context import THEME_COOKIE, THEMES
from amends.web.language import COOKIE, HTML_LANG, desk_language
from amends.web.way_back import way_back

_YEAR = 365 * 24 * 3600


@require_POST
def set_preferences(request: HttpRequest) -> HttpResponse:
    """Keep what was chosen and go back to where the choice was made."""
    language = desk_language(request.POST.get("language", ""))
    theme = request.POST.get("theme")
    response = HttpResponseRedirect(way_back(request, request.POST.get("next", "/")))
    if language:
        _keep(response, COOKIE, language, request)
    if theme is not None:
        _keep(response, THEME_COOKIE, theme if theme in THEMES else "", request)
    if request.user.is_authenticated:
        _keep_for_user(request.user, language, theme)
    return response


def _keep_for_user(user: User, language: str | None, theme: str | None) -> None:
    if language:
        user.language = HTML_LANG[language]
    if theme is not None:
        user.theme = theme if theme in THEMES else ""
    user.save(update_fields=["language", "theme"])


def _keep(response: HttpResponse, name: str, value: str, request: HttpRequest) -> None:
    response.set_cookie(name, value, max_age=_YEAR, samesite="Lax", httponly=True, secure=request.is_secure())
