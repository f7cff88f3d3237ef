"""One round: a load against the program or nginx, or pgbench against the baseline's tables, with the CPU of everybody who took part."""
import contextlib
import dataclasses
import json
import os
import re
import resource
import subprocess
import time

from machine import busy_and_stolen, family_cpu
from processes import ROOT, Failed, plain_environment
from results import Sample

LOAD = ROOT / "build/release/bench_load"


@dataclasses.dataclass
class Spent:
    """Filled when the `with` of `watched` ends: µs by who spent them, and the cores that others had."""
    cpu_us: dict = dataclasses.field(default_factory=dict)
    others_cores: float = 0.0
    seconds: float = 0.0


def children_cpu():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def own_cpu():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


@contextlib.contextmanager
def watched(processes):
    """What named processes spend inside of the `with`, and our own commands, which are the client."""
    spent = Spent()

    def now():
        return {name: family_cpu(process.pid) for name, process in processes.items()} | {"client": children_cpu()}
    before, began, busy, own = now(), time.monotonic(), busy_and_stolen()[0], own_cpu()
    yield spent
    after, spent.seconds = now(), time.monotonic() - began
    busy, own = busy_and_stolen()[0] - busy, own_cpu() - own
    spent.cpu_us = {name: (after[name] - before[name]) * 1e6 for name in after}
    spent.others_cores = max(0.0, busy - own - sum(spent.cpu_us.values()) / 1e6) / spent.seconds


def load_threads():
    return max(1, (os.cpu_count() or 2) // 2)


def load(kind, port, processes, seconds, clients=64, threads=None, **options):
    """Runs the checking load; a wrong answer fails."""
    arguments = [LOAD, kind, "--port", port, "--seconds", max(1, round(seconds)), "--clients", clients, "--threads", threads or load_threads()]
    for name, value in options.items():
        arguments += [f"--{name.replace('_', '-')}", value]
    with watched(processes) as spent:
        done = subprocess.run([str(argument) for argument in arguments], capture_output=True, text=True, timeout=seconds + 120,
                              env=plain_environment())
    return sample_of(done, spent)


def sample_of(done, spent):
    """What the load printed. Its own start, which reads files, is not charged."""
    if not done.stdout:
        raise Failed(f"the load could not run: {done.stderr.strip()[-300:]}")
    told = json.loads(done.stdout)
    if done.returncode != 0 or told["wrong"]:
        raise Failed(f"{told['wrong']} wrong answers; the first: {told['first_wrong']}")
    if not told["operations"]:
        raise Failed("the load had nothing to do")
    return Sample(operations=told["operations"], seconds=told["seconds"], cpu_us={**spent.cpu_us, "client": told["cpu_us"]},
                  p50_us=told["p50_us"], p99_us=told["p99_us"], others_cores=spent.others_cores)


def pgbench(postgres, database, script, seconds, clients=16, protocol="prepared", log=None, **variables):
    """Runs a script of bench/sql; its transactions, with their times if `log` names files for them."""
    arguments = [postgres.programs / "pgbench", *postgres.connection(), "-n", "-M", protocol, "-c", clients, "-j", min(clients, load_threads()),
                 "-T", max(1, round(seconds)), "-f", ROOT / "bench/sql" / script]
    if log:
        arguments += ["-l", f"--log-prefix={log}"]
    for name, value in {"clients": clients, "turn": 0, **variables}.items():
        arguments += ["-D", f"{name}={value}"]
    with watched({"postgres": postgres.process}) as spent:
        done = subprocess.run([str(argument) for argument in [*arguments, database]], capture_output=True, text=True, timeout=seconds + 120,
                              env=plain_environment())
    sample = transactions_of(done, spent)
    if log:
        sample.p50_us, sample.p99_us = logged_times(log)
    return sample


def logged_times(log):
    """(median, 99th percentile) in µs; the log is gone afterwards."""
    times = []
    for file in log.parent.glob(f"{log.name}.*"):
        times += [int(line.split()[2]) for line in file.read_text().splitlines()]
        file.unlink()
    times.sort()
    return (times[(len(times) - 1) // 2], times[(len(times) - 1) * 99 // 100]) if times else (0, 0)


def transactions_of(done, spent):
    count = re.search(r"number of transactions actually processed: (\d+)", done.stdout)
    rate = re.search(r"tps = ([\d.]+) \(without initial connection time\)", done.stdout)
    bad = re.search(r"number of failed transactions: ([1-9]\d*)", done.stdout)
    if done.returncode != 0 or not count or not rate or bad:
        raise Failed(f"pgbench failed: {done.stderr.strip()[-300:]}")
    operations = int(count[1])
    return Sample(operations=operations, seconds=operations / float(rate[1]) if operations else 0.0, cpu_us=spent.cpu_us,
                  others_cores=spent.others_cores)
