"""Every pack is checked, says where it is from, and shows by examples what it means."""

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from amends.cli.packs import check_pack
from amends.core.packs import PACKS, load_pack, pack_names

SCHEMAS = sorted(path.stem for path in (PACKS / "schema").glob("*.json"))


def schema_of(family: str) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads((PACKS / "schema" / f"{family}.json").read_text(encoding="utf-8"))
    return schema


def test_there_are_packs() -> None:
    assert {"currencies", "marketplaces", "calendars/CN"} <= set(pack_names())


MEASURES = ("triage_trials/", "triage_contrasts/")  # examples and nothing else


@pytest.mark.parametrize("name", pack_names())
def test_a_pack_fits_its_schema_and_its_examples_come_out(name: str) -> None:
    checked = check_pack(name)
    assert checked.problems == []
    assert checked.sha256


@pytest.mark.parametrize("name", pack_names())
def test_a_pack_says_where_it_is_from(name: str) -> None:
    source = load_pack(name).body["source"]
    assert source["confidence"] in ("A", "B", "C")
    assert source.get("address") or source["known_from"]


@pytest.mark.parametrize("name", pack_names())
def test_a_pack_has_examples(name: str) -> None:
    body = load_pack(name).body
    only_notes = "notes" in body and "rules" not in body
    assert only_notes or name.startswith(MEASURES) or body["examples"]


def test_every_kind_of_pack_has_a_schema_and_every_schema_packs() -> None:
    families = {name.split("/")[0] for name in pack_names()}
    sellers_alone = {"own_wording"}
    assert families | {"source"} | sellers_alone == set(SCHEMAS)


@pytest.mark.parametrize("family", SCHEMAS)
def test_schemas_are_of_2020_12_and_closed(family: str) -> None:
    schema = schema_of(family)
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    for place, part in mappings(schema, family):
        if part.get("type") == "object" and "properties" in part:
            closed = part.get("additionalProperties", part.get("unevaluatedProperties"))
            assert closed is False or isinstance(closed, dict), place


def mappings(part: Any, place: str) -> list[tuple[str, dict[str, Any]]]:
    """Every mapping inside a schema, with the way to it."""
    if isinstance(part, list):
        return [found for n, one in enumerate(part) for found in mappings(one, f"{place}/{n}")]
    if not isinstance(part, dict):
        return []
    below = [found for key, one in part.items() for found in mappings(one, f"{place}/{key}")]
    return [(place, part), *below]


def test_nothing_else_lies_among_the_packs() -> None:
    kinds = {path.suffix for path in PACKS.rglob("*") if path.is_file()}
    assert kinds <= {".yaml", ".json", ".model"}  # what triage has learnt from the packs
