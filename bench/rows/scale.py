"""P12: the same questions and holds on a hundredth, a tenth and all of a large chain. Only with --scale: making it takes minutes."""
import contextlib
import random

import data
import servers
from measure import load
from processes import say
from profiling import profile
from results import Row, median_of, median_parts
from rows.booking import WARM_SECONDS, Holds
from rows.reading import FIRST_LOOKS, sessions_file, write_places
from verify import check_invariants, check_ledger, until_quiet

BOOKINGS = 1_000_000
WHOLE = data.Chain(locations=50, stylists=20, services=8, days=60, starts=10)
# A stylist's services begin at the same times, of which one can be held: the hundredth has one service, so that its times last as long.
PARTS = {1: data.Chain(locations=5, stylists=20, services=1, days=48, starts=10),
         10: data.Chain(locations=5, stylists=20, services=8, days=60, starts=10), 100: WHOLE}  # percent of it
PLACES = 240  # as many as the smallest has
GROWTH = 1.3


def make(stage, percent):
    chain, database = PARTS[percent], f"scale_{percent}"
    bookings = BOOKINGS * percent // 100
    say(f"making {percent} %: {chain.slots} times and {bookings} bookings")
    data.make_chain(stage.stores, servers.Salon(stage.scratch, stage.stores, database), database, chain)
    values = {"bookings": bookings, "slots": chain.slots, "services": chain.services, "block": chain.starts * chain.stylists}
    data.load(stage.stores, database, values, "history.sql")
    stage.postgres.sql("VACUUM (FREEZE, ANALYZE)", database, user="postgres")
    return database


class Part:
    """One of the three databases with the program on it."""

    def __init__(self, stage, percent, salon):
        self.stage, self.percent, self.salon, self.chain = stage, percent, salon, PARTS[percent]
        self.database = salon.database
        self.looks, self.holds_made = [], []
        self.before = int(stage.postgres.sql("SELECT count(*) FROM bookings", self.database))
        self.since = stage.postgres.sql("SELECT clock_timestamp()", self.database)
        slots = stage.scratch.path / f"{self.database}-slots"
        data.free_and_apart(stage.stores, self.database, slots)
        self.holds = Holds(stage, salon, slots, self.database)
        # The smallest has few free times, and they are to last: one round is the first, to warm up, and one may be profiled.
        self.holds_a_round = len(slots.read_text().splitlines()) // (stage.pace.rounds + 2)
        self.sessions, self.places, self.pairs = sessions_file(stage, salon), self.write_places(), 0

    def write_places(self):
        """Of all of it, evenly; what is still bookable differs from day to day."""
        chain, first = self.chain, data.first_day()
        every = [(location, (location - 1) * chain.services + service, first + data.days(n)) for location in range(1, chain.locations + 1)
                 for service in range(1, chain.services + 1) for n in range(chain.days)]
        chosen = random.Random(self.percent).sample(every, PLACES)
        return write_places(self.stage.scratch.path / f"{self.database}-places",
                            [(data.slots_target(location, service, day), day, -1) for location, service, day in chosen])

    def look(self, seconds):
        sample = load("slots", self.salon.port, self.stage.processes(self.salon), seconds, sessions=self.sessions, places=self.places,
                      first_percent=FIRST_LOOKS, skip=self.pairs, seed=self.pairs + 1)
        self.pairs += sample.operations
        return sample

    def hold(self, seconds):
        return self.holds.run_and_settle(seconds, most=self.holds_a_round)

    def round(self, seconds):
        self.looks.append(self.look(seconds))
        self.holds_made.append(self.hold(seconds))

    def check(self):
        check_ledger(self.stage.postgres, self.database, self.holds.ledger, before=self.before)
        check_invariants(self.stage.postgres, self.database, self.since)


def scale(stage):
    with contextlib.ExitStack() as stack:
        parts = []
        for percent in PARTS:
            database = make(stage, percent)
            stack.callback(stage.postgres.drop, database)
            salon = stack.enter_context(servers.Salon(stage.scratch, stage.stores, database))
            parts.append(Part(stage, percent, salon))
        until_quiet(stage.postgres)
        stage.stores.redis.ask("FLUSHALL")
        stage.postgres.read_all()
        for part in parts:
            part.look(WARM_SECONDS)
            part.hold(WARM_SECONDS)
        for _ in stage.rounds("P12"):
            for part in parts:
                part.round(stage.pace.seconds)
        profile(stage, "P12", parts[-1].salon, lambda: parts[-1].hold(stage.pace.seconds))
        for part in parts:
            part.check()
    rows = [growth(parts, "slots", "GET /v1/slots", lambda part: part.looks), growth(parts, "holds", "holds", lambda part: part.holds_made)]
    worst = max(rows, key=lambda row: row.ratio)
    whole = Row("P12", f"worst growth of a cost, 1 % to 100 % of {WHOLE.slots} times and {BOOKINGS} bookings", worst.unit, ours=worst.ours,
                baseline=worst.baseline, goal=GROWTH, at_most=True, ratio=worst.ratio, cpu_us_ours=worst.cpu_us_ours,
                cpu_us_baseline=worst.cpu_us_baseline)
    return [whole, *rows]


def growth(parts, name, what, samples_of):
    """How many times as long an operation takes on more of the chain than on a hundredth, at worst."""
    rates = {part.percent: median_of(samples_of(part), "rate") for part in parts}
    smallest = rates.pop(1)
    percent = min(rates, key=rates.get)
    worst, least = (next(samples_of(part) for part in parts if part.percent == wanted) for wanted in (percent, 1))
    row = Row(f"P12 {name}", f"{what} on {percent} % of it; on 1 %, and how many times the cost", "1/s", ours=rates[percent], baseline=smallest,
              goal=GROWTH, at_most=True, ratio=smallest / rates[percent], cpu_us_ours=median_of(worst, "cpu_us_each"),
              cpu_us_baseline=median_of(least, "cpu_us_each"))
    row.notes += [f"{part.percent} %: {median_of(samples_of(part), 'rate'):.0f}/s, CPU µs {median_parts(samples_of(part))}" for part in parts]
    return row
