"""What happens to bookings when Redis, PostgreSQL or the program itself stops: nothing is lost, nothing is doubled, and service restores."""
import concurrent.futures
import http.client
import os
import pathlib
import shutil
import signal
import tempfile
import time
import urllib.parse
import uuid

import pytest

from brand import Brand, ask, make_admin, violations
from postgres_tap import Tap
from salon import frozen, installation, is_alive, until
from serving import NO_LIMITS, Serving, socket_folder

SETTINGS = {**NO_LIMITS, "SALON_MAX_LIVE_HOLDS": "0"}
WITHOUT_WORKER = "gateway,auth,availability,slot,booking"


@pytest.fixture(scope="module")
def ground():
    """An installation that serves until a test freezes it; its PostgreSQL and Redis are then nobody's to restart."""
    with installation("--empty", env=SETTINGS) as salon:
        make_admin(salon)
        yield salon


@pytest.fixture(scope="module")
def brand(ground):
    return Brand(lambda: ground.url).open(days=10)


@pytest.fixture
def served(ground):
    with Serving(ground, "resilience", WITHOUT_WORKER, SETTINGS) as one:
        yield one


def unwatched(salon):
    """Without its watchman and its worker."""
    return frozen(salon.process.pid)


def at(brand, served):
    return brand.through(lambda: served.url)


def outcome(call):
    """A reply, or that there was none."""
    try:
        return call()
    except (OSError, http.client.HTTPException):
        return None


def test_D5_without_redis_people_book_as_before_and_it_comes_back(ground, brand, served):
    here = at(brand, served)
    guest = here.session()
    assert here.look(guest).status == 200
    with unwatched(ground):
        os.kill(ground.redis_pid(), signal.SIGKILL)
        for _ in range(5):
            shown = here.look(guest)
            assert shown.status == 200 and shown.json()["slots"]
            held = here.hold(brand.free.pop(), guest)
            assert held.status == 201, held.body
            details = {"customer_name": "Anna", "customer_phone": "0501234567"}
            assert here.act(held.json()["id"], "confirm", guest, details).status == 200
        assert ask(served.url, "GET", "/readyz").status == 200
        signing_in = ask(served.url, "POST", "/auth/v1/login", {"email": "x@example.test", "password": "wrong password"})
        assert signing_in.status in (401, 503)
    until(lambda: outcome(ground.redis_pid), 15, "Redis")
    first, second = here.look(guest), here.look(guest)
    assert first.json()["slots"] == second.json()["slots"]
    until(lambda: here.look(guest).status == 200 and ground.ask_redis("EXISTS exposures:since").startswith(":1"), 10, "the memory of what is shown")
    assert violations(ground) == ""


def test_without_postgresql_the_program_lives_says_so_and_serves_again_by_itself(ground, brand, served):
    here = at(brand, served)
    guest = here.session()
    with unwatched(ground):
        postmaster = ground.postgres_pid()
        os.kill(postmaster, signal.SIGQUIT)
        until(lambda: not is_alive(postmaster), 15, "the end of PostgreSQL")
        assert ask(served.url, "GET", "/healthz").status == 200
        ready = timed(lambda: ask(served.url, "GET", "/readyz"))
        assert ready.status == 503
        for call in (lambda: here.look(guest), lambda: here.hold(brand.free[-1], guest), lambda: here.staff("GET", "/admin/v1/locations")):
            reply = timed(call)
            assert reply.status == 503, reply.body
            assert reply.json()["code"] == "UNAVAILABLE"
            assert int(reply.headers["Retry-After"]) >= 1
        assert ask(served.url, "GET", "/healthz").status == 200
    until(lambda: ask(served.url, "GET", "/readyz").status == 200, 30, "readiness")
    assert here.look(guest).status == 200
    assert here.hold(brand.free.pop(), guest).status == 201
    until(lambda: ask(ground.url, "GET", "/readyz").status == 200, 10, "readiness of the whole")
    assert violations(ground) == ""


def timed(call, seconds=5):
    began = time.monotonic()
    reply = call()
    assert time.monotonic() - began < seconds
    return reply


def test_D41_a_commit_that_postgresql_took_with_it_is_told_on_a_retry_with_the_same_key(ground, brand, served):
    here = at(brand, served)
    guests = [here.session() for _ in range(8)]
    ledger = []

    def book(guest):
        while True:
            slot, key = take(brand), str(uuid.uuid4())
            reply = outcome(lambda: here.hold(slot, guest, key))
            ledger.append((slot, guest, key, reply))
            if reply is None or reply.status != 201:
                return

    with unwatched(ground):
        with concurrent.futures.ThreadPoolExecutor(len(guests)) as pool:
            working = [pool.submit(book, guest) for guest in guests]
            until(lambda: len(ledger) > 40, 20, "some bookings")
            os.kill(ground.postgres_pid(), signal.SIGKILL)
            for one in working:
                one.result(20)
    assert {reply.status for *_, reply in ledger if reply is not None} == {201, 503}
    until(lambda: ask(served.url, "GET", "/readyz").status == 200, 30, "readiness")
    for slot, guest, key, reply in ledger:
        again = here.hold(slot, guest, key)
        assert again.status == 201, again.body
        if reply is not None and reply.status == 201:
            assert again.body == reply.body
        assert ground.sql(f"SELECT count(*) FROM bookings WHERE slot_id = '{slot}'") == "1"
    assert violations(ground) == ""


def take(brand):
    return brand.free.pop()


def test_a_signal_to_stop_under_load_loses_no_acknowledged_booking(ground, brand, served):
    here = at(brand, served)
    guests = [here.session() for _ in range(8)]
    ledger = []

    def book(guest):
        while True:
            reply = outcome(lambda: here.hold(take(brand), guest))
            if reply is None or reply.status != 201:
                return
            ledger.append(reply.json()["id"])

    with concurrent.futures.ThreadPoolExecutor(len(guests)) as pool:
        working = [pool.submit(book, guest) for guest in guests]
        until(lambda: len(ledger) > 50, 20, "some bookings")
        assert served.stop() == 0
        for one in working:
            one.result(20)
    kept = ground.sql("SELECT id FROM bookings").split("\n")
    assert set(ledger) <= set(kept)
    assert violations(ground) == ""


def test_before_it_leaves_it_says_so_and_still_serves(ground, brand):
    with Serving(ground, "leaving", WITHOUT_WORKER, {**SETTINGS, "SALON_DRAIN_SECONDS": "2"}) as leaving:
        leaving.process.send_signal(signal.SIGTERM)
        until(lambda: ask(leaving.url, "GET", "/readyz").status == 503, 2, "readiness to end")
        assert ask(leaving.url, "GET", "/healthz").status == 200
        assert ask(leaving.url, "GET", "/v1/locations").status == 200
        assert leaving.process.wait(30) == 0


def test_D34_holds_run_out_with_the_worker_dead(ground, brand):
    with Serving(ground, "no-worker", WITHOUT_WORKER, {**SETTINGS, "SALON_HOLD_SECONDS": "1"}) as served:
        here = at(brand, served)
        first, second, slot = here.session(), here.session(), take(brand)
        with unwatched(ground):
            held = here.hold(slot, first).json()
            assert here.hold(slot, second).status == 409
            until(lambda: here.hold(slot, second).status == 201, 10, "the place to be free again")
            assert ground.sql(f"SELECT status FROM bookings WHERE id = '{held['id']}'") == "expired"
            confirmed = here.act(held["id"], "confirm", first, {"customer_name": "Anna", "customer_phone": "0501234567"})
            assert confirmed.json()["code"] == "HOLD_EXPIRED"
    assert violations(ground) == ""


class Killing:
    """A program behind a tap, started again after each death."""

    def __init__(self, ground, brand):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="tap-", dir="/tmp"))
        self.tap = Tap(self.folder, socket_folder(ground))
        url = f"postgresql:///salon?host={urllib.parse.quote(str(self.folder), safe='/')}&user=salon"
        self.serving = Serving(ground, "killed", WITHOUT_WORKER, {**SETTINGS, "SALON_DATABASE_URL": url})
        self.ground, self.brand = ground, at(brand, self.serving)

    def __enter__(self):
        self.serving.start()
        self.guest = self.brand.session()
        return self

    def __exit__(self, *_):
        self.serving.end()
        self.tap.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def statements_of_a_hold(self):
        self.tap.count()
        assert self.brand.hold(take(self.brand), self.guest).status == 201
        return self.tap.counted

    def hold_and_die(self, number, before):
        """A hold during which the program is killed at its `number`-th statement; whether it got that far. Afterwards there is one booking."""
        slot, key = take(self.brand), str(uuid.uuid4())
        self.tap.arm(self.serving.process.pid, number, before)
        first = outcome(lambda: self.brand.hold(slot, self.guest, key))
        has_died = self.tap.has_killed()
        self.tap.disarm()
        if has_died:
            self.serving.process.wait(10)
            self.serving.close()
            self.serving.start()
        second = self.brand.hold(slot, self.guest, key)
        assert second.status == 201, (number, before, second.body)
        if first is not None:
            assert (first.status, first.body) == (201, second.body)
            assert second.headers["Idempotent-Replayed"] == "true"
        else:
            assert has_died
        assert self.ground.sql(f"SELECT count(*) FROM bookings WHERE slot_id = '{slot}'") == "1"
        return has_died


@pytest.mark.parametrize("before", [True, False], ids=["before-it-is-heard", "after-it-is-heard"])
def test_D41_killed_between_any_two_statements_of_a_hold_it_makes_one_booking(ground, brand, before):
    with Killing(ground, brand) as killing:
        # A connection that must be opened first adds a statement to some holds, so that the end is where nothing died.
        fewest, number = killing.statements_of_a_hold() // 2, 1
        while killing.hold_and_die(number, before):
            number += 1
        assert number > fewest > 5
    assert violations(ground) == ""
