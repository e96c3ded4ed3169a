"""A role granted to a person for one locale."""

from __future__ import annotations

from django.db import models

from pipeline.desk.models.person import Person
from pipeline.review.roles import ReviewRole

__all__ = ["RoleGrant"]


class RoleGrant(models.Model):
    """Who may do what in which locale, since when and by whom; revoked grants stay."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=32, choices=[(role, role.label) for role in ReviewRole])
    locale = models.CharField(max_length=20)
    granted_by = models.CharField(max_length=200)
    granted_at = models.CharField(max_length=24)
    revoked_at = models.CharField(max_length=24, blank=True)

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(
                fields=("person", "role", "locale"),
                condition=models.Q(revoked_at=""),
                name="one_grant_in_force",
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=[str(role) for role in ReviewRole]),
                name="grant_role_known",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person}: {self.role} for {self.locale}"
