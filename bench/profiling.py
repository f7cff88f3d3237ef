"""./dev bench --profile: where the time of a row's operation goes. One more round of ours, which is not part of the figures, with perf at the
program and PostgreSQL's processes, and pg_stat_statements; a file a row in build/bench."""
import contextlib
import shutil
import subprocess

from processes import ROOT, Failed, run, say

FOLDER = ROOT / "build/bench"
PRELOADED = {"shared_preload_libraries": "pg_stat_statements", "track_io_timing": "on"}
SAMPLES_A_SECOND = 997
MOST_SYMBOLS = 40
MOST_STATEMENTS = 12

STATEMENTS = """
SELECT round(total_exec_time::numeric, 1) || E'\\t' || calls || E'\\t' || rows || E'\\t' || left(regexp_replace(query, '\\s+', ' ', 'g'), 150)
  FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid WHERE d.datname = '{database}'
 ORDER BY total_exec_time DESC LIMIT {most}
"""


def children_of(pid):
    told = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, timeout=20).stdout
    return told.split()


class Recording:
    """perf at some processes, until `end`."""

    def __init__(self, path, pids):
        if not shutil.which("perf"):
            raise Failed("perf is not installed")
        self.path = path
        self.process = subprocess.Popen(["perf", "record", "-q", "-F", str(SAMPLES_A_SECOND), "-o", str(path), "-p", ",".join(map(str, pids))],
                                        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def end(self):
        self.process.send_signal(2)
        self.process.wait(60)

    def shares(self):
        """Lines `percent  object  symbol`, largest first."""
        told = run(["perf", "report", "-i", self.path, "--stdio", "-q", "--no-children", "--percent-limit", "0.3", "--sort", "dso,symbol"])
        lines = [line.rstrip() for line in told.splitlines() if line.strip()]
        return lines[:MOST_SYMBOLS]

    def objects(self):
        told = run(["perf", "report", "-i", self.path, "--stdio", "-q", "--no-children", "--percent-limit", "0.5", "--sort", "dso"])
        return [line.rstrip() for line in told.splitlines() if line.strip()]


@contextlib.contextmanager
def profiled(stage, row, salon):
    """Around rounds that are no part of the figures; their samples are appended to what is given."""
    samples = []
    FOLDER.mkdir(parents=True, exist_ok=True)
    postgres = stage.postgres
    postgres.sql("CREATE EXTENSION IF NOT EXISTS pg_stat_statements; SELECT pg_stat_statements_reset()", salon.database, "postgres")
    parts = {"server": Recording(stage.scratch.path / f"{row}-server.perf", [salon.process.pid]),
             "postgres": Recording(stage.scratch.path / f"{row}-postgres.perf", children_of(postgres.process.pid))}
    try:
        yield samples
    finally:
        for part in parts.values():
            part.end()
    write(row, parts, samples, postgres.sql(STATEMENTS.format(database=salon.database, most=MOST_STATEMENTS), salon.database, "postgres"))


def profile(stage, row, salon, once_more):
    """One more round where a profile is wanted: what `once_more` measures is no part of the figures."""
    if stage.is_profiled:
        with profiled(stage, row, salon) as samples:
            samples.append(once_more())


def write(row, parts, samples, statements):
    operations = sum(sample.operations for sample in samples)
    lines = [f"{row}: {operations} operations"]
    for sample in samples:
        lines.append("CPU µs of an operation: " + " + ".join(f"{who} {us / sample.operations:.1f}" for who, us in sample.cpu_us.items()))
    for name, part in parts.items():
        lines += ["", f"{name}, by program and library", *part.objects(), "", f"{name}, by function (its own time)", *part.shares()]
    lines += ["", "PostgreSQL's statements: µs an operation on the clock, calls and rows an operation"]
    for statement in statements.splitlines():
        milliseconds, calls, rows, text = statement.split("\t", 3)
        lines.append(f"{float(milliseconds) * 1000 / operations:8.1f} {int(calls) / operations:8.3f} {int(rows) / operations:8.3f}  {text}")
    path = FOLDER / f"profile-{row}.txt"
    path.write_text("\n".join(lines) + "\n")
    say(f"{row}: its profile is in {path.relative_to(ROOT)}")
