from django.apps import AppConfig


class AmendsConfig(AppConfig):
    """The one Django app: its tables are listed in `models.py`, its jobs in `tasks.py`."""

    name = "amends"
    verbose_name = "Amends"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from amends.core import lookups  # noqa: F401  registers them
