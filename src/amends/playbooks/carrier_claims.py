"""What was claimed from a carrier is kept when it is, for what it paid to be learnt from."""

from amends.cases.models import Case
from amends.core import clock
from amends.playbooks.asking import CARRIER_PAID, FILES_CLAIM
from amends.playbooks.assessment import DONE, Assessment
from amends.playbooks.costs import CostLine
from amends.playbooks.models import CarrierClaim


def keep_claim(case: Case, found: Assessment) -> None:
    """Keep cause and amount of the claim, once it was filed or the carrier has paid.

    Until the carrier has answered, they follow the facts. The caller has locked the case.
    """
    is_answered = CARRIER_PAID in case.answers
    if not is_answered and not any(step.verb == FILES_CLAIM and step.status == DONE for step in found.steps):
        return
    line = _claim_of(found)
    if line is None or line.whole is None:
        return
    told = {"cause": line.cause, "claimed": line.whole.amount, "currency": line.whole.currency}
    if is_answered and CarrierClaim.objects.filter(case=case).exists():
        return
    CarrierClaim.objects.update_or_create(
        case=case,
        defaults=told,
        create_defaults={**told, "organisation_id": case.organisation_id, "filed_at": clock.now()},
    )


def _claim_of(found: Assessment) -> CostLine | None:
    """The claim of the recommended way out, else of the first that has one."""
    ways = sorted(found.resolutions, key=lambda each: each.code != found.recommended)
    lines = (line for each in ways if each.cost is not None for line in each.cost.lines)
    return next((line for line in lines if line.line == "carrier_claim"), None)
