"""Which of the desk's languages a page is in: the user's own, else the cookie's, else the browser's."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

from amends.web.shown import show_times_in, times_in

COOKIE = settings.LANGUAGE_COOKIE_NAME
HTML_LANG = {"en": "en", "zh-hans": "zh-Hans", "fr": "fr"}


def pack_language() -> str:
    """The language of this page as the packs name it."""
    return HTML_LANG.get(translation.get_language() or "en", "en")


def is_english() -> bool:
    """Whether this page is in English, as the exact words of errors are."""
    return pack_language() == "en"


def desk_language(tag: str) -> str | None:
    """The desk's language for a BCP 47 tag (`zh-TW` → `zh-hans`, `fr_CA` → `fr`), or None."""
    first = tag.strip().lower().replace("_", "-").split("-")[0]
    return {"zh": "zh-hans", "fr": "fr", "en": "en"}.get(first)


def guessed_language(request: HttpRequest) -> str:
    """From the cookie, else from Accept-Language, else English; programs are answered in English."""
    if request.path.startswith("/api/"):
        return "en"
    wished = [request.COOKIES.get(COOKIE, "")]
    wished += [tag for tag, _ in parse_accept_lang_header(request.headers.get("Accept-Language", ""))]
    return next((language for tag in wished if (language := desk_language(tag))), "en")


class UserLanguage:
    """Activates the language, first by guess, then, as soon as the user is known, by the user's setting."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with translation.override(guessed_language(request)), times_in(""):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", HTML_LANG[translation.get_language() or "en"])
            return response

    def process_view(self, request: HttpRequest, *_: Any) -> None:
        if request.path.startswith(("/api/", "/healthz")):
            return
        user = request.user
        if user.is_authenticated:
            show_times_in(user.time_zone)
        if user.is_authenticated and (language := desk_language(user.language)):
            translation.activate(language)
