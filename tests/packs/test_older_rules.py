"""Advice of earlier years: told as examples, in force for nobody, and warned of where the habit lives on."""

from datetime import date
from pathlib import Path

import pytest

from amends.cli.pack_examples import problems_of
from amends.core.packs import load_packs, pack_names
from amends.policies.rulebook import notes_of, rules_of
from amends.publishing.checking import check_files, is_clean
from amends.publishing.folder_check import check_folder, read_folder

OLDER = Path(__file__).parents[2] / "docs" / "examples" / "older_rules"
YEARS = sorted(path.name for path in OLDER.iterdir() if path.is_dir())
TODAY = date(2026, 11, 21)

# What was done once → the note, rule or warning that says what holds instead.
HABITS = {
    "asking to change or remove a review": ["amz.review.change", "negative_review.never_ask"],
    "a benefit for a review": ["amz.review.change", "us.ftc465"],
    "five stars please, only if happy": ["amz.comm.inserts", "amz.review.request"],
    "mails of thanks and of shipping": ["amz.comm.forbidden"],
    "finding the buyer by the reviewer's name": ["negative_review.no_hunting"],
    "asking to take back feedback on the seller": ["amz.fb.take_back"],
    "seven days for a claim": ["dispute_opened.not_seven_days"],
    "two business days, sixty days": ["amz.since_2026", "amz.ret.refund", "amz.safet"],
    "older interfaces": ["amz.interfaces"],
    "seven or ten days for a case": ["ebay.since_managed_payments"],
    "a feedback revision": ["ebay.fb.revision"],
    "refund without return as a cost of business": ["tb.refund_only", "dispute_opened.shop_decides"],
    "paying for good reviews": ["cn.ecl39", "negative_review.no_cashback"],
    "a mail is enough to withdraw": ["eu.button"],
}


@pytest.mark.parametrize("year", YEARS)
def test_the_rulebook_of_a_year_is_sound(year: str) -> None:
    checked = check_folder(read_folder(OLDER / year), TODAY, problems_in=problems_of)
    assert checked
    assert [one for each in checked for one in each.findings if one.level == "error"] == []
    assert all(each.examples for each in checked)


@pytest.mark.parametrize("year", YEARS)
def test_every_row_has_a_last_day_and_nobody_can_release_it(year: str) -> None:
    files = read_folder(OLDER / year)
    for file in files:
        assert file.body is not None
        scopes = [scope for row in file.body["rules"] for scope in row["applies"]]
        assert {scope["until"] for scope in scopes} == {f"{year}-12-31"}
        assert not is_clean(check_files({file.name: file.raw.decode()}, TODAY))


def test_nothing_of_it_is_in_force() -> None:
    older = {row["id"] for year in YEARS for file in read_folder(OLDER / year) for row in file.body["rules"]}  # type: ignore[index]
    assert older
    assert older.isdisjoint(_cited())
    assert not any(name.startswith("older") for name in pack_names())


@pytest.mark.parametrize(("habit", "said"), HABITS.items())
def test_an_old_habit_is_answered(habit: str, said: list[str]) -> None:
    assert set(said) <= _cited(), habit


def _cited() -> set[str]:
    packs = list(load_packs("policies"))
    rules = {row.id for pack in packs for row in rules_of(pack)}
    rules |= {note.id for pack in packs for note in notes_of(pack)}
    warnings = {
        f"{pack.body['issue_type']}.{row['code']}"
        for pack in load_packs("playbooks")
        for row in pack.body["warnings"]
    }
    return rules | warnings
