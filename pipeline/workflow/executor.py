"""Where a verb's jobs run: in this process, in threads, in processes, or on a Dask cluster.

- A job is (verb, domain, locale). It opens the project itself, works, and gives back a `Part`:
  the files it would write, with the digests of those it read. The run's own process alone stages
  and commits, in the order of the jobs: the bytes are those of a run without workers.
- A dry run stays in this process: a worker would not see what is only staged.
- Jobs may run twice (a worker died): they write nothing but the record of what left and the
  remembered answers, which only grow and by which the second time sends nothing.
- A worker whose code is not byte for byte the submitter's refuses (`executor.version`).
- Dask is imported when it is asked for. Without TLS only a scheduler on this machine is accepted:
  whoever reaches the port runs code. Workers see the project under the same path.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pipeline
from pipeline.errors import (
    EnvironmentFailedError,
    Fault,
    ImprimaturError,
    RefusedError,
    RejectedError,
)
from pipeline.model.digest import Digest
from pipeline.model.finding import Finding
from pipeline.workflow.project import Project, open_project

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

__all__ = ["Job", "Part", "code_version", "open_executor", "run_job", "run_jobs", "workers_of"]

_WORK = {
    "check": "pipeline.workflow.checking:check_part",
    "extract": "pipeline.workflow.extract:extract_part",
    "pretranslate": "pipeline.workflow.pretranslate:pretranslate_part",
    "update": "pipeline.workflow.update:update_part",
}
_CLUSTER = 8
"""Workers that a cluster has at least, or it would not be one."""
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


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


@lru_cache(maxsize=1)
def code_version() -> str:
    """A digest of every module of the package as it lies on this machine's disk."""
    root = Path(pipeline.__file__).parent
    digest = hashlib.sha256()
    for place in sorted(root.rglob("*.py")):
        digest.update(place.relative_to(root).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(place.read_bytes()).digest())
    return digest.hexdigest()[:16]


def run_job(job: Job) -> Part:
    """The work itself, wherever it runs."""
    try:
        if job.code != code_version():
            raise RefusedError.of(
                "executor.version",
                f"a worker has other code ({code_version()}) than this run ({job.code})",
                hint="install the same version on every worker",
            )
        project = replace(
            open_project(Path(job.root), as_of=job.as_of, dry_run=job.dry_run),
            verb=job.verb,
            at=job.at,
            operator=job.operator,
        )
        part = _work(job.verb)(project, job)
    except ImprimaturError as error:
        return Part(error=(type(error).__name__, error.faults))
    return replace(part, files=project.workspace.staged(), seen=project.workspace.seen())


def _work(verb: str) -> Callable[[Project, Job], Part]:
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
                part = _work(job.verb)(project, job)
            except (KeyboardInterrupt, SystemExit) as signal:
                part = Part(stopped=signal)
            yield part
            if part.stopped is not None:
                return
        return
    with open_executor(spec, tls=project.settings.executor_tls) as pool:
        futures = [pool.submit(run_job, _sent(project, job)) for job in jobs]
        try:
            for part in _results(futures):
                if part.error is None:
                    project.workspace.note_seen(part.seen)
                    for path, data in part.files:
                        project.workspace.stage(path, data)
                yield part
        finally:
            for future in futures:
                future.cancel()


def workers_of(spec: str) -> int:
    """About how many workers this executor has, so that large jobs can be cut for them."""
    kind, _, rest = spec.partition(":")
    if kind in {"", "none"}:
        return 1
    if kind == "dask":
        return _CLUSTER
    return int(rest) if rest.isdecimal() else os.cpu_count() or 1


def _sent(project: Project, job: Job) -> Job:
    return replace(
        job,
        root=str(project.workspace.root),
        as_of=project.as_of,
        at=project.at,
        operator=project.operator,
        dry_run=project.workspace.dry_run,
        code=code_version(),
    )


def _results(futures: Sequence[Future[Part]]) -> Iterator[Part]:
    for number, future in enumerate(futures):
        try:
            part = future.result()
        except (KeyboardInterrupt, SystemExit) as signal:
            done = [item for item in futures[number:] if item.done() and not item.cancelled()]
            yield from (item.result() for item in done if item.exception() is None)
            yield Part(stopped=signal)
            return
        except Exception as error:  # a pool has its own ways to break
            raise EnvironmentFailedError.of(
                "executor.failed",
                f"a job did not come back: {type(error).__name__}",
                hint="run again: what was answered is remembered",
            ) from error
        yield part


@contextmanager
def open_executor(spec: str, *, tls: Mapping[str, str]) -> Iterator[Executor]:
    """The executor this names; ended on the way out.

    RejectedError `executor.unknown`, RefusedError `executor.insecure`, EnvironmentFailedError
    `executor.missing` or `executor.failed`.
    """
    kind, _, rest = spec.partition(":")
    if kind in {"threads", "processes"} and (not rest or rest.isdecimal()):
        count = int(rest) if rest else None
        if count == 0:
            raise _unknown(spec)
        pool = _pool(kind, count)
        try:
            yield pool
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
    elif kind == "dask":
        with _dask(rest, tls) as cluster:
            yield cluster
    else:
        raise _unknown(spec)


def _pool(kind: str, count: int | None) -> Executor:
    """Workers of this machine; what makes them is imported for those who ask for them."""
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

    if kind == "threads":
        return ThreadPoolExecutor(count)
    return ProcessPoolExecutor(count, mp_context=multiprocessing.get_context("spawn"))


def _unknown(spec: str) -> RejectedError:
    return RejectedError.of(
        "executor.unknown",
        f"no executor is called {spec!r}",
        hint="threads:N, processes:N, dask:tls://HOST:PORT or dask:tcp://127.0.0.1:PORT",
    )


@contextmanager
def _dask(address: str, tls: Mapping[str, str]) -> Iterator[Executor]:
    parts = urlsplit(address)
    if parts.scheme not in {"tcp", "tls"} or not parts.hostname:
        raise _unknown("dask:" + address)
    if parts.scheme == "tcp" and parts.hostname not in _LOOPBACK:
        raise RefusedError.of(
            "executor.insecure",
            "whoever reaches a scheduler without TLS runs code on its workers",
            hint="use dask:tls://… and name the files in [executor]",
        )
    if parts.scheme == "tls" and set(tls) != {"ca", "certificate", "private"}:
        raise RejectedError.of(
            "executor.tls", "[executor] must name the files ca, certificate and private"
        )
    try:
        from distributed import Client
        from distributed.security import Security
    except ImportError:
        raise EnvironmentFailedError.of(
            "executor.missing",
            "dask's distributed is not installed",
            hint="pip install 'imprimatur[distributed]'",
        ) from None
    security = (
        Security(
            tls_ca_file=tls["ca"],
            tls_client_cert=tls["certificate"],
            tls_client_key=tls["private"],
            require_encryption=True,
        )
        if parts.scheme == "tls"
        else None
    )
    try:
        client = Client(address, security=security, timeout="10s", set_as_default=False)
    except (OSError, TimeoutError) as error:
        raise EnvironmentFailedError.of(
            "executor.failed", f"the scheduler does not answer ({type(error).__name__})"
        ) from None
    try:
        yield client.get_executor(pure=False, retries=2)
    finally:
        client.close()
