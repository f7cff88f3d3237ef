"""P10: times made from opening hours, through the API, against binary COPY of the same rows into a table without index or constraint."""
import contextlib
import datetime
import http.client
import json
import time
import uuid

import data
import servers
from measure import watched
from processes import Failed, run
from profiling import profile
from results import Row, Sample, compared, median_parts
from verify import check_invariants, until_quiet

STYLISTS = 100
DAYS = 31  # the most that is answered at once
STARTS = 39  # of half an hour, each quarter from 09:00 to 18:30
TIMES = STYLISTS * DAYS * STARTS
EMAIL, PASSWORD = "bench@example.test", "a password for the bench"
COLUMNS = "id, location_id, service_id, stylist_id, date, start_at, end_at, capacity, booked, hold, duration_minutes, active_offsets"
BARE = f"CREATE TABLE bare AS SELECT {COLUMNS} FROM slot_instances LIMIT 0"


class Generation:
    def __init__(self, stage, salon):
        self.stage, self.salon, self.postgres, self.database = stage, salon, stage.postgres, salon.database
        self.token = self.ask("POST", "/auth/v1/login", {"email": EMAIL, "password": PASSWORD})["access_token"]
        self.file = stage.scratch.path / "times.copy"

    def ask(self, method, path, body):
        headers = {"Content-Type": "application/json", "Idempotency-Key": str(uuid.uuid4())}
        if path.startswith("/admin"):
            headers["Authorization"] = f"Bearer {self.token}"
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", self.salon.port, timeout=600)) as connection:
            connection.request(method, path, json.dumps(body), headers)
            reply = connection.getresponse()
            told = reply.read()
        if reply.status != 200:
            raise Failed(f"{path}: {reply.status} {told[:300].decode(errors='replace')}")
        return json.loads(told)

    def generate(self, **wanted):
        """One whole generation; what it reports must be `wanted`, and no more."""
        first = data.first_day()
        body = {"location_id": data.bench_id(data.LOCATION, 1), "from": str(first), "to": str(first + datetime.timedelta(days=DAYS - 1))}
        with watched({"server": self.salon.process, "postgres": self.postgres.process}) as spent:
            began = time.monotonic()
            report = self.ask("POST", "/admin/v1/slots/generate", body)
            seconds = time.monotonic() - began
        said = {name: report[name] for name in ("created", "kept", "updated", "blocked", "removed")}
        expected = dict.fromkeys(said, 0) | wanted
        if said != expected or report["conflicts"]:
            raise Failed(f"generation reported {said}, not {expected}")
        return Sample(operations=TIMES, seconds=seconds, cpu_us=spent.cpu_us, others_cores=spent.others_cores)

    def first(self):
        self.postgres.sql("TRUNCATE slot_instances CASCADE", self.database)
        self.postgres.sql("VACUUM (ANALYZE) slot_instances", self.database)
        return self.generate(created=TIMES)

    def again(self):
        return self.generate(kept=TIMES)

    def copy(self):
        self.psql(f"\\copy (SELECT {COLUMNS} FROM slot_instances) TO '{self.file}' (FORMAT binary)")
        self.psql("DROP TABLE IF EXISTS bare")
        self.psql(BARE)
        with watched({"postgres": self.postgres.process}) as spent:
            began = time.monotonic()
            self.psql(f"\\copy bare FROM '{self.file}' (FORMAT binary)")
            seconds = time.monotonic() - began
        return Sample(operations=TIMES, seconds=seconds, cpu_us=spent.cpu_us, others_cores=spent.others_cores)

    def psql(self, command):
        return run([self.postgres.programs / "psql", *self.postgres.connection(), "-d", self.database, "-XAtqc", command])


@contextlib.contextmanager
def opened(stage):
    postgres, database = stage.postgres, "hours"
    postgres.create(database)
    salon = servers.Salon(stage.scratch, stage.stores, database)
    salon.command("migrate")
    values = {"location": f"'''{data.bench_id(data.LOCATION, 1)}'''", "service": f"'''{data.bench_id(data.SERVICE, 1)}'''",
              "first_day": f"'''{data.first_day()}'''", "stylists": STYLISTS}
    postgres.sql("".join(f"\\set {name} {value}\n" for name, value in values.items()) + (data.SQL / "hours.sql").read_text(), database)
    salon.command("admin", "create", "--email", EMAIL, "--password-file", "-", input=PASSWORD + "\n")
    try:
        with salon:
            until_quiet(postgres)
            yield Generation(stage, salon)
    finally:
        postgres.drop(database)


def generation(stage):
    first, again, copied = [], [], []
    with opened(stage) as generated:
        for _ in stage.rounds("P10"):
            first.append(generated.first())
            copied.append(generated.copy())
            again.append(generated.again())
        profile(stage, "P10", generated.salon, generated.first)
        check_invariants(stage.postgres, generated.database)
    row = compared(Row("P10", f"generation of {TIMES} times, first; binary COPY into a bare table", "times/s", goal=0.33), first, copied)
    unchanged = compared(Row("P10 again", "the same, nothing to change", "times/s", goal=0.4), again, copied)
    row.also_met = bool(unchanged.is_met)
    row.notes.append(f"CPU µs of a time: {median_parts(first)}; COPY: {median_parts(copied)}")
    unchanged.notes.append(f"CPU µs of a time: {median_parts(again)}")
    return [row, unchanged]
