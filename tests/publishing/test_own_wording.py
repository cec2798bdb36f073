"""A seller's own rule of wording as fields of a form, as a pack, and what the checks say of it."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from amends.core.errors import Refused
from amends.publishing.checking import check_files
from amends.publishing.own_wording import OwnWording, free_name, own_wording, own_wordings, written
from amends.publishing.own_wording_examples import rules_that_warn

TODAY = date(2026, 11, 22)
RULE = OwnWording(
    name="no_gushing",
    text={"zh-Hans": "不说“亲爱”。", "en": "We do not gush: no."},
    phrases={"en": ("lovel*", "gorgeous"), "zh-Hans": ("亲爱",)},
    exact=("!!",),
    suggestion={"en": "We will look after it."},
    marketplaces=("amazon", "taobao"),
    bad={"en": ("A lovely lamp.",), "zh-Hans": ("我们亲爱明天到。",)},
    good={"en": ("We will see to it.",), "zh-Hans": ("明天到。",)},
)


def problems(rule: OwnWording) -> list[str]:
    return [f"{one.code}: {one.message}" for one in check_files({rule.pack: written(rule, TODAY)}, TODAY)]


def test_what_is_written_is_read_again() -> None:
    text = written(RULE, TODAY)
    assert own_wording({RULE.pack: text}, RULE.name) == replace(RULE, read_on="2026-11-22")
    assert problems(RULE) == []


def test_the_raising_of_a_warning_is_written_alone() -> None:
    raising = replace(RULE, raises="tone", severity="warning")
    again = own_wording({RULE.pack: written(raising, TODAY)}, RULE.name)
    assert (again.raises, again.severity, again.phrases, again.bad) == ("tone", "error", {}, {})
    assert problems(raising) == []
    assert "tone" in rules_that_warn()
    assert "review_incentive" not in rules_that_warn()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            {"bad": {"en": ("A nice lamp.",), "zh-Hans": ("亲爱",)}},
            "bad line 'A nice lamp.': it",
        ),
        (
            {"good": {"en": ("A lovely one.",), "zh-Hans": ("明天到。",)}},
            "good line 'A lovely one.': it",
        ),
        ({"bad": {"en": ("Lovely.",)}, "good": {"en": ("Yes.",)}}, "phrases in zh-Hans and no lines"),
        ({"suggestion": {"en": "A lovely lamp."}}, "is itself objected to by own_wording/no_gushing"),
        ({"suggestion": {"en": "Write to me on WhatsApp."}}, "is itself objected to by contact_details"),
        ({"marketplaces": ("amazonia",)}, "there is no marketplace amazonia"),
        ({"from_day": "2026-12-02", "until_day": "2026-12-01"}, "ends before it begins"),
        ({"raises": "review_incentive"}, "no rule review_incentive of the product only warns"),
        ({"raises": "no_such_rule"}, "no rule no_such_rule"),
        ({"phrases": {"en": ("(a|b",)}}, "bad_phrase: '(a|b'"),
        ({"text": {}}, "pack_invalid"),
        ({"phrases": {}, "exact": ()}, "pack_invalid"),
        ({"suggestion": {}}, "pack_invalid"),
    ],
)
def test_what_keeps_it_from_being_released(change: dict[str, object], told: str) -> None:
    found = problems(replace(RULE, **change))  # type: ignore[arg-type]
    assert any(told in one for one in found), found


def test_one_that_has_ended_stays_sound() -> None:
    assert problems(replace(RULE, from_day="2026-01-01", until_day="2026-02-01")) == []


@pytest.mark.parametrize("name", ["", "../x", "A", "é", "a" * 41, "a/b"])
def test_a_name_that_is_none(name: str) -> None:
    with pytest.raises(Refused):
        written(replace(RULE, name=name), TODAY)


def test_the_list_has_also_what_cannot_be_read() -> None:
    files = {RULE.pack: written(RULE, TODAY), "own_wording/broken": "text: [", "policies/shop": "x"}
    assert [each.name for each in own_wordings(files)] == ["broken", "no_gushing"]
    assert own_wordings(files)[0] == OwnWording("broken")


def test_a_free_name() -> None:
    assert free_name({}) == "rule_1"
    assert free_name({"own_wording/rule_1": "text: ["}) == "rule_2"


def test_the_example_of_the_howto_is_sound() -> None:
    howto = (Path(__file__).parents[2] / "docs" / "howto" / "compliance.md").read_text(encoding="utf-8")
    section = howto.partition("## Your own rules")[2]
    pack = "\n".join(line[4:] for line in section.splitlines() if line.startswith("    "))
    assert check_files({"own_wording/days": pack + "\n"}, TODAY) == []
