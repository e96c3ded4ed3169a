"""A person: a permanent id that is never used again, and how they sign in."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.db.models.functions import Length

__all__ = ["Person"]

models.CharField.register_lookup(Length)


class Person(AbstractBaseUser):
    """Somebody who may sign. Rows are never deleted; the id and the name stay in records."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    username = models.CharField(max_length=64, unique=True)
    printed_name = models.CharField(max_length=200)
    organization = models.CharField(max_length=200, blank=True)
    is_active = models.BooleanField(default=True)
    failed_attempts = models.PositiveSmallIntegerField(default=0)
    """Wrong passwords since the last right one; at five the account is locked."""
    must_change_password = models.BooleanField(default=False)
    """Somebody else set the password: no signing before its holder changes it."""
    created_at = models.CharField(max_length=24)
    last_login = None

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["printed_name"]

    class Meta:
        default_permissions = ()
        constraints = (
            models.CheckConstraint(
                condition=models.Q(username__length__gt=0), name="person_username_not_empty"
            ),
            models.CheckConstraint(
                condition=models.Q(printed_name__length__gt=0), name="person_name_not_empty"
            ),
        )

    def __str__(self) -> str:
        return self.printed_name
