"""Settings of the desk. Built once per process by `configure`; no file and no environment.

There is no debug switch, and no switch that turns the ledger off: nothing here may be overridden
from outside except the arguments of `configure`. The secret key is new in each process, so a
restart ends all sessions.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

__all__ = ["STANDARD_COST", "PasswordCost", "configure"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordCost:
    """Parameters of Argon2id. Cheaper ones than the standard are for tests only."""

    time_cost: int = 2
    memory_cost: int = 102_400
    """KiB."""
    parallelism: int = 8


STANDARD_COST = PasswordCost()

DEBUG = False
SECRET_KEY = secrets.token_urlsafe(50)
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "pipeline.desk",
]
AUTH_USER_MODEL = "desk.Person"
AUTHENTICATION_BACKENDS = ["pipeline.desk.web.backend.DeskBackend"]
PASSWORD_HASHERS = ["pipeline.desk.passwords.DeskHasher"]
DESK_PASSWORD_COST = STANDARD_COST
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = False

PRAGMAS = (
    "PRAGMA journal_mode=WAL;"
    "PRAGMA synchronous=FULL;"
    "PRAGMA busy_timeout=10000;"
    "PRAGMA foreign_keys=ON;"
    "PRAGMA recursive_triggers=ON;"
    "PRAGMA cell_size_check=ON;"
    "PRAGMA trusted_schema=OFF;"
)
DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": ":memory:",
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 10, "init_command": PRAGMAS},
    }
}

ROOT_URLCONF = "pipeline.desk.web.urls"
MIDDLEWARE = [
    "pipeline.desk.web.headers.SecurityHeaders",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
            ]
        },
    }
]
LOGIN_URL = "/login"
LOGIN_REDIRECT_URL = "/"
SESSION_COOKIE_AGE = 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Strict"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "no-referrer"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
DATA_UPLOAD_MAX_MEMORY_SIZE = 100_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20
LOGGING_CONFIG = None


def configure(database_path: Path | None = None, *, cost: PasswordCost = STANDARD_COST) -> None:
    """Gives Django these settings. Later calls change only the path and the cost."""
    name = str(database_path) if database_path is not None else ":memory:"
    if not settings.configured:
        values = {key: value for key, value in globals().items() if key.isupper()}
        settings.configure(**values)
    settings.DATABASES["default"]["NAME"] = name
    settings.DESK_PASSWORD_COST = cost
