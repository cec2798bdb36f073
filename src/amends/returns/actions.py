"""What platforms say of returns and refunds becomes our returns."""

from amends.orders.reports import Report
from amends.returns.models import Return, ReturnPerson

RETURNS = Report("return", Return, ("source", "key"), ReturnPerson, "returned_id")

record_returns = RETURNS.record
link_orders = RETURNS.link_orders
