"""Where to go after a form: never to another site."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def way_back(request: HttpRequest, wished: str, *, default: str = "/") -> str:
    """The address wished for when it is one of this desk, else `default`."""
    safe = url_has_allowed_host_and_scheme(wished, {request.get_host()}, require_https=request.is_secure())
    return wished if safe else default
