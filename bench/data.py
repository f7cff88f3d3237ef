"""The salons that are measured: a chain made straight in SQL, as the program's own generation would leave it, and the tables of the
hand-written transactions."""
import dataclasses
import datetime
import pathlib
import random
import zoneinfo

SQL = pathlib.Path(__file__).with_name("sql")
ZONE = zoneinfo.ZoneInfo("Asia/Dubai")  # without clock changes


@dataclasses.dataclass(frozen=True)
class Chain:
    """Each stylist has `starts` times of `minutes` a day for each of `services`; times of one stylist and service do not overlap."""
    locations: int = 50
    stylists: int = 20
    services: int = 1
    days: int = 30
    starts: int = 10
    minutes: int = 60

    @property
    def slots(self):
        return self.locations * self.stylists * self.services * self.days * self.starts

    @property
    def bookable_a_day(self):
        return self.stylists * self.starts


def first_day():
    """Beyond any notice and cancellation window, also when midnight comes during the run."""
    return datetime.datetime.now(ZONE).date() + datetime.timedelta(days=3)


def bench_id(kind, number):
    """The id that chain.sql gives to the numbered thing of a kind."""
    return f"01990000-00{kind:02x}-7000-8000-{number:012x}"


LOCATION, SERVICE, STYLIST, SLOT = 1, 2, 3, 4


# What is made here is right by construction and looked at afterwards; millions of rows need not be checked one by one on their way in.
UNCHECKED = "SET session_replication_role = replica; SET synchronous_commit = off; SET work_mem = '256MB';\n"


def load(stores, database, values, script):
    """Runs one of our scripts with its variables."""
    given = "".join(f"\\set {name} {value}\n" for name, value in values.items())
    stores.postgres.sql(UNCHECKED + given + (SQL / script).read_text(), database, user="postgres")


def make_chain(stores, salon, database, chain):
    """A migrated database with the chain in it, vacuumed and analysed."""
    stores.postgres.create(database)
    salon.command("migrate")
    load(stores, database, {**chain.__dict__, "first_day": f"'''{first_day()}'''"}, "chain.sql")
    stores.postgres.sql("VACUUM (FREEZE, ANALYZE)", database, user="postgres")


def make_baseline(stores, database, slots, hot_capacity=None):
    """The seed's tables with as many free times, or with one of large capacity."""
    stores.postgres.create(database)
    values = f"\\set slots {1 if hot_capacity else slots}\n\\set capacity {hot_capacity or 1}\n\\set first_day '''{first_day()}'''\n"
    stores.postgres.sql(values + (SQL / "baseline.sql").read_text(), database)
    stores.postgres.sql("VACUUM (FREEZE, ANALYZE)", database, user="postgres")


def shuffled_slots(stores, database, path, where="TRUE", seed=1):
    """Writes the ids of free slots, a line each, in a seeded order; how many they are."""
    ids = stores.postgres.sql(f"SELECT id FROM slot_instances WHERE capacity > booked + hold AND {where} ORDER BY id", database).split()
    random.Random(seed).shuffle(ids)
    path.write_text("".join(f"{slot}\n" for slot in ids))
    return len(ids)


def free_and_apart(stores, database, path, most=300_000, seed=1):
    """The same, where times of a stylist overlap, all on one grid: at most one of each stylist and start, and none where something is booked."""
    ids = stores.postgres.sql(f"""
SELECT id FROM (SELECT DISTINCT ON (stylist_id, start_at) id FROM slot_instances s
                 WHERE NOT EXISTS (SELECT 1 FROM allocations a WHERE a.live AND a.resource_id = s.stylist_id AND lower(a.during) = s.start_at)
                 ORDER BY stylist_id, start_at, id) AS apart ORDER BY md5(id::text) LIMIT {most}""", database).split()
    random.Random(seed).shuffle(ids)
    path.write_text("".join(f"{slot}\n" for slot in ids))
    return len(ids)


def days(number):
    return datetime.timedelta(days=number)


def slots_target(location, service, date):
    return f"/v1/slots?location_id={bench_id(LOCATION, location)}&service_id={bench_id(SERVICE, service)}&date={date}"


def dates_target(location, service, days):
    first = first_day()
    last = first + datetime.timedelta(days=days - 1)
    return f"/v1/dates?location_id={bench_id(LOCATION, location)}&service_id={bench_id(SERVICE, service)}&from={first}&to={last}"
