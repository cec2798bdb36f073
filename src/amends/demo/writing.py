"""The whole demo on disk: a folder per shop with its exports, the truth, and a manifest."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, time
from pathlib import Path
from typing import Any

from amends.core.errors import Refused
from amends.demo.files.tables import WrittenFile
from amends.demo.notices import mailbox_of
from amends.demo.orders import orders_of
from amends.demo.shop_writer import ShopWriter
from amends.demo.shops import DEMO_SHOPS, DemoShop, orders_of_shops
from amends.demo.story import AT, TODAY, Story
from amends.demo.truth import Truth

MANIFEST, TRUTH = "manifest.json", "truth.jsonl"
MOST_ORDERS = 10_000_000
_SHOP_FIELDS = (
    "code",
    "name",
    "marketplace",
    "country",
    "time_zone",
    "currency",
    "language",
    "return_address",
)

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What was written. `shops`: each with the fields by which a desk adds it, its orders and its files."""

    seed: int
    today: str
    orders: int
    cases: int
    messages: int
    cases_of_type: dict[str, int]
    shops: list[dict[str, Any]]


def write_demo(
    folder: Path,
    orders: int,
    seed: int,
    *,
    today: date = TODAY,
    at: time = AT,
    progress: Progress = lambda _: None,
) -> Manifest:
    """Write so many orders over all shops, and all that belongs to them, into a new or empty folder.

    The story ends `today` `at` this time in UTC. The same orders, seed and moment give the same bytes.
    `progress` is told the orders done so far. Raises
    Refused where the folder holds something or cannot be written.
    """
    if not 1 <= orders <= MOST_ORDERS:
        raise Refused("demo_orders", f"{orders} orders cannot be made.", mend=f"Say 1 to {MOST_ORDERS:,}.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise Refused("demo_folder_not_empty", f"{folder} is not empty.", mend="Name a new folder.")
        return _write(folder, orders, Story(seed, today, at), progress)
    except OSError as error:
        raise Refused(
            "demo_not_written",
            f"{folder} cannot be written: {error.strerror or error}.",
            mend="See that the folder can be written and has room, or name another.",
        ) from error


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a folder that write_demo has written."""
    manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    return manifest


def _write(folder: Path, orders: int, story: Story, progress: Progress) -> Manifest:
    truth = Truth(folder / TRUTH)
    done, shops = 0, []
    for shop in DEMO_SHOPS:
        count = orders_of_shops(orders)[shop.code]
        home = folder / shop.code
        home.mkdir()
        writer = ShopWriter(home, shop, story, truth)
        for order in orders_of(shop, count, story):
            writer.add(order)
            done += 1
            if done % 1000 == 0:
                progress(done)
        shops.append(_shop(shop, count, writer.close()))
    truth.close()
    types = dict(sorted(truth.cases_of_type.items(), key=lambda pair: (-pair[1], pair[0])))
    manifest = Manifest(
        story.seed, story.today.isoformat(), orders, truth.cases, truth.messages, types, shops
    )
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1)
    (folder / MANIFEST).write_bytes((text + "\n").encode())
    return manifest


def _shop(shop: DemoShop, orders: int, files: list[WrittenFile]) -> dict[str, Any]:
    told = {name: getattr(shop, name) for name in _SHOP_FIELDS}
    told["mail_addresses"] = [mailbox_of(shop)]
    return told | {"orders": orders, "files": [asdict(file) for file in files]}
