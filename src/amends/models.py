"""Every table, on one screen."""

from amends.accounts.models import (
    ApiToken,
    LoginFailure,
    MailAccount,
    OneTimeLink,
    Organisation,
    RoleGrant,
    SellerAccount,
    Shop,
    User,
)
from amends.buyers.models import Buyer, BuyerPerson
from amends.cases.models import Case, Clock, Note, WorkItem
from amends.history.models import Event
from amends.imports.models import ImportFile, ImportReject
from amends.inbox.models import (
    CaseMessage,
    Conversation,
    Draft,
    Message,
    MessageAttachment,
    MessageBody,
    OutgoingMessage,
    PlatformEvent,
)
from amends.orders.models import Order, OrderLine, OrderPerson, Payment
from amends.parcels.models import Parcel, ParcelOrder, TrackingEvent
from amends.platform_records.models import (
    Content,
    ContentChunk,
    PlatformRecord,
    PlatformRecordPerson,
    RecordHeader,
)
from amends.returns.models import Return, ReturnPerson
from amends.reviews.models import Feedback, FeedbackPerson

__all__ = [
    "ApiToken",
    "Buyer",
    "BuyerPerson",
    "Case",
    "CaseMessage",
    "Clock",
    "Content",
    "ContentChunk",
    "Conversation",
    "Draft",
    "Event",
    "Feedback",
    "FeedbackPerson",
    "ImportFile",
    "ImportReject",
    "LoginFailure",
    "MailAccount",
    "Message",
    "MessageAttachment",
    "MessageBody",
    "Note",
    "OneTimeLink",
    "Order",
    "OrderLine",
    "OrderPerson",
    "Organisation",
    "OutgoingMessage",
    "Parcel",
    "ParcelOrder",
    "Payment",
    "PlatformEvent",
    "PlatformRecord",
    "PlatformRecordPerson",
    "RecordHeader",
    "Return",
    "ReturnPerson",
    "RoleGrant",
    "SellerAccount",
    "Shop",
    "TrackingEvent",
    "User",
    "WorkItem",
]
