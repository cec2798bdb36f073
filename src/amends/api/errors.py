"""Errors as a program reads them: `{"code", "message", "mend"}` and the status that fits."""

import logging
import secrets

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from amends.accounts.login import Locked
from amends.cases.actions import CaseConflict
from amends.core import clock
from amends.core.errors import AmendsError, NotAllowed, NotFound

log = logging.getLogger("amends.api")

CONFLICTS = frozenset({"idempotency_key_reused", "import_not_asking"})


class Fault(Schema):
    """What went wrong: a stable code, a sentence, and what to do."""

    code: str
    message: str
    mend: str


FAULTS = dict.fromkeys((400, 401, 403, 404, 409, 422, 429), Fault)


def answer_errors(api: NinjaAPI) -> None:
    """Let every error of this API leave in the one shape."""
    api.add_exception_handler(AmendsError, _readable)
    api.add_exception_handler(AuthenticationError, _unknown_token)
    api.add_exception_handler(ValidationError, _bad_request)
    api.add_exception_handler(HttpError, _unreadable)
    api.add_exception_handler(Http404, _nothing_here)
    api.add_exception_handler(Exception, _unexpected)


def _readable(request: HttpRequest, error: AmendsError | type[AmendsError]) -> HttpResponse:
    assert isinstance(error, AmendsError)
    response = _answer(_status(error), error.code, error.message, error.mend)
    if isinstance(error, Locked):
        response["Retry-After"] = str(max(1, int((error.until - clock.now()).total_seconds())))
    return response


def _status(error: AmendsError) -> int:
    if isinstance(error, NotFound):
        return 404
    if isinstance(error, NotAllowed):
        return 403
    if isinstance(error, CaseConflict) or error.code in CONFLICTS:
        return 409
    return 429 if isinstance(error, Locked) else 400


def _unknown_token(
    request: HttpRequest, error: AuthenticationError | type[AuthenticationError]
) -> HttpResponse:
    response = _answer(
        401,
        "token_bad",
        "This request has no good token.",
        "Send the header Authorization: Bearer and a token that is neither revoked nor over.",
    )
    response["WWW-Authenticate"] = "Bearer"
    return response


def _bad_request(request: HttpRequest, error: ValidationError | type[ValidationError]) -> HttpResponse:
    assert isinstance(error, ValidationError)
    faults = [f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors]
    return _answer(422, "request_bad", "; ".join(faults), "Mend the places named.")


def _unreadable(request: HttpRequest, error: HttpError | type[HttpError]) -> HttpResponse:
    assert isinstance(error, HttpError)
    return _answer(
        error.status_code,
        "request_unreadable",
        f"This request cannot be read: {error}.",
        "Send JSON in UTF-8, as /api/v1/openapi.json describes it.",
    )


def _nothing_here(request: HttpRequest, error: Http404 | type[Http404]) -> HttpResponse:
    return _answer(404, "not_found", "There is nothing at this address.", "See /api/v1 for what there is.")


def _unexpected(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
    if isinstance(error, RequestDataTooBig):
        return _answer(413, "too_large", "This is more than a request takes.", "Send it in smaller parts.")
    number = secrets.token_hex(4)
    log.error("fault %s at %s %s", number, request.method, request.path, exc_info=error)  # type: ignore[arg-type]
    return _answer(
        500, "fault", f"The desk has a fault here, noted under number {number}.", "Try again later."
    )


def _answer(status: int, code: str, message: str, mend: str) -> HttpResponse:
    return JsonResponse({"code": code, "message": message, "mend": mend}, status=status)
