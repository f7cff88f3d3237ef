"""./dev bench: the numbers side by side, each with its baseline in the same run. The table goes to stdout, everything else to stderr."""
import argparse
import datetime
import os
import signal
import sys

import machine
import results
import rows.booking
import rows.build
import rows.generation
import rows.memory
import rows.reading
import rows.scale
import rows.way
import servers
from processes import Failed, Scratch, run, say
from stage import Pace, Stage

# Which rows a function measures, and the function.
MEASURES = [
    (("P1",), rows.reading.static_reply),
    (("P2",), rows.reading.slots),
    (("P3",), rows.reading.dates),
    (("P4", "P6"), rows.booking.spread_holds),
    (("P5",), rows.booking.hot_slot),
    (("P7", "P8"), rows.way.races_and_lone_holds),
    (("P9",), rows.way.cycles),
    (("P10",), rows.generation.generation),
    (("P11",), rows.memory.memory),
    (("P12",), rows.scale.scale),
    (("P13",), rows.build.times),
]
KNOWN = sorted((row for names, _ in MEASURES for row in names), key=lambda row: int(row[1:]))
LARGE = "P12"


def rows_asked(text):
    names = [name.strip().upper() for name in text.split(",") if name.strip()]
    unknown = [name for name in names if name not in KNOWN]
    if unknown or not names:
        raise argparse.ArgumentTypeError(f"there is no row {', '.join(unknown) or text!r}; there are {', '.join(KNOWN)}")
    return names


def bounded(least, most):
    def number(text):
        value = int(text)
        if not least <= value <= most:
            raise argparse.ArgumentTypeError(f"{value} is not between {least} and {most}")
        return value
    number.__name__ = "number"
    return number


def parsed(arguments):
    parser = argparse.ArgumentParser(prog="./dev bench", description="Measures the program beside nginx and hand-written transactions.")
    parser.add_argument("--only", type=rows_asked, metavar="P4[,P5…]", help="only these rows")
    parser.add_argument("--json", action="store_true", help="an array of rows on stdout instead of the table")
    parser.add_argument("--scale", action="store_true", help="P12 too: makes five million times and a million bookings first")
    parser.add_argument("--profile", action="store_true", help="with perf and pg_stat_statements too: where the time of a row goes, in build/bench")
    parser.add_argument("--rounds", type=bounded(1, 50), default=5, help="of each side; the figures are medians")
    parser.add_argument("--seconds", type=bounded(1, 60), default=4, help="of a round")
    options = parser.parse_args(arguments)
    if options.only is None:
        options.only = [row for row in KNOWN if row != LARGE]
    if options.scale and LARGE not in options.only:
        options.only.append(LARGE)
    return options


def version_of(*command):
    return run(command).strip().splitlines()[0]


def heading(stage, started):
    postgres = stage.postgres
    shown = ", ".join(f"{name} {postgres.sql(f'SHOW {name}', 'postgres', 'postgres')}" for name in (
        "fsync", "synchronous_commit", "full_page_writes", "wal_sync_method", "shared_buffers", "max_wal_size"))
    kind, device = machine.file_system_of(stage.scratch.path)
    busy, stolen = machine.load_now()
    lines = [
        f"{started:%Y-%m-%d %H:%M} UTC, {machine.description()}, {kind} on {device}",
        f"{version_of(postgres.programs / 'postgres', '--version')}; {version_of('redis-server', '--version').split(' sha')[0]}; nginx "
        f"{nginx_version()}; commit {commit()}",
        f"PostgreSQL, the same for both sides: {shown}",
        "ours: `salon serve --target=all`, "
        f"{servers.SERVER_THREADS} thread{'s' if servers.SERVER_THREADS > 1 else ''}; rate limits off; encryption, exclusion constraint, audit, outbox with "
        "its relay, remembered replies, hold limit and the check of what was shown on",
        f"medians of {stage.pace.rounds} interleaved rounds of {stage.pace.seconds} s; CPU of an operation: client + server + PostgreSQL + Redis",
        f"redis-benchmark -P 1: {stage.stores.redis.gets_per_second():.0f} GET/s",
        f"before the run {busy:.1f} cores were busy, {stolen:.0%} stolen, load average {os.getloadavg()[0]:.1f}",
    ]
    if stage.is_profiled:
        lines.append("PostgreSQL counts its statements for the profile: what it does costs a little more than usual")
    if machine.is_too_busy(busy, stolen):
        lines.append("THE MACHINE IS BUSY WITH OTHER WORK: the rates are worth little, the CPU times a little more")
    return lines


def nginx_version():
    import subprocess
    told = subprocess.run([servers.nginx_program(), "-v"], capture_output=True, text=True, timeout=20).stderr
    return told.rpartition("/")[2].strip()


def commit():
    try:
        return version_of("git", "-C", str(servers.ROOT), "describe", "--always", "--dirty")
    except Failed:
        return "unknown"


def measured(stage, wanted):
    found = []
    for names, measure in MEASURES:
        if not set(names) & set(wanted):
            continue
        try:
            told = measure(stage)
        except Failed as failure:
            say(f"{names[0]}: FAILED: {failure}")
            told = [results.failed(name, "could not be measured", failure) for name in names]
        found += [row for row in told if row.id.split()[0] in wanted]
        for row in told:
            say(f"{row.id}: {results.in_short(row)}")
    return found


def stop_on_signal(*_):
    raise KeyboardInterrupt


def main(arguments):
    options = parsed(arguments)
    signal.signal(signal.SIGTERM, stop_on_signal)
    started = datetime.datetime.now(datetime.UTC)
    try:
        with Scratch() as scratch:
            stage = Stage(scratch, Pace(options.rounds, options.seconds), options.profile)
            told = heading(stage, started)
            print("\n".join(told), file=sys.stderr if options.json else sys.stdout, flush=True)
            found = measured(stage, options.only)
    except Failed as failure:
        say(f"./dev bench: {failure}")
        return 1
    except KeyboardInterrupt:
        say("./dev bench: stopped")
        return 130
    print(results.to_json(found) if options.json else "\n" + results.to_table(found))
    return 1 if any(row.failure for row in found) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
