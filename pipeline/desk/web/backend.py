"""How the pages know who is signed in: by session, and only while the account is active."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import BaseBackend

from pipeline.desk.models import Person

__all__ = ["DeskBackend"]


class DeskBackend(BaseBackend):
    """Finds the person of a session. Passwords are checked by the service, which counts them."""

    def get_user(self, user_id: Any) -> Person | None:
        """The person, unless deactivated since."""
        return Person.objects.filter(pk=user_id, is_active=True).first()
