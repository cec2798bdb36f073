"""One ASGI process: Django as WSGI in threads."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amends.config.settings")

from a2wsgi import WSGIMiddleware
from django.core.wsgi import get_wsgi_application

from amends.config.static import with_static_files

application = WSGIMiddleware(with_static_files(get_wsgi_application()), workers=8)  # type: ignore[arg-type]
