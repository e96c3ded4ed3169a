"""The requirements of a release, one per file, in the order a person should meet them."""

from __future__ import annotations

from typing import Final

from pipeline.gate.requirement import Requirement
from pipeline.gate.requirements.approvals import ApprovalsVerify
from pipeline.gate.requirements.catalog import CatalogComplete
from pipeline.gate.requirements.code_place import CodeOutsideProject
from pipeline.gate.requirements.conflicts import NoConflicts
from pipeline.gate.requirements.documents import DocumentsApproved
from pipeline.gate.requirements.evidence import EvidenceVerifies
from pipeline.gate.requirements.final import UnitsFinal
from pipeline.gate.requirements.findings import NoBlockers
from pipeline.gate.requirements.fuzzy import FuzzyMarked
from pipeline.gate.requirements.has_units import HasUnits
from pipeline.gate.requirements.held import NoHeldUnits
from pipeline.gate.requirements.keyring import KeyringVerifies
from pipeline.gate.requirements.ledger import LedgerVerifies
from pipeline.gate.requirements.locks_hold import LocksHold
from pipeline.gate.requirements.market import LocaleInMarket
from pipeline.gate.requirements.pages import PagesHold
from pipeline.gate.requirements.passages import PassagesComplete
from pipeline.gate.requirements.policy import PolicyVerifies
from pipeline.gate.requirements.registry import RegistryVerifies
from pipeline.gate.requirements.template import TemplateFresh
from pipeline.gate.requirements.trust import TrustPresent

__all__ = ["REQUIREMENTS"]

REQUIREMENTS: Final[tuple[Requirement, ...]] = (
    TrustPresent(),
    KeyringVerifies(),
    CodeOutsideProject(),
    PolicyVerifies(),
    LocaleInMarket(),
    ApprovalsVerify(),
    DocumentsApproved(),
    RegistryVerifies(),
    PassagesComplete(),
    HasUnits(),
    TemplateFresh(),
    CatalogComplete(),
    NoConflicts(),
    NoHeldUnits(),
    LocksHold(),
    NoBlockers(),
    PagesHold(),
    EvidenceVerifies(),
    UnitsFinal(),
    FuzzyMarked(),
    LedgerVerifies(),
)
