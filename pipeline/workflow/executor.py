"""Where a verb's jobs run: in this process, in threads, in processes, or on a Dask cluster.

- A job opens the project itself where it runs; nothing but the job travels there.
- Jobs may run twice (a worker died): they write nothing but the record of what left and the
  remembered answers, which only grow and by which the second time sends nothing.
- A worker whose code is not byte for byte the submitter's refuses (`executor.version`).
- Dask is imported when it is asked for. Without TLS only a scheduler on this machine is accepted:
  whoever reaches the port runs code. Workers see the project under the same path.
"""

from __future__ import annotations

import hashlib
import multiprocessing
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

import pipeline
from pipeline.errors import (
    EnvironmentFailedError,
    ImprimaturError,
    RefusedError,
    RejectedError,
)
from pipeline.workflow.jobs import Job, Part, work_of
from pipeline.workflow.project import Project, open_project

__all__ = ["code_version", "open_executor", "run_elsewhere", "run_job"]

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


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
        part = work_of(job.verb)(project, job)
    except ImprimaturError as error:
        return Part(error=(type(error).__name__, error.faults))
    return replace(part, files=project.workspace.staged(), seen=project.workspace.seen())


def run_elsewhere(project: Project, jobs: Sequence[Job], spec: str) -> Iterator[Part]:
    """What came of each job, in order, wherever `spec` says that it ran."""
    with open_executor(spec, tls=project.settings.executor_tls) as pool:
        futures = [pool.submit(run_job, _sent(project, job)) for job in jobs]
        try:
            yield from _results(futures)
        finally:
            for future in futures:
                future.cancel()


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
        pool: Executor = (
            ThreadPoolExecutor(count)
            if kind == "threads"
            else ProcessPoolExecutor(count, mp_context=multiprocessing.get_context("spawn"))
        )
        try:
            yield pool
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
    elif kind == "dask":
        with _dask(rest, tls) as cluster:
            yield cluster
    else:
        raise _unknown(spec)


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
