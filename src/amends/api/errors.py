"""Errors as a program reads them: `{"code", "message", "mend"}` and the status that fits."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, ValidationError

from amends.accounts.login import Locked
from amends.core import clock
from amends.core.errors import AmendsError, NotAllowed, NotFound


def answer_errors(api: NinjaAPI) -> None:
    """Let every error of this API leave in the one shape."""
    api.add_exception_handler(AmendsError, _readable)
    api.add_exception_handler(AuthenticationError, _unknown_token)
    api.add_exception_handler(ValidationError, _bad_request)


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


def _answer(status: int, code: str, message: str, mend: str) -> HttpResponse:
    return JsonResponse({"code": code, "message": message, "mend": mend}, status=status)
