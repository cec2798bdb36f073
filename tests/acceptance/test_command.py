"""The command itself, as a seller's script uses it: what it prints, how it ends, what it leaves."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance import amazon_batches, headers
from tests.acceptance.rows import amazon
from tests.acceptance.writing import bare
from tests.cli.desk_command import run

SHOP = (
    "shop add S1 --marketplace amazon --country US --time-zone America/Los_Angeles --currency USD"
    " --language en"
)
BIG = [amazon(f"113-{n // 3:07}-0000001", f"SKU-{n % 3 if n % 5 else 0}") for n in range(20_000)]
COUNTS = ["rows", "created", "updated", "unchanged", "rejected"]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("desk")
    done = run(folder / "data", *SHOP.split())
    assert done.returncode == 0, done.stderr
    (folder / "orders").write_bytes(amazon_batches.ORDERS)
    (folder / "pdf.csv").write_bytes(b"%PDF-1.7\n1 0 obj\n")
    (folder / "big.txt").write_bytes(bare(headers.AMAZON_ORDERS, BIG))
    return folder


def imported(desk: Path, *names: str) -> tuple[int, list[dict[str, Any]]]:
    """How the command ended, and its document's files."""
    paths = [str(desk / name) for name in names]
    done = run(desk / "data", "import", *paths, "--shop", "S1", "--json")
    files: list[dict[str, Any]] = json.loads(done.stdout)["files"]
    assert [file["path"] for file in files] == paths
    return done.returncode, files


def test_rows_files_and_exits(desk: Path) -> None:
    code, (pdf, orders, missing) = imported(desk, "pdf.csv", "orders", "missing.csv")
    assert code == 2
    assert list(orders) == ["path", "kind", "encoding", *COUNTS, "rejects_path"]
    assert (pdf["kind"], pdf["encoding"], pdf["rows"], pdf["rejects_path"]) == (None, None, 0, None)
    assert (pdf["error"]["code"], missing["error"]["code"]) == ("not_a_table", "file_missing")
    assert orders["kind"] == "amazon.all_orders"
    assert [orders[name] for name in COUNTS] == [7, 6, 0, 0, 1]
    with Path(orders["rejects_path"]).open(encoding="utf-8-sig", newline="") as file:
        (reject,) = csv.DictReader(file)
    assert (reject["line"], reject["column"], reject["reason"]) == ("7", "quantity", "quantity_unreadable")

    code, (orders,) = imported(desk, "orders")
    assert (code, orders["created"], orders["unchanged"], orders["rejected"]) == (3, 0, 6, 1)

    shown = run(desk / "data", "order", "show", amazon_batches.FIRST, "--shop", "S1", "--json")
    document = json.loads(shown.stdout)
    assert document["total"] == {"amount": "41.89", "currency": "USD"}
    assert {
        "number",
        "status",
        "currency",
        "lines",
        "payments",
        "parcels",
        "returns",
        "buyer",
    } <= document.keys()


def test_twenty_thousand_rows_go_in_once(desk: Path) -> None:
    assert imported(desk, "big.txt")[0] == 0
    code, (again,) = imported(desk, "big.txt")
    assert (code, again["rows"], again["created"], again["unchanged"]) == (0, 20_000, 0, 20_000)
