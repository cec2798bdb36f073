"""What is wrong with a pack is refused with file, line and mend; what held before goes on holding."""

from datetime import date, timedelta

import pytest

from amends.core import clock
from amends.core.pack_sets import judging_by
from amends.core.packs import load_pack, pack_bytes
from amends.publishing import actions
from amends.publishing.actions import NotReleasable
from amends.publishing.checking import check_files, is_clean
from amends.releases.in_force import packs_of, release_in_force
from tests import people
from tests.people import actor
from tests.publishing.bad_packs import BadPack, bad_packs
from tests.publishing.drafts import OWN_CLOCKS, longer_answer_time, read_by

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize("bad", bad_packs(), ids=lambda bad: bad.fault)
def test_it_is_told_with_file_line_and_mend(bad: BadPack) -> None:
    found = [one for one in check_files({bad.name: bad.text}, TODAY) if one.level == "error"]
    assert any(bad.told in one.message for one in found), [str(one) for one in found]
    assert all(one.file == bad.name and one.line and one.mend for one in found)
    if bad.line_of:
        lines = bad.text.splitlines()
        wrong = next(n for n, line in enumerate(lines, 1) if bad.line_of in line)
        assert wrong in {one.line for one in found if bad.told in one.message}


@pytest.mark.parametrize("bad", bad_packs(), ids=lambda bad: bad.fault)
@pytest.mark.django_db
def test_the_last_good_rulebook_stays_in_force(bad: BadPack) -> None:
    house = people.organisation()
    lead, owner = people.user(house, "li", "lead"), people.user(house, "wang", "owner")
    good = actions.begin_draft("Longer", by=actor(lead), files={"policies/shop": longer_answer_time()})
    read_by(good, owner)
    actions.release_draft(good.pk, revision=1, effective_at=None, by=actor(owner))
    draft = actions.begin_draft("Bad", by=actor(lead), files={bad.name: bad.text})
    read_by(draft, owner)
    with pytest.raises(NotReleasable) as refused:
        actions.release_draft(draft.pk, revision=1, effective_at=None, by=actor(owner))
    assert refused.value.code == "draft_has_errors"
    held = release_in_force(house.pk)
    assert held is not None
    assert held.files == good.files
    with judging_by(packs_of(house.pk)):
        assert load_pack("policies/shop").body["rules"][0]["due"]["promise"]["minutes"] == 1440


@pytest.mark.parametrize(("days", "codes"), [(1, ["row_expires"]), (7, ["row_expires"]), (8, [])])
def test_a_rule_that_is_about_to_expire_is_warned_of_a_week_ahead(days: int, codes: list[str]) -> None:
    last = TODAY + timedelta(days=days)
    ending = OWN_CLOCKS.replace("    due:", f"    applies: [{{until: {last}}}]\n    due:", 1)
    found = check_files({"policies/shop": ending}, TODAY)
    assert [one.code for one in found if one.level == "warning"] == codes
    assert is_clean(found)


def test_a_row_that_another_follows_is_only_noted() -> None:
    found = check_files({"policies/shop": OWN_CLOCKS}, clock.now().date())
    assert found == []
    amazon = pack_bytes("policies/amazon").decode().replace("side: platform", "side: own")
    told = [one for one in check_files({"policies/amazon": amazon}, TODAY) if one.code == "row_expired"]
    assert told
    assert {one.level for one in told} == {"note"}
