"""The field's words for cases: issue types, states, clocks and views, in the reader's language."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

ISSUE_TYPE: Mapping[str, Promise] = {
    "not_shipped": pgettext_lazy("issue type", "Not shipped"),
    "no_tracking_info": pgettext_lazy("issue type", "No tracking news"),
    "delayed": pgettext_lazy("issue type", "Delayed"),
    "lost": pgettext_lazy("issue type", "Lost in transit"),
    "completed_not_received": pgettext_lazy("issue type", "Completed, not received"),
    "delivered_not_received": pgettext_lazy("issue type", "Signed for, not received"),
    "wrong_carrier": pgettext_lazy("issue type", "Wrong carrier"),
    "courier_attitude": pgettext_lazy("issue type", "Poor delivery service"),
    "customs": pgettext_lazy("issue type", "Customs"),
    "damaged": pgettext_lazy("issue type", "Damaged"),
    "leaking": pgettext_lazy("issue type", "Leaking"),
    "defective": pgettext_lazy("issue type", "Defective"),
    "missing_item": pgettext_lazy("issue type", "Item missing"),
    "missing_part": pgettext_lazy("issue type", "Part missing"),
    "wrong_item": pgettext_lazy("issue type", "Wrong item"),
    "not_as_described": pgettext_lazy("issue type", "Not as described"),
    "size_colour_style": pgettext_lazy("issue type", "Size, colour, style"),
    "how_to_use": pgettext_lazy("issue type", "How to use"),
    "warranty_repair": pgettext_lazy("issue type", "Warranty repair"),
    "cancel_order": pgettext_lazy("issue type", "Cancel the order"),
    "change_address": pgettext_lazy("issue type", "Change of address"),
    "change_order": pgettext_lazy("issue type", "Change of order"),
    "no_reason_return": pgettext_lazy("issue type", "Return without a reason"),
    "late_return": pgettext_lazy("issue type", "Late return"),
    "return_request": pgettext_lazy("issue type", "Return asked for"),
    "exchange_request": pgettext_lazy("issue type", "Exchange asked for"),
    "refund_status": pgettext_lazy("issue type", "Where is my refund"),
    "compensation_request": pgettext_lazy("issue type", "Compensation asked for"),
    "freight_dispute": pgettext_lazy("issue type", "Who pays the freight"),
    "invoice": pgettext_lazy("issue type", "Invoice"),
    "gift_or_remark": pgettext_lazy("issue type", "Gift or remark forgotten"),
    "price_difference": pgettext_lazy("issue type", "Price difference"),
    "payment_problem": pgettext_lazy("issue type", "Payment problem"),
    "out_of_stock": pgettext_lazy("issue type", "Out of stock"),
    "shipping_option": pgettext_lazy("issue type", "Shipping option"),
    "safety_incident": pgettext_lazy("issue type", "Safety incident"),
    "authority_complaint": pgettext_lazy("issue type", "Complaint to an authority"),
    "dispute_opened": pgettext_lazy("issue type", "Dispute opened"),
    "negative_review": pgettext_lazy("issue type", "Bad review"),
    "service_complaint": pgettext_lazy("issue type", "Complaint about service"),
    "pre_sale": pgettext_lazy("issue type", "Question before buying"),
    "thanks": pgettext_lazy("issue type", "Thanks"),
    "notification": pgettext_lazy("issue type", "Notification"),
    "other": pgettext_lazy("issue type", "Something else"),
}
CASE_STATE: Mapping[str, Promise] = {
    "open": pgettext_lazy("case state", "Open"),
    "waiting_buyer": pgettext_lazy("case state", "Waiting for the buyer"),
    "waiting_other": pgettext_lazy("case state", "Waiting for others"),
    "snoozed": pgettext_lazy("case state", "Snoozed"),
    "solved": pgettext_lazy("case state", "Solved"),
    "closed": pgettext_lazy("case state", "Closed"),
}
CASE_VIEW: Mapping[str, Promise] = {
    "mine": pgettext_lazy("view", "Mine"),
    "unassigned": pgettext_lazy("view", "Unassigned"),
    "open": pgettext_lazy("view", "All open"),
    "parcels": pgettext_lazy("view", "Parcels"),
    "late": pgettext_lazy("view", "Late"),
    "snoozed": pgettext_lazy("view", "Snoozed"),
    "waiting": pgettext_lazy("view", "Waiting"),
    "solved": pgettext_lazy("view", "Solved"),
}
CLOCK_SIDE: Mapping[str, Promise] = {
    "platform": pgettext_lazy("clock side", "Platform"),
    "law": pgettext_lazy("clock side", "Law"),
    "own": pgettext_lazy("clock side", "Ours"),
}
CLOCK_KIND: Mapping[str, Promise] = {
    "answer": pgettext_lazy("clock", "answer"),
    "first_answer": pgettext_lazy("clock", "first answer"),
    "return_answer": pgettext_lazy("clock", "answer to the return"),
    "return_check": pgettext_lazy("clock", "check of the return"),
    "return_refund": pgettext_lazy("clock", "refund of the return"),
    "return_window": pgettext_lazy("clock", "return window"),
    "fault_window": pgettext_lazy("clock", "window for faults"),
    "refund_answer": pgettext_lazy("clock", "answer to the refund request"),
    "refund_dispute": pgettext_lazy("clock", "objection to the refund"),
    "refusal_penalty": pgettext_lazy("clock", "penalty for refusing"),
    "claim_answer": pgettext_lazy("clock", "answer to the claim"),
    "claim_info_answer": pgettext_lazy("clock", "documents for the claim"),
    "claim_possible": pgettext_lazy("clock", "claim possible"),
    "claim_possible_not_received": pgettext_lazy("clock", "claim for non-receipt possible"),
    "claim_window": pgettext_lazy("clock", "claim window"),
    "claim_decision": pgettext_lazy("clock", "decision on the claim"),
    "claim_autoclose": pgettext_lazy("clock", "claim closes by itself"),
    "escalation_possible": pgettext_lazy("clock", "escalation possible"),
    "appeal": pgettext_lazy("clock", "appeal"),
    "appeal_answer": pgettext_lazy("clock", "documents for the appeal"),
}
CLOCK_ACTOR: Mapping[str, Promise] = {
    "seller": pgettext_lazy("who must act", "we"),
    "buyer": pgettext_lazy("who must act", "the buyer"),
    "either": pgettext_lazy("who must act", "either side"),
    "platform": pgettext_lazy("who must act", "the platform"),
    "carrier": pgettext_lazy("who must act", "the carrier"),
}
CLOCK_UNKNOWN: Mapping[str, Promise] = {
    "platform_deadline_not_known": _("The platform shows a countdown that nobody has typed in yet."),
    "calendar_unknown": _("There is no calendar for that country and year."),
    "out_of_calendar": _("The moment lies beyond every calendar."),
}
OUTGOING_STATE: Mapping[str, Promise] = {
    "waiting": pgettext_lazy("reply", "leaving"),
    "handing_over": pgettext_lazy("reply", "being handed over"),
    "sent": pgettext_lazy("reply", "sent"),
    "failed": pgettext_lazy("reply", "not sent"),
    "unknown": pgettext_lazy("reply", "may or may not have left"),
    "cancelled": pgettext_lazy("reply", "called back"),
    "hand_task": pgettext_lazy("reply", "to be pasted by hand"),
    "done": pgettext_lazy("reply", "pasted by hand"),
}
FAMILIES: Mapping[str, Mapping[str, Promise]] = {
    "issue_type": ISSUE_TYPE,
    "case_state": CASE_STATE,
    "case_view": CASE_VIEW,
    "clock_side": CLOCK_SIDE,
    "clock_kind": CLOCK_KIND,
    "clock_actor": CLOCK_ACTOR,
    "clock_unknown": CLOCK_UNKNOWN,
    "outgoing_state": OUTGOING_STATE,
}
