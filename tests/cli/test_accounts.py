import json
from typing import Any

import pytest

from amends.accounts.models import Organisation, User
from amends.accounts.permission import grants_of
from amends.accounts.rules import Grant
from amends.accounts.tokens import holder_of
from amends.cli.main import run

SHOP = {
    "marketplace": "amazon", "country": "us", "time-zone": "America/Los_Angeles", "currency": "usd",
    "language": "EN-us",
}  # fmt: skip

pytestmark = pytest.mark.django_db


def call(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, Any]:
    """Exit code and the one JSON document on standard output."""
    with pytest.raises(SystemExit) as ended:
        run([*words, "--json"])
    code = ended.value.code
    assert isinstance(code, int)
    return code, json.loads(capsys.readouterr().out)


def add_shop(capsys: pytest.CaptureFixture[str], code: str, **other: str) -> tuple[int, Any]:
    options = {**SHOP, **{name.replace("_", "-"): value for name, value in other.items()}}
    return call(
        capsys,
        "shop",
        "add",
        code,
        *(word for name, value in options.items() for word in (f"--{name}", value)),
    )


def test_the_first_shop_makes_its_organisation(capsys: pytest.CaptureFixture[str]) -> None:
    assert call(capsys, "shop", "list") == (0, {"shops": []})
    code, added = add_shop(capsys, "US")
    assert code == 0
    assert Organisation.objects.count() == 1
    facts = {
        "code": "US", "name": "", "marketplace": "amazon", "country": "US", "currency": "USD",
        "time_zone": "America/Los_Angeles", "language": "en-US", "seller_account": "US", "organisation": "",
    }  # fmt: skip
    assert added == {"shop": facts}
    assert call(capsys, "shop", "list") == (0, {"shops": [facts]})


@pytest.mark.parametrize(
    ("code", "fault", "error"),
    [
        ("US", {}, "shop_exists"),
        ("DE", {"language": "de_DE"}, "language_bad"),
        ("DE", {"country": "Germany"}, "country_unknown"),
        ("DE", {"time_zone": "Berlin"}, "time_zone_unknown"),
        ("DE", {"currency": "€"}, "currency_unknown"),
        ("DE", {"marketplace": "flea"}, "marketplace_unknown"),
        ("D E", {}, "shop_code_bad"),
        ("DE", {"as": "nobody"}, "login_unknown"),
    ],
)
def test_what_is_refused_ends_with_2(
    capsys: pytest.CaptureFixture[str], code: str, fault: dict[str, str], error: str
) -> None:
    add_shop(capsys, "US")
    ended, told = add_shop(capsys, code, **fault)
    assert (ended, told["error"]["code"]) == (2, error)
    assert len(call(capsys, "shop", "list")[1]["shops"]) == 1


def test_people_and_what_they_may_do(capsys: pytest.CaptureFixture[str]) -> None:
    add_shop(capsys, "US")
    code, added = call(capsys, "user", "add", "zhao", "--role", "owner")
    assert code == 0
    assert added["password_link"].startswith("/setup/")
    call(capsys, "user", "add", "lin")
    assert call(capsys, "user", "grant", "LIN", "agent", "--shop", "US")[0] == 0
    lin = User.objects.get(login="lin")
    assert grants_of(lin.pk) == {Grant("agent", lin.grants.get().shop_id)}
    _, listed = call(capsys, "user", "list")
    assert listed["users"][0] == {
        "login": "lin", "name": "", "is_active": True, "roles": [{"role": "agent", "shop": "US"}],
    }  # fmt: skip
    for words in (("list",), ("add", "x"), ("password-link", "zhao"), ("deactivate", "zhao")):
        assert call(capsys, "user", *words, "--as", "lin")[0] == 2
    assert call(capsys, "user", "revoke", "lin", "agent")[0] == 2
    assert call(capsys, "user", "revoke", "lin", "agent", "--shop", "US")[0] == 0
    assert call(capsys, "user", "deactivate", "lin")[1] == {"login": "lin", "is_active": False}
    assert call(capsys, "user", "activate", "lin")[1] == {"login": "lin", "is_active": True}
    for words in (("revoke", "zhao", "owner"), ("deactivate", "zhao")):
        code, told = call(capsys, "user", *words)
        assert (code, told["error"]["code"]) == (2, "last_owner")


def test_a_person_with_a_bad_role_is_not_added_at_all(capsys: pytest.CaptureFixture[str]) -> None:
    assert call(capsys, "user", "add", "zhao", "--role", "king")[0] == 2
    assert not User.objects.exists()


def test_a_token(capsys: pytest.CaptureFixture[str]) -> None:
    add_shop(capsys, "US")
    call(capsys, "user", "add", "zhao", "--role", "owner")
    verbs = ("--verb", "see_orders", "--verb", "see_shops")
    _, made = call(
        capsys, "token", "create", "Sheets", "--user", "zhao", *verbs, "--shop", "US", "--days", "7"
    )
    assert holder_of(made["key"], address="") is not None
    _, listed = call(capsys, "token", "list")
    assert made["key"] not in json.dumps(listed)
    assert (listed["tokens"][0]["state"], listed["tokens"][0]["shop"]) == ("good", "US")
    assert call(capsys, "token", "revoke", str(made["id"]))[0] == 0
    assert holder_of(made["key"], address="") is None
    assert call(capsys, "token", "list")[1]["tokens"][0]["state"] == "revoked"
    assert call(capsys, "token", "revoke", "999")[0] == 2
    assert call(capsys, "token", "create", "x", "--user", "zhao", "--verb", "fly")[0] == 2
