"""Django's settings, all of them derived from `Configuration`."""

import os
from pathlib import Path

from sotto.personal_data import declaration
from sotto.settings import logs
from sotto.settings.configuration import HOME, Configuration

declaration.install()

SOTTO = Configuration()


def _secret(file: Path) -> str:
    """Made at set-up. Without it pages can't be served; tests and migrations need none."""
    return file.read_text().strip() if os.access(file, os.R_OK) else ""


SECRET_KEY = _secret(SOTTO.state_dir / "web" / "secret.key")
DEBUG = False
ALLOWED_HOSTS = [SOTTO.host_name, SOTTO.domain, str(SOTTO.address), "127.0.0.1", "localhost"]
ROOT_URLCONF = "sotto.settings.urls"
WSGI_APPLICATION = "sotto.settings.wsgi.application"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "procrastinate.contrib.django",
    "sotto.personal_data",
    "sotto.web",
    "sotto.trust.tenants",
    "sotto.trust.access",
    "sotto.trust.audit",
    "sotto.trust.holds",
    "sotto.trust.recipients",
    "sotto.trust.consents",
    "sotto.trust.retention",
    "sotto.trust.dataprotection",
    "sotto.trust.requests",
    "sotto.trust.backup",
    "sotto.trust.canaries",
    "sotto.trust.document",
    "sotto.features.directory",
    "sotto.features.calls",
    "sotto.features.voicemail",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "sotto.web.middleware.SecurityHeaders",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "sotto.trust.access.middleware.WithinTenant",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "sotto.trust.access.middleware.SignInRequired",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "sotto.web.middleware.PlainErrors",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": SOTTO.database,
        "USER": os.environ.get("SOTTO_DATABASE_ROLE", "sotto_app"),
        "HOST": str(SOTTO.postgres_socket_dir),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        # Values travel beside the statement, never in its text, and PostgreSQL plans what it is
        # asked again and again only once.
        "OPTIONS": {"server_side_binding": True, "prepare_threshold": 5},
    },
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "access.Account"
AUTHENTICATION_BACKENDS = ["sotto.trust.access.backend.Accounts"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "/sign-in/"

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 8 * 60 * 60  # Seconds: a working day.
CSRF_FAILURE_VIEW = "sotto.web.error_pages.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"  # Fixed sentences only.
SECURE_HSTS_SECONDS = 31_536_000
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
LOCALE_PATHS = [HOME / "sotto" / "web" / "locale"]
USE_I18N = USE_TZ = True
TIME_ZONE = "UTC"

FORM_RENDERER = "sotto.web.forms.Renderer"

STATIC_URL = "/static/"
STATIC_ROOT = SOTTO.state_dir / "static"
WHITENOISE_USE_FINDERS = False

FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024  # Never a temp file.

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"  # Each room's `jobs.py`.

# Our processes log events by structlog; Django's own loggers carry request paths and are off.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"nowhere": {"class": "logging.NullHandler"}},
    "loggers": {"django": {"handlers": ["nowhere"], "propagate": False}},
}
logs.configure()
