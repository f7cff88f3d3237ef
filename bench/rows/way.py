"""P7–P9: everybody at one time, one hold alone, and the whole way of a booking."""
import data
from measure import pgbench
from profiling import profile
from results import Row, compared, median_of, median_parts
from rows.booking import CLIENTS, WARM_SECONDS, Holds, hand_written

RACERS = 50
LONE_SECONDS = 2


class LoneCommits:
    """One statement, one commit, one client, in psql's own protocol."""

    def __init__(self, stage, database):
        self.stage, self.database, self.start = stage, database, 0

    def run(self, seconds):
        sample = pgbench(self.stage.postgres, self.database, "commit.sql", seconds, clients=1, protocol="simple", start=self.start,
                         log=self.stage.scratch.path / "commit-times")
        self.start += sample.operations
        return sample


def races_and_lone_holds(stage):
    with stage.salon("race") as salon, stage.baseline("commits") as database:
        slots = [stage.scratch.path / name for name in ("race-slots", "lone-slots")]
        data.shuffled_slots(stage.stores, "race", slots[0], where=f"location_id = '{data.bench_id(data.LOCATION, 1)}'")
        data.shuffled_slots(stage.stores, "race", slots[1], where=f"location_id <> '{data.bench_id(data.LOCATION, 1)}'")
        race, lone = Holds(stage, salon, slots[0], "race"), Holds(stage, salon, slots[1], "lone")
        commits = LoneCommits(stage, database)
        races, alone, committed = [], [], []
        lone.run(WARM_SECONDS, clients=1, threads=1)
        commits.run(WARM_SECONDS)
        for _ in stage.rounds("P7, P8"):
            alone.append(lone.run(LONE_SECONDS, clients=1, threads=1))
            committed.append(commits.run(LONE_SECONDS))
            races.append(race.run(stage.pace.seconds, kind="race", clients=RACERS, threads=1))
            race.settle()
        profile(stage, "P8", salon, lambda: lone.run_and_settle(LONE_SECONDS, clients=1, threads=1))
        race.ledger.write_text(race.ledger.read_text() + lone.ledger.read_text())
        race.check()
    return told_of_lone(races, alone, committed)


def told_of_lone(races, alone, committed):
    crowd = compared(Row("P7", f"{RACERS} at once on capacity 1, p99; a lone hold's median", "µs", goal=12, at_most=True), races, races, "p99_us")
    crowd.baseline = median_of(alone, "p50_us")
    crowd.ratio = crowd.ours / crowd.baseline if crowd.baseline else None
    crowd.cpu_us_baseline = median_of(alone, "cpu_us_each")
    contests = sum(sample.operations for sample in races) // RACERS
    crowd.notes.append(f"{contests} contests, one winner in each; the others were told SLOT_FULL")
    lone = compared(Row("P8", "a lone hold, median; pgbench, one statement and commit, one client", "µs", goal=2, at_most=True), alone, committed,
                    "p50_us")
    lone.notes.append(f"p99 {median_of(alone, 'p99_us'):.0f} µs, of the commit {median_of(committed, 'p99_us'):.0f} µs; "
                      f"CPU µs of a hold: {median_parts(alone)}")
    return [crowd, lone]


def cycles(stage):
    with stage.salon("cycles") as salon, hand_written(stage, "cycle.sql", held=0, events=3) as naive:
        slots = stage.scratch.path / "cycle-slots"
        data.shuffled_slots(stage.stores, "cycles", slots)
        ours = Holds(stage, salon, slots, "cycles")
        mine, theirs = [], []
        ours.run(WARM_SECONDS, kind="cycle")
        naive.run(WARM_SECONDS)
        for _ in stage.rounds("P9"):
            mine.append(ours.run(stage.pace.seconds, kind="cycle"))
            ours.settle()
            theirs.append(naive.run(stage.pace.seconds))
        profile(stage, "P9", salon, lambda: ours.run_and_settle(stage.pace.seconds, kind="cycle"))
        ours.check()
        naive.check()
    row = compared(Row("P9", f"hold, confirm, cancel, {CLIENTS} clients; pgbench, the same naively", "cycles/s", goal=3), mine, theirs)
    row.notes.append(f"CPU µs of a cycle: {median_parts(mine)}; pgbench: {median_parts(theirs)}")
    return [row]
