"""An import that was cut off is taken up where the last batch was committed."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from amends.accounts.models import Shop
from amends.imports import actions
from amends.imports.models import ImportFile
from amends.imports.taking import TakenOver, take_batch
from tests.imports.counting import counts
from tests.imports.exports import amazon_orders, amazon_row

pytestmark = pytest.mark.django_db
Take = Callable[..., ImportFile]


class Cut(BaseException):
    """As kill -9: nobody catches it."""


@pytest.fixture
def rows() -> list[dict[str, str]]:
    return [amazon_row(amazon_order_id=f"112-0000000-000000{n}") for n in range(7)]


@pytest.fixture
def cut_after(monkeypatch: pytest.MonkeyPatch) -> Callable[[int, type[BaseException]], None]:
    def cut(batches: int, by: type[BaseException]) -> None:
        done: list[int] = []

        def take(*given: Any, **named: Any) -> None:
            if len(done) == batches:
                raise by("cut")
            done.append(1)
            take_batch(*given, **named)

        monkeypatch.setattr(actions, "ROWS_AT_ONCE", 2)
        monkeypatch.setattr(actions, "take_batch", take)

    return cut


@pytest.mark.parametrize("batches", [0, 1, 3])
@pytest.mark.parametrize("by", [Cut, ValueError])
def test_the_next_run_goes_on(
    take: Take, tmp_path: Path, rows: Any, cut_after: Any, monkeypatch: Any, batches: int, by: Any
) -> None:
    path = amazon_orders(tmp_path / "x", *rows)
    cut_after(batches, by)
    with pytest.raises(by):
        take(path)
    cut = ImportFile.objects.get()
    assert (cut.state, cut.consumed) == ("running" if by is Cut else "failed", 2 * batches)
    monkeypatch.setattr(actions, "take_batch", take_batch)
    done = take(path)
    assert done.pk == cut.pk
    assert (done.state, done.consumed, counts(done)) == ("done", 7, (7, 7, 0, 0, 0))
    assert counts(take(path)) == (7, 0, 0, 7, 0)


def test_another_file_of_that_name_is_not_taken_for_it(
    take: Take, tmp_path: Path, rows: Any, cut_after: Any, monkeypatch: Any
) -> None:
    cut_after(1, Cut)
    with pytest.raises(Cut):
        take(amazon_orders(tmp_path / "x", *rows))
    monkeypatch.setattr(actions, "take_batch", take_batch)
    assert counts(take(amazon_orders(tmp_path / "x", *rows[:5]))) == (5, 3, 0, 2, 0)
    assert counts(take(amazon_orders(tmp_path / "x", *rows))) == (7, 4, 0, 3, 0)


def test_a_file_that_moved_on_meanwhile_is_left_to_the_other(
    take: Take, shop: Shop, tmp_path: Path, rows: Any, monkeypatch: Any
) -> None:
    path = amazon_orders(tmp_path / "x", *rows)

    def overtaken(import_file: ImportFile, *given: Any, **named: Any) -> None:
        ImportFile.objects.filter(pk=import_file.pk).update(consumed=6)
        take_batch(import_file, *given, **named)

    monkeypatch.setattr(actions, "take_batch", overtaken)
    with pytest.raises(TakenOver):
        take(path)
