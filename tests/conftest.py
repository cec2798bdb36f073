"""What every test may ask for."""

from hypothesis import settings

from tests.database import django_db_modify_db_settings, pytest_configure, test_server
from tests.flush import flush_past_history
from tests.inbox.mail_server import listening
from tests.mailboxes.token_server import provider
from tests.passwords import quick_passwords

__all__ = [
    "django_db_modify_db_settings",
    "flush_past_history",
    "listening",
    "provider",
    "pytest_configure",
    "quick_passwords",
    "test_server",
]

# Two cores are shared by parallel workers: how long one example takes says nothing.
settings.register_profile("amends", deadline=None, max_examples=60)
settings.load_profile("amends")
