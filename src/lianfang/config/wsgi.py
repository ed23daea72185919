"""The application as an app server runs it."""

import os

from django.core.wsgi import get_wsgi_application

from lianfang.entry.bodies import Measured

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianfang.config.settings")

application = Measured(get_wsgi_application())
