"""What every test may ask for."""

from tests.database import django_db_modify_db_settings, pytest_configure, test_server
from tests.flush import flush_past_history
from tests.passwords import quick_passwords

__all__ = [
    "django_db_modify_db_settings",
    "flush_past_history",
    "pytest_configure",
    "quick_passwords",
    "test_server",
]
