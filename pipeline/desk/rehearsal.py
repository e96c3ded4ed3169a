"""A dry run at the desk: whatever was written to the database is taken back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

__all__ = ["rehearse"]


@contextmanager
def rehearse(*, dry_run: bool) -> Iterator[None]:
    """Runs the body; with `dry_run` in one transaction that is rolled back.

    Never around a password: an attempt that is taken back would not count towards the lock.
    """
    if not dry_run:
        yield
        return
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
