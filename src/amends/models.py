"""Every table, on one screen."""

from amends.accounts.models import (
    ApiRequest,
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
from amends.cases.models import Case, CaseChange, CaseLink, CaseReview, Clock, Note, SavedView, WorkItem
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
    ReplyFile,
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
from amends.releases.models import RulebookDraft, RulebookRelease, WhatIfReport
from amends.returns.models import Return, ReturnPerson
from amends.reviews.models import Feedback, FeedbackPerson

__all__ = [
    "ApiRequest",
    "ApiToken",
    "Buyer",
    "BuyerPerson",
    "Case",
    "CaseChange",
    "CaseLink",
    "CaseMessage",
    "CaseReview",
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
    "ReplyFile",
    "Return",
    "ReturnPerson",
    "RoleGrant",
    "RulebookDraft",
    "RulebookRelease",
    "SavedView",
    "SellerAccount",
    "Shop",
    "TrackingEvent",
    "User",
    "WhatIfReport",
    "WorkItem",
]
