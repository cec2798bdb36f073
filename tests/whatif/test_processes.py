"""Several processes, and cases that move while it runs. Rows are committed, so that others see them."""

import io
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from amends.playbooks.models import Judgement
from tests.people import organisation
from tests.whatif.drafts import DRAFTS, answer_within
from tests.whatif.judged_cases import judged, replay, some

pytestmark = pytest.mark.django_db(transaction=True)


def same(told: tuple[dict[str, Any], list[dict[str, str]]]) -> tuple[dict[str, Any], list[dict[str, str]]]:
    summary, lines = told
    return {name: value for name, value in summary.items() if name != "at"}, lines


def test_two_processes_say_what_one_says() -> None:
    seller = organisation()
    judged(seller, some(60))
    alone = replay(seller, DRAFTS["handling"], piece=10, processes=1)
    together = replay(seller, DRAFTS["handling"], piece=10, processes=2)
    assert same(together) == same(alone)
    assert alone[0]["changed"] > 0


class Disturbed(io.BytesIO):
    """A file whose first pieces set something off in another connection."""

    def __init__(self, disturb: Callable[[], object], *, at: int) -> None:
        super().__init__()
        self.disturb, self.left = disturb, at

    def write(self, piece: Any, /) -> int:
        self.left -= 1
        if self.left == 0:
            other = threading.Thread(target=self._elsewhere)
            other.start()
            other.join()
        return super().write(piece)

    def _elsewhere(self) -> None:
        try:
            self.disturb()
        finally:
            connection.close()


@pytest.mark.parametrize("processes", [1, 2])
def test_cases_that_move_meanwhile_are_taken_as_they_were(processes: int) -> None:
    seller = organisation()
    judged(seller, some(40))
    wanted = replay(seller, answer_within(60), piece=5)
    file = Disturbed(lambda: Judgement.objects.all().delete(), at=3)
    found = replay(seller, answer_within(60), piece=5, processes=processes, lines=file)
    assert same(found) == same(wanted)
    assert not Judgement.objects.exists()
