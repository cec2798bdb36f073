"""Cases whose rows a test has written itself: said to have changed, as every verb says it."""

from amends.cases.announcing import announce
from amends.cases.models import Case, CaseToCount
from amends.insights.quality.counting import count_changed_cases


def changed() -> None:
    """Every case has changed; nothing is kept of any yet."""
    announce(Case.objects.values_list("pk", flat=True), review=False)


def kept() -> None:
    """Every case is counted, as the worker does it."""
    changed()
    count_changed_cases()
    assert not CaseToCount.objects.exists()
