"""Errors as a person reads them: what is wrong, where, and what to do. Never a traceback."""

import logging
import re
import secrets
from collections.abc import Callable
from typing import Any

from django.core.exceptions import (
    DisallowedHost,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFilesSent,
)
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from amends.core.errors import AmendsError, NotAllowed, NotFound
from amends.policies.facts import BadFacts
from amends.web.context import appearance
from amends.web.error_sentences import CONFLICTS, mend_for, sentence_for
from amends.web.language import is_english
from amends.web.words import word

log = logging.getLogger("amends.web")


class ReadableErrors:
    """Turns what a view raises into a page, or into a notice where htmx asked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 405:
            return _wrong_method(request, response)
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, AmendsError):
            return readable(request, error)
        if isinstance(error, Http404 | PermissionDenied | SuspiciousOperation):
            return None
        return unexpected(request, error)


def readable(request: HttpRequest, error: AmendsError) -> HttpResponse:
    """The answer to an error with a code: translated sentence, the exact words, the mend.

    The exact words are English: to who reads another language they stand below, beside the code.
    """
    sentence = sentence_for(error.code) or error.message
    named = _right_needed(error) if error.code == "not_allowed" else ""
    said = error.message
    if isinstance(error, BadFacts) and not is_api(request):
        said = f"It {error.problem}."  # the field's own name is for programs
    exact = said if error.code != "not_allowed" and said != sentence else ""
    return error_answer(
        request,
        status=status_of(error),
        title=sentence,
        detail=named or (exact if is_english() or is_api(request) else ""),
        mend=mend_for(error.code) or error.mend,
        code=error.code,
        exact="" if is_english() else exact,
    )


def _right_needed(error: AmendsError) -> str:
    """Which right was missing, in the words of the settings; empty where the error does not name it."""
    named = re.search(r"\((\w+)", error.message)
    return _("The right needed: %(right)s.") % {"right": word("verb", named[1])} if named else ""


def status_of(error: AmendsError) -> int:
    """The HTTP status of an error: 404, 403, 409 for a clash with what is there, else 400."""
    if isinstance(error, NotFound):
        return 404
    if isinstance(error, NotAllowed):
        return 403
    return 409 if error.code in CONFLICTS else 400


def unexpected(request: HttpRequest, error: BaseException | None) -> HttpResponse:
    """A fault of ours: a calm page with a number that the log has too."""
    number = secrets.token_hex(4)
    log.error("fault %s at %s %s", number, request.method, request.path, exc_info=error)
    return error_answer(
        request,
        status=500,
        title=_("Something went wrong here"),
        detail=_("Nothing you entered before has been lost. The fault is noted under number %(number)s.")
        % {"number": number},
        mend=_("Go back and try again. If it happens again, tell whoever looks after the desk the number."),
        code=number,
    )


def error_answer(
    request: HttpRequest,
    *,
    status: int,
    title: str,
    detail: str = "",
    mend: str = "",
    code: str = "",
    exact: str = "",
) -> HttpResponse:
    """Render without the database: the page must also come when the database is away."""
    if is_api(request):
        message = f"{title.rstrip('.')}." + (f" {detail}" if detail else "")
        return JsonResponse({"code": code, "message": message, "mend": mend}, status=status)
    if is_for_buyers(request):
        told = {"is_unknown": status == 404, **appearance(request)}
        return HttpResponse(render_to_string("contact/trouble.html", told), status=status)
    facts: dict[str, Any] = {"title": title, "detail": detail, "mend": mend, "code": code, "status": status}
    facts |= {"exact": exact, "back": _back(request)}
    in_place = request.headers.get("HX-Request") == "true"
    template = "errors/notice.html" if in_place else "errors/page.html"
    page = render_to_string(template, {**facts, **appearance(request)})
    return HttpResponse(page, status=status)


def _back(request: HttpRequest) -> str:
    """The page of this desk from which the request came; empty where it came from elsewhere or from none."""
    came_from = request.META.get("HTTP_REFERER", "")
    try:
        host, here = request.get_host(), request.build_absolute_uri()
    except DisallowedHost:
        return ""
    is_ours = url_has_allowed_host_and_scheme(came_from, {host}, require_https=request.is_secure())
    is_itself = request.method == "GET" and came_from == here
    return came_from if is_ours and not is_itself else ""


def is_api(request: HttpRequest) -> bool:
    """Whether a program asks, and wants every answer as JSON."""
    return request.path.startswith("/api/")


def is_for_buyers(request: HttpRequest) -> bool:
    """Whether a buyer asks: they are told nothing of the desk, and no way into it."""
    return request.path.startswith("/contact/")


def _wrong_method(request: HttpRequest, refused: HttpResponse) -> HttpResponse:
    allowed = refused.headers.get("Allow", "")
    answer = error_answer(
        request,
        status=405,
        title=_("This address does not take such a request"),
        detail=allowed,
        mend=_("Go back and try again."),
        code="method_not_allowed",
    )
    if allowed:
        answer["Allow"] = allowed
    return answer


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return error_answer(
            request,
            status=413,
            title=_("That is more than this form takes"),
            mend=_("Send files through the import page; it takes files of any size."),
            code="too_large",
        )
    if isinstance(exception, TooManyFilesSent):
        return error_answer(
            request,
            status=400,
            title=_("These are too many files at once"),
            mend=_("Send them in several goes, or mail as one mbox file."),
            code="too_many_files",
        )
    return error_answer(
        request, status=400, title=_("The desk could not read this request"), code="bad_request"
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_answer(
        request,
        status=403,
        title=_("Your role does not allow this"),
        mend=_("Ask an owner of the desk for the right."),
        code="not_allowed",
    )


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """For a missing or outdated form token (CSRF)."""
    return error_answer(
        request,
        status=403,
        title=_("This form has grown too old to be sent"),
        mend=_("Go back, reload the page and send it again."),
        code="form_expired",
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    _speak_the_users_language(request)
    return error_answer(
        request,
        status=404,
        title=_("There is nothing at this address"),
        mend=_("Check the address, or begin again at the start page."),
        code="not_found",
    )


def server_error(request: HttpRequest, *args: Any) -> HttpResponse:
    return unexpected(request, None)


def _speak_the_users_language(request: HttpRequest) -> None:
    """An address that leads nowhere is refused before the user's own language was activated."""
    from amends.web.language import desk_language

    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated and (language := desk_language(user.language)):
        translation.activate(language)
