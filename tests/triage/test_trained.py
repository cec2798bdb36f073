"""The file of what was learnt: that it is of these packs, what reading it costs, and how it adds up."""

from pathlib import Path

import pytest

from amends.triage.classify import units_of
from amends.triage.codes import CODES
from amends.triage.grams import grams
from amends.triage.judgement import Script
from amends.triage.reading import read
from amends.triage.trained import MAGIC, BadModel, model_file, read_trained, sources_of, trained
from amends.triage.training.current import is_current
from amends.triage.training.material import SCRIPTS, Example, examples, sources
from amends.triage.units import letters
from amends.triage.weights import LANES, in_sums, unpacked
from tests.fresh import OF_TRAINING, loaded_afresh

SOURCE = Path(__file__).parents[2] / "src"
MOST_BYTES = 30_000_000


@pytest.mark.parametrize("script", SCRIPTS)
def test_the_file_is_of_these_packs_and_this_code(script: Script) -> None:
    assert is_current(script), "run ./amends triage train"
    assert trained(script).sources == sources(script)


def test_the_files_are_small() -> None:
    assert sum(model_file(script).stat().st_size for script in SCRIPTS) < MOST_BYTES


@pytest.mark.parametrize("script", SCRIPTS)
def test_an_example_is_found_again(script: Script) -> None:
    from amends.triage.classify import classify

    told = examples(script)[::15]
    right = sum(classify(one.text).code in one.accepted for one in told)
    assert right / len(told) > 0.95


def test_judging_reads_neither_examples_nor_the_libraries_of_training() -> None:
    work = """
from amends.triage.classify import classify
for text in ("where is my parcel", "还没发货", "où est mon colis"):
    classify(text)
"""
    assert loaded_afresh(work, OF_TRAINING, kept=("/zh-Hans/", "/en/")) == []


def row_of(*lanes: int) -> int:
    return int.from_bytes(b"".join(lane.to_bytes(2, "little") for lane in lanes), "little")


def test_rows_are_added_lane_by_lane_however_many() -> None:
    row = row_of(*range(1, LANES + 1), 1)
    for many in (0, 1, 255, 256, 257, 1_000):
        lanes, count = unpacked(in_sums([row] * many))
        assert (tuple(lanes), count) == (tuple(many * (at + 1) for at in range(LANES)), many)


def test_full_lanes_do_not_run_over() -> None:
    assert tuple(unpacked(in_sums([row_of(*[255] * LANES, 1)] * 600))[0]) == (255 * 600,) * LANES


@pytest.mark.parametrize("script", SCRIPTS)
def test_the_sums_of_a_text_are_those_of_its_grams(script: Script) -> None:
    weights = trained(script).weights
    for told in (*examples(script)[::400], Example("word " * 300, "other"), Example("", "other")):
        units = units_of(read(told.text), script)
        known = [(weights.row(gram), times) for gram, times in grams(units, script).items()]
        rows = [row for row, times in known if row is not None for _ in range(times)]
        assert unpacked(weights.sums(units)) == unpacked(in_sums(rows))


@pytest.mark.parametrize("raw", [b"", b"something else", MAGIC + b"{}\n", MAGIC + b'{"codes": []}\nx'])
def test_a_broken_file_is_refused_with_a_way_out(tmp_path: Path, raw: bytes) -> None:
    broken = tmp_path / "zh.model"
    broken.write_bytes(raw)
    with pytest.raises(BadModel, match=r"zh\.model cannot be used") as refused:
        read_trained(broken)
    assert "train" in refused.value.mend
    assert sources_of(tmp_path / "none.model") == ""
    with pytest.raises(BadModel, match="cannot be read"):
        read_trained(tmp_path / "none.model")


def test_scores_of_nothing_are_the_bias() -> None:
    known = trained("en")
    assert known.scores(letters(""), ()) == pytest.approx(known.figures.bias)
    assert len(known.figures.bias) == len(CODES)
