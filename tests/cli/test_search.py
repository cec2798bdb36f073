import json

import pytest

from amends.accounts.models import Shop
from amends.cases.models import Case
from amends.cli import main
from tests.insights.searching.said import said
from tests.people import organisation, shop, user

pytestmark = pytest.mark.django_db


@pytest.fixture
def us() -> Shop:
    made = shop(organisation(), "US")
    user(made.organisation, "olga", "owner")
    return made


def searched(*words: str) -> int | str | None:
    with pytest.raises(SystemExit) as ended:
        main.run(["search", *words])
    return ended.value.code


def test_cases_as_json_and_as_lines(us: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    message = said(us, "包裹卡在转运中心十天了")
    case = str(message.case_messages.get().case_id)
    assert searched("转运中心", "--json") == 0
    (row,) = json.loads(capsys.readouterr().out)["results"]
    assert (row["case"], row["found_in"], row["shop"]) == (case, "message", "US")
    assert row["snippet"] == "包裹卡在转运中心十天了"
    assert row["marks"] == [[4, 8]]
    assert searched("转运中心") == 0
    assert f"case {case}" in capsys.readouterr().out


def test_a_case_found_by_a_filter_says_how_its_last_message_begins(
    us: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    message = said(us, "Where is\nmy parcel?" + " Please tell me." * 20)
    Case.objects.update(newest_message_id=message.pk)
    assert searched("is:open") == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert line.partition("  case ")[2].partition("  ")[2].startswith("no name: Where is my parcel? Please")
    assert len(line) < 140


def test_nothing_found_is_no_fault(us: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    assert searched("gone", "--json") == 0
    assert json.loads(capsys.readouterr().out)["results"] == []
    assert searched("gone") == 0
    assert capsys.readouterr().out == "Nothing found.\n"


def test_a_limit_and_where_to_go_on(us: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    for n in range(3):
        said(us, f"refund {n}")
    assert searched("refund", "--json", "--limit", "2") == 0
    first = json.loads(capsys.readouterr().out)
    assert searched("refund", "--json", "--limit", "2", "--after", first["next"]) == 0
    second = json.loads(capsys.readouterr().out)
    assert [len(first["results"]), len(second["results"]), second["next"]] == [2, 1, None]


@pytest.mark.parametrize(
    ("query", "code", "offer"),
    [
        ("is:lat", "search_value_unknown", "is:late"),
        ("carier:yto", "search_filter_unknown", "carrier:yto"),
        ("before:soon", "search_day_unread", "before:3d"),
        ("shop:UX", "search_value_unknown", "shop:US"),
        ("-refund", "search_only_left_out", "docs/howto/search.md"),
    ],
)
def test_what_cannot_be_followed_is_refused(
    us: Shop, capsys: pytest.CaptureFixture[str], query: str, code: str, offer: str
) -> None:
    assert searched("--json", "--", query) == 2
    error = json.loads(capsys.readouterr().out)["error"]
    assert error["code"] == code
    assert "characters 1-" in error["message"]
    assert offer in error["mend"]
