"""After a row that writes: nothing that must hold is violated, and what was acknowledged is what the tables say."""
import time

from processes import Failed, say

LEDGER = r"""
CREATE TEMP TABLE told (number bigserial, booking uuid, slot uuid, status text);
\copy told (booking, slot, status) FROM '{path}' WITH (DELIMITER ' ')
CREATE TEMP TABLE last_told AS SELECT DISTINCT ON (booking) booking, slot, status FROM told ORDER BY booking, number DESC;
SELECT (SELECT count(*) FROM last_told)
    || ' ' || (SELECT count(*) FROM last_told t LEFT JOIN bookings b ON b.id = t.booking
                WHERE b.id IS NULL OR b.slot_id <> t.slot OR b.status <> t.status)
    || ' ' || (SELECT count(*) FROM bookings)
    || ' ' || (SELECT coalesce(sum(hold), 0) FROM slot_instances) || ' ' || (SELECT coalesce(sum(booked), 0) FROM slot_instances)
    || ' ' || (SELECT count(*) FROM last_told WHERE status = 'held') || ' ' || (SELECT count(*) FROM last_told WHERE status = 'confirmed')
"""


def check_ledger(postgres, database, path, before=0):
    """`before`: bookings that were there before the load."""
    answer = postgres.sql(LEDGER.format(path=path), database)
    told, wrong, bookings, hold, booked, held, confirmed = map(int, answer.split())
    if wrong:
        raise Failed(f"{wrong} of {told} acknowledged bookings are not in the tables as they were acknowledged")
    if bookings - before != told:
        raise Failed(f"{told} bookings were acknowledged, but the tables have {bookings - before}")
    if not before and (hold, booked) != (held, confirmed):
        raise Failed(f"the slots count {hold} holds and {booked} booked, but {held} and {confirmed} were acknowledged")


def check_invariants(postgres, database, since="-infinity"):
    found = postgres.sql(f"SELECT invariant, detail FROM invariant_violations_since('{since}') LIMIT 5", database)
    if found:
        raise Failed(f"invariants are violated: {'; '.join(found.splitlines())}")


def check_baseline(postgres, database, transactions, held=1, events=1):
    """`held` and `events`: what each transaction leaves."""
    answer = postgres.sql("SELECT (SELECT count(*) FROM bookings) || ' ' || (SELECT sum(hold) FROM slot_instances) || ' ' || "
                          "(SELECT count(*) FROM outbox)", database)
    if answer != f"{transactions} {transactions * held} {transactions * events}":
        raise Failed(f"the baseline {database} ran {transactions} transactions, but has {answer} bookings, holds and events: "
                     "it ran out of free times, and its figure would be too good")


def settle(postgres, database, seconds=120):
    """Waits until the program's worker has told and sealed what the round left; how long that took, or nothing when it does not end."""
    began = time.monotonic()
    while time.monotonic() < began + seconds:
        left = postgres.sql("SELECT (SELECT count(*) FROM outbox WHERE published_at IS NULL) + "
                            "(SELECT count(*) FROM audit_log WHERE position IS NULL)", database)
        if left == "0":
            return time.monotonic() - began
        time.sleep(0.2)
    say(f"the worker is still {left} events and audit rows behind after {seconds} s")
    return None


def until_quiet(postgres, seconds=60):
    """Waits for the end of what a start brings with it: first checks, statistics of a fresh database."""
    began, quiet = time.monotonic(), 0
    while quiet < 5 and time.monotonic() < began + seconds:
        busy = postgres.sql("SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND pid <> pg_backend_pid() "
                            "AND backend_type IN ('client backend', 'autovacuum worker')", "postgres", "postgres")
        quiet = quiet + 1 if busy == "0" else 0
        time.sleep(0.2)
