"""A verb's jobs, and what comes of them.

- A job is (verb, domain, locale). It works on a project, and gives back a `Part`: the files it
  would write, with the digests of those it read. The run's own process alone stages and commits,
  in the order of the jobs: the bytes are those of a run without workers.
- A dry run stays in this process: a worker would not see what is only staged.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from pipeline.errors import EnvironmentFailedError, Fault, RefusedError, RejectedError
from pipeline.model.digest import Digest
from pipeline.model.finding import Finding
from pipeline.workflow.project import Project

__all__ = ["Job", "Part", "run_jobs", "work_of", "workers_of"]

_WORK = {
    "check": "pipeline.workflow.checking:check_part",
    "extract": "pipeline.workflow.extract:extract_part",
    "pretranslate": "pipeline.workflow.pretranslate:pretranslate_part",
    "update": "pipeline.workflow.update:update_part",
}
_CLUSTER = 8
"""Workers that a cluster has at least, or it would not be one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One piece of work, ready to travel. Holds no key and no text."""

    verb: str
    domain: str
    locale: str = ""
    options: Any = None
    """The verb's own options; picklable, without secrets."""
    root: str = ""
    as_of: dt.date = dt.date.min
    at: str = ""
    operator: str = ""
    dry_run: bool = False
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What came of one job."""

    line: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    held: tuple[Fault, ...] = ()
    talk: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    files: tuple[tuple[str, bytes | None], ...] = ()
    seen: tuple[tuple[str, Digest | None], ...] = ()
    error: tuple[str, tuple[Fault, ...]] | None = None
    """Class and faults of the error the job ended with."""
    stopped: BaseException | None = None
    """The signal that interrupted the job."""

    def raise_error(self) -> None:
        """Raises what the job ended with, if it did not succeed."""
        if self.error is not None:
            kinds = {kind.__name__: kind for kind in (RejectedError, RefusedError)}
            raise kinds.get(self.error[0], EnvironmentFailedError)(*self.error[1])


def work_of(verb: str) -> Callable[[Project, Job], Part]:
    """What does the jobs of a verb."""
    module, _, name = _WORK[verb].partition(":")
    work: Callable[[Project, Job], Part] = getattr(import_module(module), name)
    return work


def run_jobs(
    project: Project, jobs: Sequence[Job], *, executor: str | None = None
) -> Iterator[Part]:
    """What came of each job, in order; its files are staged. Errors are raised.

    An interrupt ends the iteration with a part that says so, after the parts that are done.
    """
    spec = project.settings.executor if executor is None else executor
    if spec in {"", "none"} or project.workspace.dry_run:
        for job in jobs:
            try:
                part = work_of(job.verb)(project, job)
            except (KeyboardInterrupt, SystemExit) as signal:
                part = Part(stopped=signal)
            yield part
            if part.stopped is not None:
                return
        return
    from pipeline.workflow.executor import run_elsewhere

    for part in run_elsewhere(project, jobs, spec):
        if part.error is None:
            project.workspace.note_seen(part.seen)
            for path, data in part.files:
                project.workspace.stage(path, data)
        yield part


def workers_of(spec: str) -> int:
    """About how many workers this executor has, so that large jobs can be cut for them."""
    kind, _, rest = spec.partition(":")
    if kind in {"", "none"}:
        return 1
    if kind == "dask":
        return _CLUSTER
    return int(rest) if rest.isdecimal() else os.cpu_count() or 1
