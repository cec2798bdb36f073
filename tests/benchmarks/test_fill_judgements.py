"""The judged cases of the what-if benchmark are judged as the product judges them."""

import pytest

from amends.cases.models import Case
from amends.playbooks.facts_reading import facts_from_json
from amends.playbooks.models import Judgement
from amends.playbooks.verdict_document import rulebook_hash, started_of, verdict_of
from benchmarks import fill_judgements

pytestmark = pytest.mark.django_db(transaction=True)


def test_each_is_judged_and_a_case_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fill_judgements, "KINDS", 40)
    fill_judgements.fill(120)
    kept = list(Judgement.objects.select_related("case").order_by("pk"))
    assert len(kept) == Case.objects.count() == len({one.case_id for one in kept}) == 120
    for one in kept:
        assert (one.case.shop_id, one.case.opened_at) == (one.shop_id, one.opened_at)
        assert one.packs == rulebook_hash(one.issue_type)
        assert verdict_of(facts_from_json(one.facts), started_of(one.verdict)) == one.verdict
    assert len({one.issue_type for one in kept}) > 1
