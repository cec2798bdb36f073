"""The examples of a file kind, read as a file of it would be."""

import dataclasses
import re
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

from amends.connectors.base import Facts, Record, Reject
from amends.connectors.exports.kinds import ShopContext, file_kind
from amends.connectors.exports.styles import style_of_country
from amends.connectors.registry import ASSEMBLERS
from amends.connectors.tables.cells import RawRow
from amends.core.clock import rfc3339
from amends.core.packs import Pack

_AMOUNT = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
ABOUT_RECORD = ("key", "subject", "updated_at", "personal")


def file_kind_problems(pack: Pack) -> Iterator[str]:
    """A sentence for each row of an example that is read otherwise than the pack says."""
    if pack.name != f"file_kinds/{pack.body['kind']}":
        yield f"the pack of {pack.body['kind']} is to be named file_kinds/{pack.body['kind']}"
        return
    for example in pack.body["examples"]:
        rows, expected = len(example["rows"]), len(example["expect"])
        if rows != expected:
            yield f"{example['name']}: {rows} rows, but {expected} expected"
            continue
        yield from _example_problems(pack, example)


def _example_problems(pack: Pack, example: dict[str, Any]) -> Iterator[str]:
    header = list(dict.fromkeys(name for row in example["rows"] for name in row))
    shop = ShopContext(**example["shop"])
    reader = file_kind(pack.body, ASSEMBLERS[pack.body["kind"]]).reader(
        header, shop, style_of_country(shop.country)
    )
    for number, (row, expected) in enumerate(zip(example["rows"], example["expect"], strict=True), 1):
        read = told(reader.read(RawRow(number, [_cell(row.get(name, "")) for name in header])), header)
        for way, wanted, got in differences(expected, read):
            yield f"{example['name']}, row {number}: {way or 'it'} comes out as {got!r}, not {wanted!r}"


def _cell(written: str | int | float | bool) -> str | float | bool:
    """A cell as a file would give it: spreadsheets know one kind of number."""
    return float(written) if isinstance(written, int) and not isinstance(written, bool) else written


def told(outcome: Record | Reject | None, header: list[str]) -> Any:
    """What became of a row, in the words of an example's `expect`."""
    if outcome is None:
        return "none"
    if isinstance(outcome, Reject):
        return {"reject": outcome.reason, "column": outcome.column}
    personal = [
        name for name, text in zip(header, outcome.personal or [""] * len(header), strict=True) if text
    ]
    about = dict(
        zip(ABOUT_RECORD, (outcome.key, outcome.subject, rfc3339(outcome.updated_at), personal), strict=True)
    )
    return about | {_noun(facts): plain_facts(facts) for facts in outcome.facts}


def plain_facts(value: Any) -> Any:
    """Facts as YAML would write them, times as text; amounts stay Decimal, for 98 and 98.0 are the same."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain_facts(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, list):
        return [plain_facts(one) for one in value]
    return rfc3339(value) if isinstance(value, datetime) else value


def differences(wanted: Any, got: Any, way: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Each place where `got` is not what is `wanted`; of a mapping only what is wanted counts."""
    if isinstance(wanted, dict) and isinstance(got, dict):
        for key, value in wanted.items():
            yield from differences(value, got.get(key), f"{way}.{key}".lstrip("."))
    elif isinstance(wanted, list) and isinstance(got, list) and len(wanted) == len(got):
        for number, (value, one) in enumerate(zip(wanted, got, strict=True)):
            yield from differences(value, one, f"{way}[{number}]")
    elif isinstance(got, Decimal):
        if not isinstance(wanted, str) or not _AMOUNT.fullmatch(wanted) or Decimal(wanted) != got:
            yield way, wanted, str(got)
    elif wanted != got:
        yield way, wanted, got


def _noun(facts: Facts) -> str:
    return type(facts).__name__.removesuffix("Facts").lower()
