"""What platforms say of buyers' feedback becomes ours."""

from amends.orders.reports import Report
from amends.reviews.models import Feedback, FeedbackPerson

FEEDBACK = Report("feedback", Feedback, ("key",), FeedbackPerson, "feedback_id")

record_feedback = FEEDBACK.record
link_orders = FEEDBACK.link_orders
