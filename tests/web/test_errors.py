import logging

import pytest
from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import translation

from amends.core.errors import AmendsError, NotAllowed, NotFound, Refused
from amends.web import errors
from tests.web import rows


def asked(**headers: str) -> HttpRequest:
    return RequestFactory().get("/somewhere", headers=headers)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NotFound("order_unknown", "x"), 404),
        (NotAllowed("not_allowed", "x"), 403),
        (Refused("file_odd", "x"), 400),
        (Refused("shop_exists", "x"), 409),
        (AmendsError("odd", "x"), 400),
    ],
)
def test_each_error_has_its_status(error: AmendsError, status: int) -> None:
    assert errors.readable(asked(), error).status_code == status


def test_an_error_names_the_place_and_the_mend() -> None:
    page = errors.readable(
        asked(), AmendsError("odd", "Column 3 is <odd>.", mend="Drop it.")
    ).content.decode()
    for shown in ("Column 3 is &lt;odd&gt;.", "Drop it.", "odd", "<html"):
        assert shown in page


def test_the_exact_words_stand_below_in_another_language() -> None:
    with translation.override("fr"):
        page = errors.readable(asked(), NotFound("import_unknown", "There is no import 7.")).content.decode()
    assert '<span lang="en">There is no import 7.</span>' in page
    assert page.count("There is no import 7.") == 1


@pytest.mark.parametrize(
    ("came_from", "leads_back"),
    [
        ("http://testserver/desk/3/merge", True),
        ("http://testserver/somewhere", False),
        ("https://elsewhere.example/", False),
        ("javascript:alert(1)", False),
    ],
)
def test_a_page_of_the_desk_is_led_back_to(came_from: str, leads_back: bool) -> None:
    page = errors.readable(asked(Referer=came_from), Refused("odd", "x")).content.decode()
    assert (f'href="{came_from}"' in page) == leads_back


def test_in_place_it_is_a_notice() -> None:
    answer = errors.readable(
        asked(**{"HX-Request": "true"}), NotFound("import_unknown", "There is no import 7.")
    )
    page = answer.content.decode()
    assert "<html" not in page
    assert "There is no such import" in page
    assert "There is no import 7." in page


def test_a_fault_of_ours_is_calm_and_numbered(
    desk: rows.Desk, at_desk: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("secret inner words")

    monkeypatch.setattr("amends.web.orders.page_of_orders", broken)
    with caplog.at_level(logging.ERROR, "amends.web"):
        answer = at_desk.get("/orders")
    page = answer.content.decode()
    assert answer.status_code == 500
    assert "secret inner words" not in page
    assert "Traceback" not in page
    number = caplog.records[0].getMessage().split()[1]
    assert number in page
    assert "secret inner words" in caplog.text


def test_an_address_that_leads_nowhere(desk: rows.Desk, at_desk: Client) -> None:
    answer = at_desk.get("/nowhere")
    assert answer.status_code == 404
    assert "There is nothing at this address" in answer.content.decode()


def test_a_form_without_its_token(desk: rows.Desk) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(desk.owner)
    answer = client.post("/preferences", {"theme": "dark"})
    assert answer.status_code == 403
    assert "grown too old" in answer.content.decode()


def test_too_much_is_413_and_odd_is_400() -> None:
    assert errors.bad_request(asked(), RequestDataTooBig()).status_code == 413
    assert b"several goes" in errors.bad_request(asked(), TooManyFilesSent()).content
    assert errors.bad_request(asked(), ValueError()).status_code == 400
    assert errors.forbidden(asked()).status_code == 403
    assert errors.server_error(asked()).status_code == 500


def test_too_many_fields_do_not_break(at_desk: Client) -> None:
    answer = at_desk.post("/preferences", {f"f{n}": "x" for n in range(1500)})
    assert answer.status_code == 400


def test_passes_what_django_knows() -> None:
    middleware = errors.ReadableErrors(lambda request: HttpResponse())
    with translation.override("en"):
        assert middleware(asked()).status_code == 200
