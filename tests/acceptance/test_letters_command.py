"""The same mails through the commands, as a seller's script imports and reads them."""

from pathlib import Path

from tests.acceptance.buyer_letters import AMAZON, AMAZON_ORDERS, US
from tests.acceptance.letters import DESK, MESSAGE, boxed
from tests.acceptance.orders_of_letters import orders_file
from tests.cli.desk_command import answer, run

SHOP = ("--marketplace=amazon", "--country=US", "--time-zone=UTC", "--currency=USD", "--language=en")


def test_cases_and_their_messages(tmp_path: Path) -> None:
    desk = tmp_path / "var"
    (tmp_path / "orders.csv").write_bytes(orders_file(AMAZON_ORDERS))
    (tmp_path / "box").write_bytes(boxed(AMAZON))
    answer(desk, "shop", "add", "S1", *SHOP)
    assert answer(desk, "shop", "addresses", "S1", DESK.upper())["addresses"] == [DESK]
    orders, mails = answer(desk, "import", str(tmp_path / "orders.csv"), str(tmp_path / "box"), "--shop=S1")[
        "files"
    ]
    once = [letter for letter in AMAZON if not letter.copy]
    assert (orders["created"], mails["kind"]) == (len(AMAZON_ORDERS), "mail")
    assert (mails["rows"], mails["created"], mails["rejected"]) == (len(AMAZON), len(once), 0)
    waiting = answer(desk, "cases", "--view=waiting")["cases"]
    cases = [*answer(desk, "cases", "--view=open")["cases"], *waiting]
    assert len(cases) == len({letter.case for letter in once if letter.what == MESSAGE})
    assert [case["order"] for case in waiting] == [US]
    shown = answer(desk, "case", "show", waiting[0]["ref"])
    ours = [letter for letter in once if letter.case == "ann"]
    assert [(each["direction"], each["text"]) for each in shown["messages"]] == [
        (letter.direction, letter.text) for letter in ours
    ]
    (again,) = answer(desk, "import", str(tmp_path / "box"), "--shop=S1")["files"]
    assert (again["created"], again["updated"]) == (0, 0)


def test_an_address_that_is_none(tmp_path: Path) -> None:
    answer(tmp_path / "var", "shop", "add", "S1", *SHOP)
    refused = run(tmp_path / "var", "shop", "addresses", "S1", "not an address")
    assert (refused.returncode, "is no address" in refused.stderr) == (2, True)
    assert run(tmp_path / "var", "shop", "addresses", "S1").returncode == 2
