from typing import ClassVar, Self, TypeVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Lower

_Row = TypeVar("_Row", bound=models.Model, covariant=True)


class Organisation(models.Model):
    """A seller's business: everything belongs to exactly one."""

    name = models.TextField()
    created_at = models.DateTimeField()


class OwnedQuerySet(models.QuerySet[_Row]):
    """Rows of one organisation: where every page, job and endpoint begins."""

    def of(self, organisation: Organisation | int) -> Self:
        """Only the rows of this organisation (or of the one with this id)."""
        return self.filter(organisation=organisation)


class Owned(models.Model):
    """A row of one organisation."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")

    objects = models.Manager.from_queryset(OwnedQuerySet)()

    class Meta:
        abstract = True


class SellerAccount(Owned):
    """The seller's account on one marketplace: outside ids are unique within it."""

    marketplace = models.TextField()
    name = models.TextField()
    external_id = models.TextField(default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "marketplace", "name"], name="seller_account_once"
            )
        ]


class Shop(Owned):
    """One storefront of a seller account: a country, a zone, a currency, a language."""

    seller_account = models.ForeignKey(SellerAccount, on_delete=models.PROTECT, related_name="shops")
    code = models.TextField()
    name = models.TextField(default="")
    marketplace = models.TextField()
    country = models.CharField(max_length=2)
    time_zone = models.TextField()
    currency = models.CharField(max_length=3)
    language = models.TextField()
    return_address = models.TextField(default="")
    mail_addresses = ArrayField(models.TextField(), default=list)  # it writes from, beside its mail server's
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "code"], name="shop_code_once")]

    def __str__(self) -> str:
        return self.code


class MailAccount(Owned):
    """The mail server that takes a shop's replies, and who they are from."""

    shop = models.OneToOneField(Shop, on_delete=models.CASCADE, related_name="mail_account")
    host = models.TextField()
    port = models.IntegerField()
    security = models.TextField()
    user_name = models.TextField(default="")
    sign_in = models.TextField(default="password")
    sealed_password = models.TextField(default="")  # or the provider's grant, where `sign_in` is oauth
    from_address = models.TextField()
    from_name = models.TextField(default="")
    marks_replies = models.BooleanField(default=False)  # answers go to desk+mark@…, which names the thread
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(security__in=("none", "starttls", "tls")), name="mail_account_security"
            ),
            models.CheckConstraint(condition=Q(port__gte=1, port__lte=65535), name="mail_account_port"),
            models.CheckConstraint(
                condition=Q(sign_in__in=("password", "oauth")), name="mail_account_sign_in"
            ),
        ]


class ContactForm(Owned):
    """The page where buyers write to an own shop, at an address of its own. No row: it never had one."""

    shop = models.OneToOneField(Shop, on_delete=models.CASCADE, related_name="contact_form")
    slug = models.TextField(unique=True)
    is_on = models.BooleanField(default=False)
    changed_at = models.DateTimeField()


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.alias(lowered=Lower("login")).get(lowered=Lower(Value(username)))

    def of(self, organisation: Organisation | int) -> "models.QuerySet[User]":
        """Only the users of this organisation (or of the one with this id)."""
        return self.filter(organisation=organisation)


class User(AbstractBaseUser, Owned):
    """A person who works at the desk."""

    login = models.TextField()
    name = models.TextField(default="")
    language = models.TextField(default="en")
    time_zone = models.TextField(default="")  # IANA; empty: each shop in its own
    theme = models.TextField(default="")  # "", light or dark; empty follows the system
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]
    USERNAME_FIELD = "login"

    class Meta:
        constraints = [models.UniqueConstraint(Lower("login"), name="user_login_once")]


class RoleGrant(Owned):
    """A role of a user, for one shop or (shop null) for all."""

    ROLES = ("agent", "technical_agent", "lead", "warehouse", "finance", "owner")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    role = models.TextField()
    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "shop"], name="role_grant_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(role__in=("agent", "technical_agent", "lead", "warehouse", "finance", "owner")),
                name="role_grant_role",
            ),
        ]


class ApiToken(Owned):
    """A key for programs: only its hash is kept; it can do a part of what its user can."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    name = models.TextField()
    prefix = models.TextField()  # the first characters, to recognise it on a list
    sha256 = models.BinaryField(max_length=32, unique=True)
    verbs = models.JSONField(default=list)  # the verbs it may use; empty: none
    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, null=True, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)


class ApiRequest(Owned):
    """A request of a program that changed something, by the key it gave: asked again, it changes nothing.

    Only what it made is named, never its words, which may be a buyer's.
    """

    token = models.ForeignKey(ApiToken, on_delete=models.CASCADE, related_name="requests")
    key = models.TextField()
    sha256 = models.BinaryField(max_length=32)  # of verb, address and content
    made_id = models.BigIntegerField(null=True)  # the row it made
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "key"], name="api_request_once")]
        indexes = [models.Index(fields=["created_at"], name="api_request_age")]


class OneTimeLink(models.Model):
    """A link that works once, for an hour: the first owner, a new person, a forgotten password."""

    sha256 = models.BinaryField(max_length=32, unique=True)
    purpose = models.TextField()
    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class LoginFailure(models.Model):
    """Failed logins in a row, for a login name or an address: shared by all web processes."""

    subject = models.TextField(unique=True)
    failures = models.IntegerField(default=0)
    last_failed_at = models.DateTimeField()
    locked_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(failures__gte=0), name="login_failures_counted")]
