"""Who may sign with which meaning: a role in a locale gives the right.

Pure: a closed list. There is no role that may sign everything, and none that administers.
"""

from __future__ import annotations

from enum import StrEnum

from pipeline.model.evidence import Meaning
from pipeline.model.waiver import WAIVING_ROLES

__all__ = ["ReviewRole"]


class ReviewRole(StrEnum):
    """What a person may do at the desk, always granted for one locale."""

    LINGUIST = "linguist"
    REGULATORY_REVIEWER = "regulatory_reviewer"
    COORDINATOR = "coordinator"
    """Sends and imports; signs nothing."""

    @property
    def label(self) -> str:
        """As printed in a signature."""
        return {
            ReviewRole.LINGUIST: "Linguist",
            ReviewRole.REGULATORY_REVIEWER: "Regulatory Reviewer",
            ReviewRole.COORDINATOR: "Coordinator",
        }[self]

    @property
    def meanings(self) -> frozenset[Meaning]:
        """The meanings this role may sign with."""
        taking_back = {Meaning.REJECTION, Meaning.WITHDRAWAL}
        if self is ReviewRole.LINGUIST:
            return frozenset({Meaning.LINGUISTIC_REVIEW, *taking_back})
        if self is ReviewRole.REGULATORY_REVIEWER:
            return frozenset({Meaning.REGULATORY_APPROVAL, *taking_back})
        return frozenset()

    @property
    def may_waive(self) -> bool:
        """Whether a policy may let it waive findings."""
        return str(self) in WAIVING_ROLES

    @property
    def may_edit(self) -> bool:
        """Whether it may write targets at the desk."""
        return self is ReviewRole.LINGUIST
