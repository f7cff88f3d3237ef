"""D61, D43: what customers tell about themselves is found nowhere but in replies to them and to the desk."""
import re
import subprocess

import pytest

from brand import ask, violations
from living import shared
from salon import until

PHONE = "+971505550199"
NAME = "Canarella Quetzalby"
EMAIL = "canary.quetzal@example.test"
NOTES = "sings like a zebrafinch"
TRACES = ("505550199", "505 550 199", "canarella", "quetzalby", "canary.quetzal", "zebrafinch")


@pytest.fixture(scope="module", params=["whole", "split"])
def told(request):
    """An installation that was told all of it, in every way there is, and has settled."""
    living = shared(request.config, request.param)
    brand, salon = living.brand, living.salon
    guest = brand.session()
    details = {"customer_name": NAME, "customer_phone": PHONE, "customer_email": EMAIL, "notes": NOTES}
    kept = brand.hold(brand.free.pop(), guest, body=details).json()
    assert brand.act(kept["id"], "confirm", guest, details).json()["customer_phone"] == PHONE
    gone = brand.hold(brand.free.pop(), guest, body=details).json()
    assert brand.act(gone["id"], "cancel", guest, {"reason": f"{NAME} of {PHONE} is ill"}).status == 200
    moved = brand.hold(brand.free.pop(), guest).json()
    assert brand.act(moved["id"], "confirm", guest, details).status == 200
    assert brand.act(moved["id"], "reschedule", guest, {"slot_id": brand.free.pop()}).status == 200
    staff = brand.staff("POST", "/admin/v1/bookings", {"slot_id": brand.free.pop(), **details, "confirm": True})
    assert staff.status == 201
    assert brand.staff("PATCH", f"/admin/v1/bookings/{kept['id']}", {"notes": f"{NOTES}, {NAME}"}).status == 200
    refused = [*wrong_requests(brand, guest, kept, details)]
    search(brand)
    unpublished = "SELECT count(*) FROM outbox WHERE published_at IS NULL OR position IS NULL"
    until(lambda: salon.sql(unpublished) == "0", 20, "all events to be published")
    return living, refused


def wrong_requests(brand, guest, kept, details):
    """Requests that are refused with something personal in them."""
    slot = brand.free[-1]
    yield brand.hold(slot, guest, body={**details, "customer_email": f"{EMAIL} {PHONE}"})
    yield brand.hold(slot, guest, body={**details, "customer_phone": f"{PHONE}{PHONE[1:]}"})
    yield brand.hold(slot, guest, body={**details, "customer_name": f"{NAME}\u0007"})
    yield brand.hold(slot, guest, body={**details, "notes": NOTES * 200})
    yield brand.hold(kept["slot_id"], guest, body=details)
    yield brand.act(kept["id"], "confirm", brand.session(), details)
    yield brand.staff("GET", f"/admin/v1/bookings?location_id={brand.location}&phone={PHONE.replace('+', '%2B')}00000000")
    yield brand.staff("GET", f"/admin/v1/bookings?location_id={brand.location}&q={EMAIL}&limit=x")
    yield ask(brand.url(), "POST", "/auth/v1/login", {"email": EMAIL, "password": "wrong password"})
    yield ask(brand.url(), "POST", "/auth/v1/register", {"email": EMAIL, "password": "short"})
    assert ask(brand.url(), "POST", "/auth/v1/register", {"email": EMAIL, "password": NAME}).status == 201
    yield ask(brand.url(), "POST", "/auth/v1/register", {"email": EMAIL, "password": NAME})
    yield ask(brand.url(), "POST", "/v1/bookings", {"slot_id": slot, **details}, {"Idempotency-Key": PHONE, "X-Session-Id": guest,
                                                                                     "Content-Type": f"text/{EMAIL}"})


def search(brand):
    """The desk finds the customer in every way that it may look."""
    for query in (f"phone={PHONE.replace('+', '%2B')}", "q=canar", "q=Quetzalby", f"q={EMAIL}", f"q={PHONE.replace('+', '%2B')}"):
        found = brand.staff("GET", f"/admin/v1/bookings?location_id={brand.location}&{query}")
        assert len(found.json()["items"]) >= 3, query


def traces_in(text):
    """What of the customer can be read in a text, as it stands or as bytes written in hexadecimal."""
    lower = text.lower()
    decoded = " ".join(bytes.fromhex(found[: len(found) // 2 * 2]).decode("latin-1").lower() for found in re.findall(r"x([0-9a-f]{8,})", lower))
    return [trace for trace in TRACES if trace in lower or trace in decoded]


def test_a_trace_is_found_where_there_is_one():
    assert traces_in(f"the phone {PHONE}") == ["505550199"]
    assert traces_in("\\x" + NAME.encode().hex()) == ["canarella", "quetzalby"]


def test_D61_no_log_line_tells_of_a_customer(told):
    living, _ = told
    logs = [*living.folder.glob("*.log"), *(living.salon.data / "log").glob("*.log")]
    assert len(logs) >= 3
    for path in logs:
        assert traces_in(path.read_text(errors="replace")) == [], path
    assert '"route":"/v1/bookings' in (living.folder / "data.log").read_text()


def test_D61_no_column_of_any_table_tells_of_a_customer(told):
    salon = told[0].salon
    tables = salon.sql("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'").split("\n")
    assert {"bookings", "customers", "idempotency_keys", "outbox", "audit_log", "accounts", "jobs"} <= set(tables)
    for table in tables:
        assert traces_in(salon.sql(f"SELECT t::text FROM {table} t")) == [], table


def test_D61_no_event_tells_of_a_customer(told):
    salon = told[0].salon
    events = salon.sql("SELECT type, data FROM outbox WHERE booking_id IS NOT NULL")
    assert "booking.cancelled" in events and "booking.rescheduled" in events
    assert traces_in(events) == []


def test_D61_nothing_in_redis_tells_of_a_customer(told):
    def redis(*command):
        done = subprocess.run(["redis-cli", "-s", str(told[0].salon.data / "run/redis.sock"), *command], capture_output=True, text=True, timeout=20)
        assert done.returncode == 0, done.stderr
        return done.stdout
    keys = redis("--scan").split("\n")[:-1]
    assert keys
    assert traces_in(" ".join(keys)) == []
    readers = {"string": ("GET",), "stream": ("XRANGE", "-", "+"), "zset": ("ZRANGE", "0", "-1"), "hash": ("HGETALL",), "set": ("SMEMBERS",),
               "list": ("LRANGE", "0", "-1")}
    kinds = set()
    for key in keys:
        kind = redis("TYPE", key).strip()
        kinds.add(kind)
        command, *rest = readers[kind]
        assert traces_in(redis(command, key, *rest)) == [], key
    assert "stream" in kinds


def test_D61_no_metric_tells_of_a_customer(told):
    for metrics in told[0].metrics():
        assert "http_requests_total" in metrics
        assert traces_in(metrics) == []


def test_D61_no_refusal_repeats_what_a_customer_typed(told):
    for reply in told[1]:
        assert reply.status >= 400, reply.body
        assert traces_in(reply.body.decode() + str(reply.headers)) == [], reply.body


def test_the_invariants_hold(told):
    assert violations(told[0].salon) == ""
