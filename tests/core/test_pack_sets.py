"""Packs laid over those of the product hold where somebody judges by them, and nowhere else."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from amends.core import packs
from amends.core.pack_sets import SHIPPED, PackSet, judging_by, kept_by, packs_in_force
from amends.core.packs import BadPack, load_pack, load_packs, pack_names
from amends.playbooks import case_facts, cost_prices, fact_names, reading
from amends.policies import rulebook
from amends.replies import templates

OWN_SHOP = packs.pack_bytes("policies/shop").replace(b"hours", b"hours", 1) + b"# ours\n"
KEPT = (
    case_facts.asked_facts,
    case_facts.evidence,
    case_facts.peaks,
    cost_prices._prices,
    cost_prices._shares,
    fact_names.fact_kinds,
    reading.playbooks,
    rulebook.rules,
    rulebook.cited,
    templates.stages,
    templates.ways_out,
)


def test_a_pack_is_laid_over_inside_the_block_only() -> None:
    before = load_pack("policies/shop")
    with judging_by(PackSet({"policies/shop": OWN_SHOP})):
        assert load_pack("policies/shop").sha256 != before.sha256
        assert load_pack("policies/amazon") is not None
    assert load_pack("policies/shop") is before


def test_a_pack_of_a_new_name_is_added() -> None:
    with judging_by(PackSet({"policies/zz_own": OWN_SHOP})):
        assert "policies/zz_own" in pack_names("policies")
        assert [pack.name for pack in load_packs("policies")][-1] == "policies/zz_own"
    assert "policies/zz_own" not in pack_names()


def test_a_bad_pack_is_refused_there_and_leaves_the_others_alone() -> None:
    with judging_by(PackSet({"policies/shop": b"rules: 3"})), pytest.raises(BadPack, match="policies/shop"):
        rulebook.rules()
    assert rulebook.rules()


def test_who_is_asked_for_the_packs_is_asked_once_and_only_when_needed() -> None:
    asked = []

    def whose() -> PackSet:
        asked.append(1)
        return SHIPPED

    with judging_by(whose):
        assert asked == []
        assert packs_in_force() is SHIPPED
        assert packs_in_force() is SHIPPED
    assert asked == [1]


def test_what_is_untouched_is_not_compiled_again() -> None:
    shipped = reading.playbooks()
    with judging_by(PackSet({"policies/shop": OWN_SHOP})):
        assert reading.playbooks() is shipped
        own = rulebook.rules()
        assert rulebook.rules() is own
    assert rulebook.rules() is not own


def test_threads_do_not_see_each_others_packs() -> None:
    own = PackSet({"policies/shop": OWN_SHOP})
    both = Barrier(2)

    def judged(one: PackSet) -> str:
        with judging_by(one):
            both.wait(30)
            return load_pack("policies/shop").sha256

    with ThreadPoolExecutor(2) as pool:
        mine, theirs = pool.map(judged, [own, SHIPPED])
    assert mine != theirs


@pytest.mark.parametrize("function", KEPT, ids=lambda one: one.__name__)
def test_what_is_kept_says_which_packs_it_is_read_from(
    function: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A family left out would serve one organisation what was compiled for another."""
    read: set[str] = set()
    load = packs.pack_bytes

    def told(name: str) -> bytes:
        read.add(name.partition("/")[0])
        return load(name)

    monkeypatch.setattr(SHIPPED, "kept", {})
    monkeypatch.setattr(packs, "pack_bytes", told)
    assert callable(function)
    function()
    own = {"policies", "playbooks", "tables", "case_costs", "case_facts", "approvals", "replies"}
    declared: frozenset[str] = getattr(function, "__kept_by__")  # noqa: B009
    assert read & own <= declared


def test_the_same_files_have_the_same_hash() -> None:
    one, other = PackSet({"a": b"1", "b": b"2"}), PackSet({"b": b"2", "a": b"1"})
    assert one.sha256 == other.sha256 != PackSet({"a": b"12"}).sha256
    assert SHIPPED.sha256 == ""


def test_arguments_tell_what_is_kept_apart() -> None:
    @kept_by("policies")
    def twice(number: int) -> int:
        return 2 * number

    assert (twice(2), twice(3)) == (4, 6)
