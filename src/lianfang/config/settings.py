"""Django's settings: everything a site may choose is an environment variable whose name starts with LIANFANG_."""

import os
from pathlib import Path

from lianfang.config import homes

HOME = homes.home_folder(os.environ)

SECRET_KEY = homes.secret_key(HOME, os.environ)
DEBUG = False
ALLOWED_HOSTS: list[str] = []

INSTALLED_APPS = [
    "lianfang.registers",
    "lianfang.gaps",
    "lianfang.ui",
    "lianfang.fronts.command",
]
MIDDLEWARE: list[str] = []
ROOT_URLCONF = "lianfang.config.urls"
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]

DATABASES = {"default": homes.database(HOME, os.environ)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [Path(__file__).resolve().parent.parent / "locale"]
