from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.errors import RefusedError
from pipeline.workspace.runlock import hold_run_lock

_HOLDER = """
import sys, time
from pathlib import Path
from pipeline.workspace.runlock import hold_run_lock
with hold_run_lock(Path(sys.argv[1]), "extract"):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_run_is_refused_naming_the_holder_and_a_dead_lock_is_free(tmp_path: Path):
    process = subprocess.Popen(
        [sys.executable, "-c", _HOLDER, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    try:
        with (
            pytest.raises(RefusedError, match=rf"process {process.pid}.*extract.*run\.locked"),
            hold_run_lock(tmp_path, "fill"),
        ):
            pass
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
    with hold_run_lock(tmp_path, "fill"):
        pass
