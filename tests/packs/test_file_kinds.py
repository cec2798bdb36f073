import pytest

from amends.cli.file_kind_examples import file_kind_problems
from amends.connectors.exports.kinds import FileKind
from amends.connectors.registry import ASSEMBLERS, file_kinds
from amends.connectors.tables.cells import normal_header
from amends.connectors.tables.recognise import recognise
from amends.core.packs import Pack, load_pack, load_packs
from amends.orders.states import ORDER_STATES
from amends.parcels.states import PARCEL_STATES

PACKS = list(load_packs("file_kinds"))
KINDS = list(file_kinds().values())
MARKETPLACES = {row["code"] for row in load_pack("marketplaces").body["marketplaces"]}

each_pack = pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.name)
each_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)


def test_every_kind_has_a_pack_and_a_reader() -> None:
    assert set(file_kinds()) == set(ASSEMBLERS)


@each_pack
def test_its_examples_hold(pack: Pack) -> None:
    assert len(pack.body["examples"]) >= 2
    assert list(file_kind_problems(pack)) == []


@each_pack
def test_its_examples_show_a_row_taken_and_one_refused_or_skipped(pack: Pack) -> None:
    outcomes = [outcome for example in pack.body["examples"] for outcome in example["expect"]]
    assert any("key" in outcome for outcome in outcomes)


@each_kind
def test_a_column_name_means_one_thing(kind: FileKind) -> None:
    fields = [column.field for column in kind.columns]
    assert len(fields) == len(set(fields))
    names = [
        name
        for column in kind.columns
        if column.type != "unit"
        for name in {normal_header(spelling) for spelling in column.spellings}
    ]
    assert len(names) == len(set(names))


@each_kind
def test_it_is_recognised_by_its_own_header(kind: FileKind) -> None:
    shapes = [other.shape() for other in KINDS]
    everything = [column.spellings[0] for column in kind.columns]
    least = [column.spellings[-1] for column in kind.columns if column.required]
    assert recognise([everything], shapes).kind == kind.name
    assert recognise([least], shapes).kind == kind.name


@each_kind
def test_its_states_and_marketplaces_are_ours(kind: FileKind) -> None:
    states = PARCEL_STATES if kind.name == "tracking_events" else ORDER_STATES
    assert set(kind.statuses.values()) <= set(states)
    assert set(kind.marketplaces) <= MARKETPLACES


@each_kind
def test_its_words_mean_what_the_facts_can_say(kind: FileKind) -> None:
    allowed = {
        "fulfilment": {"seller", "marketplace"},
        "return_kinds": {"return", "refund_only", "exchange"},
        "goods_back": {"return", "refund_only", "exchange"},
        "intervention": {"yes", "no"},
        "directions": {"in", "out"},
        "channels": {"email", "chat", "platform"},
        "shipped": set(ORDER_STATES),
    }
    for table, words in kind.words.items():
        assert set(words.values()) <= allowed.get(table, set(words.values()))
