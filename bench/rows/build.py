"""P13: how long a developer waits: for a typical file, and after changing one for its tests to run. No compiler cache answers."""
import json
import os
import shlex
import subprocess
import time

from processes import ROOT, Failed, plain_environment
from results import Row, median

FILE_SECONDS, CHANGE_SECONDS = 4, 10
TYPICAL = ["src/domain/booking_decisions.cpp", "src/usecases/place_hold.cpp", "src/storage/booking_store.cpp", "src/edge/bookings_api.cpp",
           "src/adapters/redis_exposure_cache.cpp"]
CHANGES = [("src/domain/booking_decisions.cpp", "domain_test"), ("src/usecases/place_hold.cpp", "usecases_test"),
           ("src/edge/bookings_api.cpp", "edge_test")]


def without_cache():
    return plain_environment({"CCACHE_DISABLE": "1"})


def timed(arguments, **options):
    began = time.monotonic()
    done = subprocess.run(arguments, capture_output=True, text=True, timeout=1800, env=without_cache(), **options)
    if done.returncode != 0:
        raise Failed(f"{arguments[0]} failed: {(done.stdout + done.stderr)[-400:]}")
    return time.monotonic() - began


def compile_command(preset, file):
    entries = json.loads((ROOT / f"build/{preset}/compile_commands.json").read_text())
    found = [entry for entry in entries if entry["file"] == str(ROOT / file)]
    if not found:
        raise Failed(f"{file} is not part of the build")
    return [*shlex.split(found[0]["command"])], found[0]["directory"]


def build(preset, *targets):
    wanted = [argument for target in targets for argument in ("--target", target)]
    return timed(["cmake", "--build", f"build/{preset}", "-j", str(os.cpu_count()), *wanted], cwd=ROOT)


def change_to_test(file, test):
    """From a change to the test program's first word."""
    os.utime(ROOT / file)
    return build("dev", test) + timed([ROOT / "build/dev" / test, "--gtest_list_tests"])


def times(stage):
    subprocess.run(["cmake", "--preset", "dev"], cwd=ROOT, capture_output=True, timeout=600, check=True)
    subprocess.run(["cmake", "--build", "--preset", "dev", "-j", str(os.cpu_count()), *(word for _, test in CHANGES for word in ("--target", test))],
                   cwd=ROOT, capture_output=True, timeout=3600, check=True)
    files, changes = {}, {}
    for _ in range(min(3, stage.pace.rounds)):
        for file in TYPICAL:
            command, folder = compile_command("release", file)
            files.setdefault(file, []).append(timed(command, cwd=folder))
        for file, test in CHANGES:
            changes.setdefault(file, []).append(change_to_test(file, test))
    each = {file: median(seconds) for file, seconds in files.items()}
    typical, slowest = median(each.values()), max(median(seconds) for seconds in changes.values())
    row = Row("P13", f"compiling a typical file; {FILE_SECONDS} s", "s", ours=typical, baseline=FILE_SECONDS, ratio=typical / FILE_SECONDS, goal=1,
              at_most=True, notes=["; ".join(f"{file} {seconds:.1f} s" for file, seconds in each.items())])
    change = Row("P13 change", f"from a one-file change to running tests; {CHANGE_SECONDS} s", "s", ours=slowest, baseline=CHANGE_SECONDS,
                 ratio=slowest / CHANGE_SECONDS, goal=1, at_most=True,
                 notes=["; ".join(f"{file} {median(seconds):.1f} s" for file, seconds in changes.items())])
    row.also_met = bool(change.is_met)
    return [row, change]
