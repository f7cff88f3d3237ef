"""P11: what the program takes when nobody asks anything, and what looking at everything adds."""
import contextlib
import datetime
import http.client
import re
import time

import data
from machine import resident_mb
from measure import load
from processes import Failed
from results import Row
from rows.reading import sessions_file, write_places

IDLE_MB = 32
CACHE_MB = 32
SETTLING_SECONDS = 3


def hit_ratio(port):
    """Of the pages of the appointment book that the program keeps."""
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        connection.request("GET", "/metrics")
        text = connection.getresponse().read().decode()
    counted = {kind: sum(float(value) for value in re.findall(rf"^day_book_{kind}_total(?:{{.*}})? (\S+)$", text, re.M))
               for kind in ("hits", "misses")}
    asked = sum(counted.values())
    return f"{counted['hits'] / asked:.1%} of the looks were answered from memory" if asked else "nothing was looked at"


def memory(stage):
    chain, first = stage.chain, data.first_day()
    with stage.salon("memory") as salon:
        time.sleep(SETTLING_SECONDS)
        idle = resident_mb(salon.process.pid)
        days = [first + datetime.timedelta(days=n) for n in range(chain.days)]
        places = write_places(stage.scratch.path / "all-days", [
            (data.slots_target(location, location, day), day, chain.bookable_a_day) for day in days for location in range(1, chain.locations + 1)])
        load("slots", salon.port, {}, 2 * stage.pace.seconds, sessions=sessions_file(stage, salon), places=places, first_percent=100)
        busy, ratio = resident_mb(salon.process.pid), hit_ratio(salon.port)
    if not idle or not busy:
        raise Failed("the program's memory cannot be read")
    budget = IDLE_MB + CACHE_MB
    row = Row("P11", f"memory at rest, all services in one process; {IDLE_MB} MB", "MB", ours=idle, baseline=IDLE_MB, ratio=idle / IDLE_MB, goal=1,
              at_most=True)
    full = Row("P11 full", f"the same after looks at {len(days) * chain.locations} days; {budget} MB", "MB", ours=busy, baseline=budget,
               ratio=busy / budget, goal=1, at_most=True, notes=[ratio])
    row.also_met = bool(full.is_met)
    return [row, full]
