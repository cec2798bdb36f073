"""Words of the rulebook: sides, kinds of rules, events, what conditions name, lines of a cost."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from amends.web.case_words import CASE_EVENT

RULE_SIDE: Mapping[str, Promise] = {
    "law": pgettext_lazy("rule side", "Law"),
    "platform": pgettext_lazy("rule side", "Marketplace"),
    "carrier": pgettext_lazy("rule side", "Carrier"),
    "own": pgettext_lazy("rule side", "Our own"),
}
RULE_FAMILY: Mapping[str, Promise] = {
    "rule": pgettext_lazy("rules", "Deadlines"),
    "note": pgettext_lazy("rules", "Notes"),
    "row": pgettext_lazy("rules", "Rows of tables"),
    "ground": pgettext_lazy("rules", "Grounds of playbooks"),
    "wording": pgettext_lazy("rules", "What is written to buyers"),
}
SEVERITY: Mapping[str, Promise] = {
    "error": pgettext_lazy("wording", "never sent"),
    "warning": pgettext_lazy("wording", "a lead may let it pass"),
}
NOTE_KIND: Mapping[str, Promise] = {
    "fact": pgettext_lazy("note", "good to know"),
    "limit": pgettext_lazy("note", "limit to keep"),
    "forbidden": pgettext_lazy("note", "forbidden"),
    "allowed_only": pgettext_lazy("note", "allowed only so"),
    "not_allowed": pgettext_lazy("note", "not allowed"),
    "outcome": pgettext_lazy("note", "what it comes to"),
}
GROUND_WAY: Mapping[str, Promise] = {
    "refused": pgettext_lazy("way out", "refused"),
    "not_advised": pgettext_lazy("way out", "not advised"),
    "rights": pgettext_lazy("way out", "the buyer’s right"),
    "allowed": pgettext_lazy("way out", "allowed"),
    "needs_approval": pgettext_lazy("way out", "needs approval"),
}
APPROVER: Mapping[str, Promise] = {
    "lead": pgettext_lazy("approval", "the lead agrees first"),
    "owner": pgettext_lazy("approval", "the owner agrees first"),
    "second_reading": pgettext_lazy("approval", "you read it again after a pause"),
}
CAUSE_STATUS: Mapping[str, Promise] = {
    "likely": pgettext_lazy("cause", "likely"),
    "possible": pgettext_lazy("cause", "possible"),
    "ruled_out": pgettext_lazy("cause", "ruled out"),
}
RULE_AGE: Mapping[str, Promise] = {
    "old": pgettext_lazy("rules", "Not checked for six months"),
    "ending": pgettext_lazy("rules", "Ends within a week"),
    "over": pgettext_lazy("rules", "No longer in force"),
}
RULE_EVENT: Mapping[str, Promise] = {
    **CASE_EVENT,
    "first_buyer_message": pgettext_lazy("event", "the buyer’s first message"),
    "oldest_unanswered_message": pgettext_lazy("event", "the oldest unanswered message"),
    "ordered": pgettext_lazy("event", "the order"),
    "paid": pgettext_lazy("event", "the payment"),
    "ship_by": pgettext_lazy("event", "the latest moment to ship"),
    "promised_until": pgettext_lazy("event", "the latest promised day"),
}
WISH: Mapping[str, Promise] = {
    "refund": pgettext_lazy("wish", "money back"),
    "return": pgettext_lazy("wish", "sending it back"),
    "exchange": pgettext_lazy("wish", "an exchange"),
    "reship": pgettext_lazy("wish", "sending it again"),
    "repair": pgettext_lazy("wish", "a repair"),
    "compensation": pgettext_lazy("wish", "compensation"),
}
THREAT: Mapping[str, Promise] = {
    "review": pgettext_lazy("threat", "a bad review"),
    "platform": pgettext_lazy("threat", "the marketplace"),
    "authority": pgettext_lazy("threat", "the authorities"),
    "lawyer": pgettext_lazy("threat", "a lawyer"),
    "bank": pgettext_lazy("threat", "the bank"),
}
WINDOW: Mapping[str, Promise] = {
    "open": pgettext_lazy("window", "open"),
    "closed": pgettext_lazy("window", "over"),
    "none": pgettext_lazy("window", "there is none"),
}
ROUTE: Mapping[str, Promise] = {
    "domestic": pgettext_lazy("route", "inside the country"),
    "international": pgettext_lazy("route", "across a border"),
}
MARK: Mapping[str, Promise] = {
    "brand_owner": pgettext_lazy("mark", "we own the brand"),
    "insured": pgettext_lazy("mark", "insured"),
    "personal_goods": pgettext_lazy("mark", "personal goods"),
    "registered": pgettext_lazy("mark", "registered post"),
}
COST_SIDE: Mapping[str, Promise] = {
    "out": pgettext_lazy("money", "out"),
    "back": pgettext_lazy("money", "back"),
    "risk": pgettext_lazy("money", "risk"),
}
VERDICT: Mapping[str, Promise] = {
    "decided": pgettext_lazy("verdict", "decided"),
    "ask": pgettext_lazy("verdict", "something has to be known first"),
    "ask_a_person": pgettext_lazy("verdict", "a person decides"),
    "not_concerned": pgettext_lazy("verdict", "no table is for such facts"),
    "silent": pgettext_lazy("verdict", "says nothing"),
    "error": pgettext_lazy("verdict", "cannot be judged"),
}
WON_WHY: Mapping[str, Promise] = {
    "only_one_spoke": _("only this one speaks of it"),
    "kinder_to_the_buyer": _("kindest to the buyer"),
    "as_kind": _("as kind as the others"),
    "nearest_to_the_sale": _("nearest to the sale"),
}
CHOSEN_FOR: Mapping[str, Promise] = {
    "chosen": pgettext_lazy("recommended", "the buyer chose it"),
    "right": pgettext_lazy("recommended", "it is the buyer’s right"),
    "least_cost": pgettext_lazy("recommended", "it costs least"),
}
FACT_ORIGIN: Mapping[str, Promise] = {
    "order": pgettext_lazy("origin", "from the order"),
    "parcel": pgettext_lazy("origin", "from the parcel"),
    "messages": pgettext_lazy("origin", "from the messages"),
    "shop": pgettext_lazy("origin", "from the shop"),
    "clocks": pgettext_lazy("origin", "from the deadlines"),
    "calendar": pgettext_lazy("origin", "from the calendar"),
    "steps": pgettext_lazy("origin", "from the steps"),
    "answered": pgettext_lazy("origin", "answered"),
    "noted": pgettext_lazy("origin", "noted"),
}
ISSUE_GROUP: Mapping[str, Promise] = {
    "parcel": pgettext_lazy("issue types", "Parcel"),
    "transit_damage": pgettext_lazy("issue types", "Damage on the way"),
    "goods": pgettext_lazy("issue types", "Goods"),
    "order": pgettext_lazy("issue types", "Order"),
    "safety_and_law": pgettext_lazy("issue types", "Safety and law"),
    "platform": pgettext_lazy("issue types", "Marketplace"),
    "other": pgettext_lazy("issue types", "Other"),
}
FAMILIES: Mapping[str, Mapping[str, Promise]] = {
    "rule_side": RULE_SIDE,
    "rule_family": RULE_FAMILY,
    "note_kind": NOTE_KIND,
    "severity": SEVERITY,
    "ground_way": GROUND_WAY,
    "approver": APPROVER,
    "cause_status": CAUSE_STATUS,
    "rule_age": RULE_AGE,
    "rule_event": RULE_EVENT,
    "wish": WISH,
    "threat": THREAT,
    "window": WINDOW,
    "route": ROUTE,
    "mark": MARK,
    "cost_side": COST_SIDE,
    "table_verdict": VERDICT,
    "won_why": WON_WHY,
    "chosen_for": CHOSEN_FOR,
    "fact_origin": FACT_ORIGIN,
    "issue_group": ISSUE_GROUP,
}
