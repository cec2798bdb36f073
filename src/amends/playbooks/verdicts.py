"""Which ways out are allowed, what each costs, which one to recommend, which to offer."""

from amends.playbooks.approvals import APPROVAL_REASON, given_to_buyer, who_approves
from amends.playbooks.asking import ask_for, facts_behind
from amends.playbooks.assessment import ALLOWED, NEEDS_APPROVAL, NOT_ADVISED, REFUSED, Ask, Resolution
from amends.playbooks.conditions import holds, open_facts
from amends.playbooks.costs import Cost, PriceUnknown, cost_of
from amends.playbooks.derived import Known, KnownFacts
from amends.playbooks.facts import CaseFacts
from amends.playbooks.playbook import Ground, Playbook, ResolutionRule
from amends.policies.facts import BadFacts

MOST_CHOICES = 2
OPEN = (ALLOWED, NEEDS_APPROVAL)
_NOT_OURS = Ground("fulfilment", "own.fulfilment", ())


def judge_resolutions(
    book: Playbook, facts: CaseFacts, known: KnownFacts
) -> tuple[tuple[Resolution, ...], tuple[Ask, ...]]:
    """Every way out with its verdict and cost, and the facts that might still change one of them.

    Raises BadFacts where `chosen` is none of them.
    """
    codes = [rule.code for rule in book.resolutions]
    if facts.chosen is not None and facts.chosen not in codes:
        raise BadFacts("chosen", f"{facts.chosen!r} is no way out here", f"Known: {', '.join(codes)}.")
    judged, asked = [], dict[str, None]()
    for rule in book.resolutions:
        resolution, open_ones = _judge(rule, facts, known)
        judged.append(resolution)
        asked.update(dict.fromkeys(open_ones))
    names = (behind for name in asked for behind in facts_behind(name, known))
    asks = dict.fromkeys(ask for name in names if (ask := ask_for(name)) is not None)
    return tuple(judged), tuple(asks)


def recommend(resolutions: tuple[Resolution, ...], facts: CaseFacts) -> tuple[str | None, str | None]:
    """The way out to take and why: what the buyer chose, then what is the buyer's right, then least cost."""
    chosen = [one for one in resolutions if one.code == facts.chosen and one.verdict != REFUSED]
    if chosen:
        return chosen[0].code, "chosen"
    priced = [(one, one.cost) for one in resolutions if one.verdict in OPEN and one.cost is not None]
    if not priced:
        return None, None
    rights = [(one, cost) for one, cost in priced if one.is_right]
    best, _ = min(rights or priced, key=lambda pair: pair[1].cost.amount)
    return best.code, "right" if rights else "least_cost"


def choices_of(
    book: Playbook, resolutions: tuple[Resolution, ...], recommended: str | None, facts: CaseFacts
) -> tuple[str, ...]:
    """The two ways to offer: the recommended one, then one the buyer asked for, then the cheapest."""
    rules = {rule.code: rule for rule in book.resolutions}
    offered = [
        (one, one.cost)
        for one in resolutions
        if rules[one.code].is_offered and one.verdict == ALLOWED and one.cost is not None
    ]

    def order(pair: tuple[Resolution, Cost]) -> tuple[bool, bool, object]:
        one, cost = pair
        return one.code != recommended, not rules[one.code].wishes & facts.wishes, cost.cost.amount

    return tuple(one.code for one, _ in sorted(offered, key=order)[:MOST_CHOICES])


def _judge(rule: ResolutionRule, facts: CaseFacts, known: KnownFacts) -> tuple[Resolution, list[str]]:
    asks: list[str] = []
    verdict, ground = _verdict(rule, facts, known, asks)
    right = None if verdict == REFUSED else _right(rule, facts, known, asks)
    if right is not None:
        verdict, ground = ALLOWED, right
    for line in rule.lines:
        asks.extend(open_facts(line.when, known))
    try:
        cost = cost_of(rule.lines, facts, known, way=rule.code)
    except PriceUnknown as unknown:
        asks.append(unknown.fact)
        cost = None
    approval = None
    if verdict == ALLOWED and cost is not None and facts.answers.get("approved") is not True:
        needed = who_approves(given_to_buyer(cost))
        if needed is not None:
            approval, row = needed
            verdict, ground = NEEDS_APPROVAL, ground or Ground(APPROVAL_REASON, row, ())
            asks.append("approved")
    resolution = Resolution(
        code=rule.code,
        verdict=verdict,
        rule=_cited(ground, known),
        reason=ground.code if ground else None,
        is_right=right is not None,
        cost=cost,
        approval=approval,
    )
    return resolution, [] if verdict == REFUSED else asks


def _cited(ground: Ground | None, known: KnownFacts) -> str | None:
    if ground is None:
        return None
    row = known.verdict(ground.question).row if ground.question else None
    return ground.rule if row is None else row.name


def _verdict(
    rule: ResolutionRule, facts: CaseFacts, known: Known, asks: list[str]
) -> tuple[str, Ground | None]:
    if rule.fulfilment != "any" and facts.fulfilment != rule.fulfilment:
        if facts.fulfilment is not None:
            return REFUSED, _NOT_OURS
        asks.append("fulfilment")
    for verdict, grounds in ((REFUSED, rule.refused), (NOT_ADVISED, rule.not_advised)):
        for ground in grounds:
            if holds(ground.when, known):
                return verdict, ground
            asks.extend(open_facts(ground.when, known))
    return ALLOWED, None


def _right(rule: ResolutionRule, facts: CaseFacts, known: Known, asks: list[str]) -> Ground | None:
    if not rule.wishes & facts.wishes and facts.chosen != rule.code:
        return None
    for ground in rule.rights:
        if holds(ground.when, known):
            return ground
        asks.extend(open_facts(ground.when, known))
    return None
