"""`python -m pipeline.verify DIR --trust FILE`: the only file of this package that opens files.

Exit status: 0 verified, 4 refused, 2 called wrongly (or a trust file that is none), 5 something
could not be read or written. Symbolic links, devices and the like are refused and never followed,
files are read only as far as the manifest says. After success the trust file remembers the
versions seen, so that an older release is refused next time (`--no-remember` leaves it alone).
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import stat
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from pipeline.errors import (
    EnvironmentFailedError,
    Fault,
    ImprimaturError,
    RefusedError,
    escape_controls,
)
from pipeline.signing.instant import parse_day
from pipeline.signing.trust import Trust, parse_trust, serialize_trust
from pipeline.verify.verify import VerificationReport, verify_release

__all__ = ["main", "verify_directory"]

_TRUST_BYTES = 1_000_000
_MAX_ENTRIES = 200_000
_MAX_DEPTH = 64
_OPEN_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Verifies one release folder and says so; the exit status."""
    parser = _parser()
    options = parser.parse_args(arguments)
    try:
        as_of = parse_day(options.as_of) if options.as_of else _today()
    except ValueError as error:
        parser.error(str(error))
    try:
        trust_file = options.trust.resolve()
        trust = parse_trust(_read_file(trust_file, _TRUST_BYTES), path=str(options.trust))
        report = verify_directory(
            options.directory,
            trust=trust,
            as_of=as_of,
            demonstration=options.demonstration,
        )
        if report.ok and options.remember and report.trust != trust:
            _replace_file(trust_file, serialize_trust(report.trust))
    except ImprimaturError as error:
        _say(str(error))
        return error.exit_status
    except OSError as error:
        _say(
            f"{error.filename or options.directory}: {error.strerror or error} [release.unreadable]"
        )
        return EnvironmentFailedError.exit_status
    if options.json:
        sys.stdout.write(json.dumps(_as_json(report), ensure_ascii=True, indent=2) + "\n")
    for fault in report.problems:
        _say(str(fault))
    _say(_summary(report))
    return 0 if report.ok else RefusedError.exit_status


def verify_directory(
    directory: Path, *, trust: Trust, as_of: dt.date, demonstration: bool = False
) -> VerificationReport:
    """The report on the release in this folder; OSError when the folder cannot be read."""
    names: set[str] = set()
    refused: list[Fault] = []
    _walk(directory, "", names, refused)

    def open_name(name: str, limit: int) -> bytes:
        return _read_file(directory / name, limit)

    report = verify_release(
        open_name,
        names=names,
        trust=trust,
        as_of=as_of,
        demonstration=demonstration,
    )
    if not refused:
        return report
    return replace(report, problems=(*refused, *report.problems), trust=trust)


def _walk(directory: Path, prefix: str, names: set[str], refused: list[Fault]) -> None:
    with os.scandir(directory) as entries:
        for entry in entries:
            name = prefix + entry.name
            if len(names) + len(refused) >= _MAX_ENTRIES or prefix.count("/") >= _MAX_DEPTH:
                raise RefusedError.of(
                    "release.extra_file",
                    f"more than {_MAX_ENTRIES} files, or folders deeper than {_MAX_DEPTH}",
                    path=str(directory),
                )
            if entry.is_dir(follow_symlinks=False):
                _walk(directory / entry.name, name + "/", names, refused)
            elif entry.is_file(follow_symlinks=False):
                names.add(name)
            else:
                refused.append(
                    Fault(
                        code="release.file_type",
                        message="neither a regular file nor a folder (links are not followed)",
                        path=name,
                        hint="fetch the release again, whole, into an empty folder",
                    )
                )


def _read_file(path: Path, limit: int) -> bytes:
    descriptor = os.open(path, _OPEN_FLAGS)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise RefusedError.of("release.file_type", "not a regular file", path=str(path))
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            return file.read(limit)
    finally:
        os.close(descriptor)


def _replace_file(path: Path, data: bytes) -> None:
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(descriptor)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _today() -> dt.date:
    return dt.datetime.now(tz=dt.UTC).date()  # noqa: TID251 - the command line is where days enter


def _say(text: str) -> None:
    for line in text.split("\n"):
        sys.stderr.write(escape_controls(line).encode("ascii", "backslashreplace").decode() + "\n")


def _summary(report: VerificationReport) -> str:
    if not report.ok or report.manifest is None:
        return f"NOT VERIFIED: {len(report.problems)} problem(s); do not use these files."
    manifest = report.manifest
    mark = " DEMONSTRATION, not for use:" if report.demonstration else ""
    return (
        f"Verified:{mark} {manifest.project} {manifest.release} version {manifest.version}, "
        f"{len(report.checked)} files, valid until before {manifest.expires_on}."
    )


def _as_json(report: VerificationReport) -> dict[str, Any]:
    manifest = report.manifest
    return {
        "ok": report.ok,
        "demonstration": report.demonstration,
        "project": manifest.project if manifest else None,
        "release": manifest.release if manifest else None,
        "version": manifest.version if manifest else None,
        "expires_on": manifest.expires_on.isoformat() if manifest else None,
        "checked": list(report.checked),
        "problems": [
            {"code": fault.code, "path": fault.path, "message": fault.message, "hint": fault.hint}
            for fault in report.problems
        ],
    }


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m pipeline.verify",
        description="Says whether a release folder is exactly what was signed.",
        epilog="Exit status: 0 verified, 4 refused, 2 called wrongly, 5 could not be read.",
        allow_abbrev=False,
    )
    parser.add_argument("directory", type=Path, metavar="DIR", help="the release folder")
    parser.add_argument(
        "--trust",
        type=Path,
        metavar="FILE",
        required=True,
        help="the trust file: root fingerprints and versions seen; never from the release",
    )
    parser.add_argument(
        "--demonstration", action="store_true", help="accept published demonstration keys"
    )
    parser.add_argument("--as-of", metavar="DATE", help="the day of the question (default: today)")
    parser.add_argument("--json", action="store_true", help="the report as JSON on stdout")
    parser.add_argument(
        "--no-remember",
        dest="remember",
        action="store_false",
        help="do not write the versions seen into the trust file",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
