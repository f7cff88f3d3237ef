"""No statement reads a whole large table. Each one that the program can say is prepared in the real schema, with the settings of its
connections, and the plan that PostgreSQL would keep for it is looked at: by the plan, not by the time it takes."""
import json
import pathlib
import re
import subprocess

import pytest

from salon import ROOT, installation
from statements import all_statements, statements_named

LARGE = {"slot_instances", "bookings", "allocations", "outbox", "audit_log", "idempotency_keys", "customers", "visits", "booking_tokens",
         "accounts", "refresh_tokens"}

# Indexes that hold only a few of a table's rows: what waits for somebody who looks each second, and staff among customers.
OF_FEW = {"outbox_unpublished", "outbox_unsequenced", "audit_log_unsealed", "bookings_due", "accounts_of_staff"}

# Statements that read more than an index finds, and why that is right.
EXCEPTIONS = {
    "event_relay.cpp: prune_events_statement, with any values": "the outbox keeps a week, and this is what takes the rest away, oldest first",
    "booking_queries.cpp: list_statement, with none that may be left out": "an administrator's list of all salons' bookings of all time; a salon "
                                                                           "or a day narrows it. By statistics it is read by salon or at once",
}

SETTINGS = "SET enable_seqscan = off; SET random_page_cost = 1.1; SET jit = off; "
CONTROL = re.compile(r"\s*(BEGIN|SAVEPOINT|ROLLBACK)\b")

# Plausible values by type, for the plan of a statement whose conditions depend on what is given.
SAMPLES = {"uuid": "'01990000-0001-7000-8000-000000000001'", "uuid[]": "ARRAY['01990000-0001-7000-8000-000000000001'::uuid]",
           "timestamp with time zone": "'2027-03-05T00:00:00Z'", "date": "'2027-03-05'", "text": "'x'", "bytea": "'\\x00'",
           "bytea[]": "ARRAY['\\x00'::bytea]", "integer": "10", "bigint": "10", "smallint": "10", "boolean": "TRUE",
           "tstzrange": "'[2027-03-05,2027-03-06)'", "text[]": "ARRAY['x']", "integer[]": "ARRAY[1]", "interval": "'1 day'"}


class Book:
    """The database whose plans are looked at."""

    def __init__(self, salon, database="plans"):
        self.salon, self.database = salon, database

    def psql(self, *arguments, database=None, **options):
        done = subprocess.run(["psql", "-h", "/proc/self/cwd", "-U", "postgres", "-d", database or self.database, "-XAtq", "-v", "ON_ERROR_STOP=1", *arguments],
                              cwd=self.salon.data / "run", capture_output=True, text=True, timeout=600, **options)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def fill(self):
        self.psql("-c", "CREATE DATABASE plans", database="postgres")
        for migration in sorted((ROOT / "migrations").glob("*.sql")):
            self.psql("-1", input=migration.read_text())
        self.psql(input="CREATE TABLE schema_migrations (version int PRIMARY KEY, name text, sha256 text, applied_at timestamptz)")
        self.psql(input=(pathlib.Path(__file__).parent / "large_chain.sql").read_text())
        # The table of each index, and of a sorted one the first column.
        self.indexes = json.loads(self.sql("""
SELECT json_object_agg(c.relname, json_build_array(t.relname, CASE WHEN m.amname = 'btree' THEN a.attname ELSE '' END))
  FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid JOIN pg_am m ON m.oid = c.relam
  LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]"""))
        return self

    def sql(self, statements):
        return self.psql(input=statements)

    def parameter_types(self, sql):
        told = self.sql(f"PREPARE asked AS {sql};\nSELECT array_to_json(parameter_types::text[]) FROM pg_prepared_statements WHERE name = 'asked'")
        return json.loads(told)

    def plan(self, sql, values, mode):
        call = f"asked({', '.join(values)})" if values else "asked"
        told = self.sql(f"{SETTINGS} SET plan_cache_mode = {mode}; PREPARE asked AS {sql};\nEXPLAIN (FORMAT JSON) EXECUTE {call}")
        return json.loads(told)[0]["Plan"]

    def plans(self, sql):
        """The one for any values; where conditions may be left out, which makes PostgreSQL plan anew each time, those for all and for none."""
        types = self.parameter_types(sql)
        optional = {int(number) for number in re.findall(r"\$(\d+)(?:::[\w\[\]]+)? IS NULL", sql)}
        if not optional:
            return {"with any values": self.plan(sql, ["NULL"] * len(types), "force_generic_plan")}
        given = [SAMPLES[name] for name in types]
        without = ["NULL" if number in optional else value for number, value in enumerate(given, 1)]
        return {"with all values": self.plan(sql, given, "force_custom_plan"), "with none that may be left out": self.plan(sql, without, "force_custom_plan")}


def nodes(plan, above=None):
    """Each node and the one above it."""
    yield plan, above
    for below in plan.get("Plans", []):
        yield from nodes(below, plan)


def whole_reads(plan, indexes):
    """What of a plan reads a large table, or an index of one, from one end to the other; if it was carried out, what did so. A sorted index
    is entered by its first column, or read through."""
    found = []
    for node, above in nodes(plan):
        if node.get("Actual Loops") == 0:
            continue
        index = node.get("Index Name")
        table, first = indexes[index] if index else (node.get("Relation Name"), "")
        stops = (above or {}).get("Node Type") == "Limit" and "Filter" not in node  # at the first that it meets
        if table not in LARGE or stops:
            continue
        if node["Node Type"] == "Seq Scan":
            found.append(f"all of {table}")
        is_entered = re.search(rf"\b{first}\b", node.get("Index Cond", ""))
        if index and index not in OF_FEW and not is_entered:
            found.append(f"all of {index}")
    return sorted(set(found))


def findings(book, statements):
    found = {}
    for name, sql in statements.items():
        for which, plan in book.plans(sql).items():
            if reads := whole_reads(plan, book.indexes):
                found[f"{name}, {which}"] = reads
    return found


@pytest.fixture(scope="module")
def book():
    with installation("--empty") as salon:
        yield Book(salon).fill()


@pytest.fixture(scope="module")
def statements(tmp_path_factory):
    return all_statements(tmp_path_factory.mktemp("sources"))


def test_every_statement_of_the_sources_is_known(statements):
    assert len(statements) == statements_named() > 100


def test_no_statement_reads_a_whole_large_table(book, statements):
    found = findings(book, {name: sql for name, sql in statements.items() if not CONTROL.match(sql)})
    assert {name: reads for name, reads in found.items() if name not in EXCEPTIONS} == {}
    assert {name.split(", ")[0] for name in EXCEPTIONS} <= statements.keys(), "an exception for a statement that is gone"


# Who may look among all holds: whoever expires those that are over.
AMONG_ALL_HOLDS = {"booking_store.cpp: pick_due_statement"}


def may_read(book, statements, index, table):
    """The statements that PostgreSQL can answer by this index: those that it does once the table has no other."""
    others = book.sql(f"SELECT indexrelid::regclass FROM pg_index WHERE indrelid = '{table}'::regclass AND NOT indisunique "
                      f"AND indexrelid <> '{index}'::regclass").split()
    book.psql("-c", "CREATE DATABASE bare TEMPLATE plans", database="postgres")
    bare = Book(book.salon, "bare")
    bare.sql("".join(f"DROP INDEX {other}; " for other in others))
    found = {name for name, sql in statements.items() for plan in bare.plans(sql).values()
             if any(node.get("Index Name") == index for node, _ in nodes(plan))}
    book.psql("-c", "DROP DATABASE bare", database="postgres")
    return found


# As long as statistics know of no hold, PostgreSQL takes that index for the best, and then reads all holds for each that is looked for.
def test_a_hold_is_not_looked_for_among_all_holds(book, statements):
    of_bookings = {name: sql for name, sql in statements.items() if "bookings" in sql and not CONTROL.match(sql)}
    assert may_read(book, of_bookings, "bookings_due", "bookings") == AMONG_ALL_HOLDS
    careless = {"it": "SELECT id FROM bookings WHERE session_id = $1 AND status = 'held'"}
    assert may_read(book, careless, "bookings_due", "bookings") == {"it"}


def looks(book, since):
    """What the functions that look for violated invariants read when they look back so far, each by its name."""
    names = book.sql("SELECT proname FROM pg_proc WHERE proname LIKE 'invariant_violations%' AND pronargs = 2").split()
    found = {}
    for name in names:
        body = book.sql(f"SELECT prosrc FROM pg_proc WHERE proname = '{name}'")
        body = re.sub(r"\bat_time\b", "$2", re.sub(r"\bsince\b", "$1", re.sub(r"--.*", "", body)))
        told = book.sql(f"{SETTINGS} SET plan_cache_mode = force_generic_plan; PREPARE look(timestamptz, timestamptz) AS {body};\n"
                        f"EXPLAIN (ANALYZE, FORMAT JSON) EXECUTE look('{since}', '-infinity')")
        found[name] = whole_reads(json.loads(told)[0]["Plan"], book.indexes)
    return found


def test_the_minutely_look_for_violated_invariants_reads_only_what_changed_lately(book):
    found = looks(book, "2027-02-02T03:40:00Z")
    assert len(found) >= 2 and not any(found.values()), found
    assert any(looks(book, "-infinity").values()), "and yet all is read when all is asked for"


@pytest.mark.parametrize(("sql", "is_whole"), [
    ("SELECT id FROM bookings WHERE version = $1", True),
    ("SELECT id FROM slot_instances ORDER BY id", True),
    ("SELECT id FROM slot_instances WHERE end_at < $1 ORDER BY id LIMIT 5", True),
    ("SELECT s.id FROM slot_instances s WHERE s.service_id = $1 OR s.stylist_id = $2", True),
    ("DELETE FROM outbox WHERE type = $1", True),
    ("SELECT id FROM slot_instances WHERE service_id = $1", True),
    ("SELECT id FROM bookings WHERE id = $1 AND ($2::uuid IS NULL OR user_id = $2)", False),
    ("SELECT id FROM bookings WHERE ($1::uuid IS NULL OR id = $1)", True),
    ("SELECT id FROM outbox ORDER BY id LIMIT 1", False),
])
def test_a_statement_that_reads_a_whole_large_table_is_found(book, sql, is_whole):
    assert bool(findings(book, {"it": sql})) == is_whole
