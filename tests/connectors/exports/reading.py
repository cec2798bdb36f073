"""Reading rows of a kind in a test as the import does."""

from typing import Any, TypeVar

from amends.connectors.base import Facts, Record, Reject
from amends.connectors.exports.kinds import ShopContext
from amends.connectors.exports.styles import StyleWatcher
from amends.connectors.registry import file_kinds
from amends.connectors.tables.cells import Cell, RawRow

SHOPS = {
    "amazon": ShopContext("amazon", "US", "America/Los_Angeles", "USD", "en"),
    "taobao": ShopContext("taobao", "CN", "Asia/Shanghai", "CNY", "zh-Hans"),
    "ebay": ShopContext("ebay", "US", "America/Los_Angeles", "USD", "en"),
    "shopify": ShopContext("shopify", "FR", "Europe/Paris", "EUR", "fr"),
    "tiktok_shop": ShopContext("tiktok_shop", "US", "America/Los_Angeles", "USD", "en"),
}
ANY_SHOP = ShopContext("own", "FR", "Europe/Paris", "EUR", "fr")

F = TypeVar("F")


def read(kind: str, header: list[str], *rows: list[Cell], shop: ShopContext | None = None) -> list[Any]:
    """What becomes of each row, in a file of these rows alone."""
    file_kind = file_kinds()[kind]
    context = shop or SHOPS.get(kind.split(".")[0], ANY_SHOP)
    raw = [RawRow(line, row) for line, row in enumerate(rows, 2)]
    watcher = StyleWatcher(file_kind, header)
    for row in raw:
        watcher.observe(row)
    reader = file_kind.reader(header, context, watcher.decide(context.country))
    return [reader.read(row) for row in raw]


def read_named(kind: str, *rows: dict[str, Cell], shop: ShopContext | None = None) -> list[Any]:
    """The same for rows given by column name."""
    header = list(dict.fromkeys(name for row in rows for name in row))
    return read(kind, header, *([row.get(name, "") for name in header] for row in rows), shop=shop)


def fact(outcome: Record | Reject | None, wanted: type[F]) -> F:
    """The fact of one type that a record holds."""
    assert isinstance(outcome, Record), outcome
    found: list[Facts] = [facts for facts in outcome.facts if isinstance(facts, wanted)]
    assert len(found) == 1
    return found[0]  # type: ignore[return-value]


def reason(outcome: Record | Reject | None) -> tuple[str, str]:
    """Why a row was rejected, and in which column."""
    assert isinstance(outcome, Reject), outcome
    return outcome.reason, outcome.column
