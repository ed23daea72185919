"""Django's settings: everything a site may choose is an environment variable whose name starts with LIANFANG_."""

import os
from pathlib import Path

from lianfang.config import homes, web
from lianfang.config.notices import notices

HOME = homes.home_folder(os.environ)

SECRET_KEY = homes.secret_key(HOME, os.environ)
DEBUG = False

INSTALLED_APPS = [
    "lianfang.registers",
    "lianfang.gaps",
    "lianfang.ui",
    "lianfang.entry",
    "lianfang.fronts.command",
    "lianfang.fronts.tracing",
    "lianfang.fronts.laboratory",
    "lianfang.fronts.treatment",
    "lianfang.fronts.orders",
    "lianfang.fronts.staff",
    "lianfang.fronts.reporting",
    "lianfang.fronts.chains",
    "lianfang.fronts.resumption",
    "lianfang.board",
    "lianfang.interop",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "lianfang.entry.middleware.Numbered",
    "lianfang.entry.middleware.Closed",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "lianfang.entry.middleware.Doorkeeper",
]
APPEND_SLASH = False
ROOT_URLCONF = "lianfang.config.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.csrf"]},
    }
]

DATABASES = {"default": homes.database(HOME, os.environ)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "registers.Account"
PASSWORD_HASHERS = ["lianfang.registers.hashing.Argon2"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("login", "name")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

HTTPS = web.https(os.environ)
"""``""`` (plain, for this machine alone), ``proxy`` or ``direct``."""
ALLOWED_HOSTS = web.hosts(os.environ)
CSRF_FAILURE_VIEW = "lianfang.entry.pages.errors.stale_form"
SESSION_ENGINE = "lianfang.entry.sessions"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
IDLE_SECONDS = web.idle_seconds(os.environ)
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME, LANGUAGE_COOKIE_NAME = (
    web.cookie(name, HTTPS) for name in ("lianfang_session", "lianfang_form", "lianfang_language")
)
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = bool(HTTPS)
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_AGE = 365 * 86400
SECURE_SSL_REDIRECT = bool(HTTPS)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS == "proxy" else None
SECURE_HSTS_SECONDS = 2 * 365 * 86400 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = bool(HTTPS)
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"  # with no-referrer a browser sends forms with the origin "null"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# The one page that takes files has a handler of its own: nothing that somebody sends is laid down on the disk before the
# door has looked at it.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]

NOTICES = notices(os.environ)
"""How notices leave the house."""

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 3600

USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [Path(__file__).resolve().parent.parent / "locale"]
