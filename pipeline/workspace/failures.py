"""What the operating system refuses, as errors that name the place and the next step."""

from __future__ import annotations

import errno

from pipeline.errors import EnvironmentFailedError

__all__ = ["environment_failed"]

_CODES = {
    errno.ENOSPC: ("disk.full", "no space left"),
    errno.EDQUOT: ("disk.full", "the quota is used up"),
    errno.EROFS: ("disk.read_only", "the file system is read-only"),
    errno.EACCES: ("disk.permission", "permission denied"),
    errno.EPERM: ("disk.permission", "not permitted"),
}


def environment_failed(error: OSError, path: str) -> EnvironmentFailedError:
    """`disk.*` for this path; to be raised before anything was changed."""
    code, text = _CODES.get(error.errno or 0, ("disk.failed", error.strerror or "failed"))
    return EnvironmentFailedError.of(
        code, text, path=path, hint="nothing was changed; run again once that is solved"
    )
