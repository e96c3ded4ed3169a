"""The locale is one of a market that the policy names."""

from __future__ import annotations

from typing import ClassVar

from pipeline.errors import Fault
from pipeline.gate.candidate import Candidate
from pipeline.gate.requirement import RequirementResult, not_judged, result_of

__all__ = ["LocaleInMarket"]


class LocaleInMarket:
    """The locale is one of a market that the policy names."""

    code: ClassVar[str] = "market.refused"
    hint: ClassVar[str] = "have the policy owner add the locale to a market in policy.toml"

    def evaluate(self, candidate: Candidate) -> RequirementResult:
        """Whether it holds."""
        policy = candidate.policy.verified
        if policy is None:
            return not_judged(self, "the policy is not verified")
        allowed = policy.locales
        fault = Fault(
            code=self.code,
            message=f"{candidate.locale} is in no market of the policy "
            f"(in one: {', '.join(sorted(allowed)) or 'none'})",
            hint=self.hint,
        )
        return result_of(
            self,
            () if candidate.locale in allowed else (fault,),
            met=f"{candidate.locale} is in a market",
            unmet=f"{candidate.locale} may not be released",
        )
