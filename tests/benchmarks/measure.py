"""Run a command and measure its whole tree of processes: CPU seconds, peak own memory, wall time.

Own memory is anonymous and shared memory (`RssAnon + RssShmem`) summed over the tree, sampled ten
times a second; CPU is the kernel's own accounting of all that ended. Linux only.
"""

import os
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import psutil


@dataclass(frozen=True)
class Measured:
    cpu_s: float
    wall_s: float
    peak_mb: float
    returncode: int
    output: str


def own_memory(pid: int) -> int:
    """Bytes of anonymous and shared memory of one process; 0 once it is gone."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    fields = dict(line.split(":", 1) for line in status.splitlines() if ":" in line)
    return sum(int(fields.get(name, "0 kB").split()[0]) for name in ("RssAnon", "RssShmem")) << 10


def tree_memory(pid: int) -> int:
    try:
        children = psutil.Process(pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return 0
    return own_memory(pid) + sum(own_memory(child.pid) for child in children)


def measure(command: list[str], env: dict[str, str] | None = None) -> Measured:
    before, started, peak = os.times(), time.perf_counter(), 0
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, **(env or {})},
    )
    output: list[str] = []
    reader = threading.Thread(target=lambda: output.extend(process.stdout))
    reader.start()
    while process.poll() is None:
        peak = max(peak, tree_memory(process.pid))
        time.sleep(0.1)
    reader.join()
    process.stdout.close()
    after = os.times()
    cpu = (
        after.children_user + after.children_system - before.children_user - before.children_system
    )
    return Measured(
        cpu, time.perf_counter() - started, peak / 1e6, process.returncode, "".join(output)
    )
