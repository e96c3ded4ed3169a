"""Word lists per language: what rules on meaning look for. One language per file.

Lists are thin by nature, so what they find in people's work are warnings.
"""

from __future__ import annotations

from pipeline.check.words.lexicon import Lexicon, lexicon_of

__all__ = ["Lexicon", "lexicon_of"]
