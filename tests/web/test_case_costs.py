"""Each line of a way out's cost says where its figure is from."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from amends.cases.models import Case
from amends.core import clock
from amends.playbooks.models import LearntFigure
from tests.web import case_rows, rows
from tests.web.single_rows import NOON


@pytest.fixture
def case(desk: rows.Desk) -> Any:
    with clock.frozen_at(NOON):
        yield case_rows.broken_planters(desk)


@pytest.mark.parametrize(
    ("language", "learnt", "estimated"),
    [
        ("en", "from 48 of your cases", "our estimate"),
        ("zh-hans", "来自你的 48 个工单", "系统估算"),
        ("fr", "d’après 48 de vos dossiers", "notre estimation"),
    ],
)
def test_a_line_says_where_it_is_from(
    at_desk: Client, case: Case, desk: rows.Desk, language: str, learnt: str, estimated: str
) -> None:
    LearntFigure.objects.create(
        organisation=case.organisation,
        shop=case.shop,
        kind="chance",
        issue_type="damaged",
        name="reship",
        line="bad_review",
        value=Decimal("0.25"),
        cases=48,
        learnt_at=NOON,
    )
    type(desk.owner).objects.filter(pk=desk.owner.pk).update(language=language)
    text = at_desk.get(f"/desk/{case.pk}/panel", headers={"HX-Request": "true"}).content.decode()
    assert text.count(learnt) == 1
    assert estimated in text
