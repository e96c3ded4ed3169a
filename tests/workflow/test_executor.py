"""Jobs elsewhere give the same bytes as jobs here, also when a worker dies in between."""

from __future__ import annotations

import datetime as dt
import os
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from pipeline.errors import RefusedError, RejectedError
from pipeline.workflow.executor import code_version, open_executor, run_job
from pipeline.workflow.jobs import Job
from tests.journey.project import AS_OF

ROOT = Path(__file__).parents[2]


@pytest.fixture
def local(make_trial):
    trial = make_trial("sealed")
    trial.ok("run")
    tree = trial.tree("locales")
    trial.root.rename(trial.root.with_name("local"))
    return tree


@pytest.mark.parametrize("spec", ["threads:2", "processes:2"])
def test_the_same_bytes(make_trial, local, spec):
    trial = make_trial("sealed")
    done = trial.ok("run", "--executor", spec)
    assert trial.tree("locales") == local
    assert "locales/de_DE/LC_MESSAGES/site.po" in local
    assert done.out == trial.ok("run", "--executor", "none").out


def test_the_settings_may_name_it(make_trial, local):
    trial = make_trial("sealed")
    settings = trial.path("imprimatur.toml")
    settings.write_text(settings.read_text("utf-8") + '[executor]\nuse = "threads:2"\n', "utf-8")
    trial.ok("run")
    assert trial.tree("locales") == local


def test_findings_are_the_same(make_trial):
    trial = make_trial("filled")
    here = trial.run("check", "--json", "--all")
    there = trial.run("check", "--json", "--all", "--executor", "processes:2")
    assert there == here


class TestRefusals:
    @pytest.mark.parametrize(
        ("spec", "kind", "code"),
        [
            ("cloud:9", RejectedError, "executor.unknown"),
            ("threads:0", RejectedError, "executor.unknown"),
            ("threads:x", RejectedError, "executor.unknown"),
            ("dask:http://127.0.0.1:1", RejectedError, "executor.unknown"),
            ("dask:tcp://scheduler.example:8786", RefusedError, "executor.insecure"),
            ("dask:tls://scheduler.example:8786", RejectedError, "executor.tls"),
        ],
    )
    def test_what_cannot_be(self, spec, kind, code):
        with pytest.raises(kind) as caught, open_executor(spec, tls={}):
            pass
        assert caught.value.code == code

    def test_a_worker_with_other_code(self, tmp_path):
        part = run_job(
            Job(verb="check", domain="site", locale="es-US", root=str(tmp_path), code="0")
        )
        with pytest.raises(RefusedError, match=r"executor\.version"):
            part.raise_error()

    def test_an_error_keeps_its_class(self, tmp_path):
        job = Job(verb="check", domain="s", locale="es-US", root=str(tmp_path), code=code_version())
        with pytest.raises(RejectedError, match=r"project\.missing"):
            run_job(job).raise_error()


class TestDask:
    """A scheduler and two workers as processes of their own, on loopback."""

    @pytest.fixture
    def start(self, tmp_path):
        """Starts a program of Dask; all of them end with the test."""
        pytest.importorskip("distributed", reason="the extra `distributed` is not installed")
        environ = {**os.environ, "PYTHONPATH": str(ROOT)}
        started: list[subprocess.Popen[bytes]] = []

        def run(module, *arguments, out):
            with out.open("wb") as stream:
                process = subprocess.Popen(
                    [sys.executable, "-m", f"distributed.cli.{module}", *arguments],
                    stdout=stream,
                    stderr=stream,
                    env=environ,
                    cwd=tmp_path,
                )
            started.append(process)
            return process

        yield run
        for process in started:
            process.kill()
            process.wait()

    @pytest.fixture
    def cluster(self, start, tmp_path):
        log = tmp_path / "scheduler.log"
        start("dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", out=log)
        address = wait_for(log, r"Scheduler at:\s*(tcp://127\.0\.0\.1:\d+)")
        workers = []
        for number in range(2):
            out = tmp_path / f"worker-{number}.log"
            workers.append(
                start(
                    "dask_worker",
                    *(address, "--host", "127.0.0.1", "--nthreads", "1", "--no-nanny"),
                    *("--no-dashboard", "--local-directory", str(tmp_path)),
                    out=out,
                )
            )
            wait_for(out, r"(Registered to)")
        return address, workers

    def test_over_tls_with_the_files_that_the_settings_name(self, make_trial, start, tmp_path):
        files = {name: str(tmp_path / f"{name}.pem") for name in ("ca", "certificate", "private")}
        write_certificate(files)
        tls = (
            *("--tls-ca-file", files["ca"], "--tls-cert", files["certificate"]),
            *("--tls-key", files["private"], "--no-dashboard", "--protocol", "tls"),
        )
        log, out = tmp_path / "scheduler.log", tmp_path / "worker.log"
        start("dask_scheduler", "--host", "127.0.0.1", "--port", "0", *tls, out=log)
        address = wait_for(log, r"Scheduler at:\s*(tls://127\.0\.0\.1:\d+)")
        start(
            "dask_worker",
            *(address, "--host", "127.0.0.1", "--nthreads", "1", "--no-nanny", *tls),
            *("--local-directory", str(tmp_path)),
            out=out,
        )
        wait_for(out, r"(Registered to)")
        here, trial = make_trial("sealed"), tmp_path / "here"
        here.ok("extract")
        expected = here.tree("locales")
        here.root.rename(trial)
        there = make_trial("sealed")
        settings = there.path("imprimatur.toml")
        named = "".join(f'{name} = "{path}"\n' for name, path in files.items())
        settings.write_text(
            settings.read_text("utf-8") + f'[executor]\nuse = "dask:{address}"\n{named}', "utf-8"
        )
        there.ok("extract")
        assert there.tree("locales") == expected

    def test_one_killed_in_mid_run_and_nothing_is_lost(self, make_trial, local, cluster):
        address, workers = cluster
        trial = make_trial("sealed")
        environ = {**os.environ, "PYTHONPATH": str(ROOT)}
        command = [
            *(sys.executable, "-c", "from pipeline.cli import main; main()", "run"),
            *("--project", str(trial.folder), "--as-of", AS_OF),
            *("--executor", f"dask:{address}"),
        ]
        killer = threading.Thread(target=kill_when_busy, args=(workers[0], trial.path("locales")))
        killer.start()
        done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
        killer.join()
        assert done.returncode == 0, done.stderr
        assert workers[0].wait(10) == -signal.SIGKILL
        assert workers[1].poll() is None
        assert trial.tree("locales") == local


def write_certificate(files: dict[str, str]) -> None:
    """A key and a certificate that vouches for itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    Path(files["ca"]).write_bytes(pem)
    Path(files["certificate"]).write_bytes(pem)
    Path(files["private"]).write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )


def wait_for(log: Path, pattern: str) -> str:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        found = re.search(pattern, log.read_text("utf-8", "replace"))
        if found:
            return found[1]
        time.sleep(0.05)
    raise AssertionError(log.read_text("utf-8", "replace"))


def kill_when_busy(worker, folder: Path) -> None:
    """Kills the worker once the first verb of the run has written something."""
    end = time.monotonic() + 60
    while time.monotonic() < end and not list(folder.rglob("*.pot")):
        time.sleep(0.01)
    worker.send_signal(signal.SIGKILL)
