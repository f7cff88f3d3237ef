"""A small salon to book at, made through the API: one place, one service, one stylist, and many times."""
import contextlib
import datetime
import http.client
import json
import urllib.parse
import uuid
import zoneinfo

from salon import Reply, run

ADMIN = {"email": "admin@example.test", "password": "a password for the tests"}
ZONE = zoneinfo.ZoneInfo("Asia/Dubai")


def ask(url, method, path, body=None, headers=None, timeout=15):
    """One request on a connection of its own."""
    address = urllib.parse.urlsplit(url)
    sent = dict(headers or {})
    if body is not None:
        body = json.dumps(body)
        sent.setdefault("Content-Type", "application/json")
    with contextlib.closing(http.client.HTTPConnection(address.hostname, address.port, timeout=timeout)) as connection:
        connection.request(method, path, body, sent)
        reply = connection.getresponse()
        return Reply(reply.status, reply.headers, reply.read())


def make_admin(salon):
    made = run("admin", "create", "--email", ADMIN["email"], "--password-file", "-", "--data", salon.data, stdin=ADMIN["password"] + "\n")
    assert made.returncode == 0, made.stderr


class Brand:
    """Talks to `url()`, which may change when a program is started again."""

    def __init__(self, url):
        self.url = url
        self.token = None

    def through(self, url):
        """The same salon at another address."""
        other = Brand(url)
        other.__dict__.update({name: value for name, value in self.__dict__.items() if name != "url"})
        return other

    def sign_in(self):
        reply = ask(self.url(), "POST", "/auth/v1/login", ADMIN)
        assert reply.status == 200, reply.body
        self.token = reply.json()["access_token"]

    def staff(self, method, path, body=None, **options):
        headers = {"Authorization": f"Bearer {self.token}"} | ({} if method == "GET" else {"Idempotency-Key": str(uuid.uuid4())})
        return ask(self.url(), method, path, body, headers, **options)

    def made(self, path, body):
        reply = self.staff("POST", path, body)
        assert reply.status in (200, 201), reply.body
        return reply.json()

    def open(self, days=1, granularity=15):
        """Opens a salon with times for day +2 and as many more as are asked for."""
        self.sign_in()
        self.location = self.made("/admin/v1/locations", {"name": "Marina", "timezone": "Asia/Dubai", "horizon_days": 12})["id"]
        self.made("/admin/v1/availabilities", {"location_id": self.location, "rule_kind": "WEEKLY", "days_of_week": [1, 2, 3, 4, 5, 6, 7],
                                               "start_time": "00:00", "end_time": "24:00", "slot_granularity_minutes": granularity})
        self.stylist = self.made("/admin/v1/stylists", {"location_id": self.location, "name": "Layla"})["id"]
        self.service = self.made("/admin/v1/services", {"location_id": self.location, "name": "Haircut", "duration_minutes": granularity})["id"]
        first, last = self.date(2), self.date(1 + days)
        self.made("/admin/v1/slots/generate", {"location_id": self.location, "from": str(first), "to": str(last)})
        self.free = [slot["id"] for ahead in range(days) for slot in self.slots(self.date(2 + ahead))]
        return self

    @staticmethod
    def date(ahead):
        return datetime.datetime.now(ZONE).date() + datetime.timedelta(days=ahead)

    def slots(self, date):
        return self.staff("GET", f"/admin/v1/slots?location_id={self.location}&date={date}").json()["items"]

    def session(self):
        return ask(self.url(), "GET", "/v1/locations").headers["X-Session-Id"]

    def look(self, session, date=None):
        path = f"/v1/slots?location_id={self.location}&service_id={self.service}&date={date or self.date(2)}"
        return ask(self.url(), "GET", path, headers={"X-Session-Id": session})

    def hold(self, slot, session, key=None, body=None, **options):
        headers = {"X-Session-Id": session, "Idempotency-Key": key or str(uuid.uuid4())}
        return ask(self.url(), "POST", "/v1/bookings", {"slot_id": slot, **(body or {})}, headers, **options)

    def act(self, booking, verb, session, body=None, key=None):
        headers = {"X-Session-Id": session, "Idempotency-Key": key or str(uuid.uuid4())}
        return ask(self.url(), "POST", f"/v1/bookings/{booking}/{verb}", body or {}, headers)


@contextlib.contextmanager
def slow_check(salon):
    """Whoever asks whether the invariants hold waits long."""
    real = salon.sql("SELECT pg_get_functiondef('invariant_violations_at(timestamptz, timestamptz)'::regprocedure)")
    salon.sql("CREATE OR REPLACE FUNCTION invariant_violations_at(since timestamptz, at_time timestamptz) RETURNS TABLE (invariant text, detail text) "
              "LANGUAGE sql STABLE AS $$ SELECT 'slow', 'slow' FROM pg_sleep(100) $$")
    try:
        yield "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%FROM invariant_violations_at%' AND pid <> pg_backend_pid()"
    finally:
        salon.sql(real)


def violations(salon):
    return salon.sql("SELECT * FROM invariant_violations")
