"""How the program ends: it says so first, serves on for a while, finishes what runs, and is gone within thirty seconds whatever that is (reliability.md's rule 8)."""
import concurrent.futures
import signal
import socket
import time
import urllib.parse

import pytest

from brand import Brand, ask, make_admin, slow_check, violations
from salon import Salon, frozen, installation, is_alive, until
from serving import NO_LIMITS, Serving, surroundings

SETTINGS = {**NO_LIMITS, "SALON_MAX_LIVE_HOLDS": "0"}
WITHOUT_WORKER = "gateway,auth,availability,slot,booking"


@pytest.fixture(scope="module")
def ground():
    with installation("--empty", env=SETTINGS) as salon:
        make_admin(salon)
        yield salon


@pytest.fixture(scope="module")
def brand(ground):
    return Brand(lambda: ground.url).open(days=1)


def year_of(brand):
    first, last = brand.date(1), brand.date(365)
    return {"location_id": brand.location, "from": str(first), "to": str(last)}


def slow_down_generation(salon):
    """A second for each week: a year would take most of a minute."""
    salon.sql("CREATE FUNCTION be_slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(1); RETURN NULL; END $$; "
              "CREATE TRIGGER slow BEFORE INSERT ON slot_instances FOR EACH STATEMENT EXECUTE FUNCTION be_slow()", user="postgres")


def speed_up_generation(salon):
    salon.sql("DROP TRIGGER slow ON slot_instances", user="postgres")


def test_D16_a_year_that_is_being_generated_is_left_between_two_weeks_and_the_next_start_goes_on_with_it(ground, brand):
    until(lambda: ground.sql("SELECT count(*) FROM jobs WHERE state IN ('waiting', 'running')") == "0", 30, "the horizon to be generated")
    slow_down_generation(ground)
    asked = brand.staff("POST", "/admin/v1/slots/generate", year_of(brand))
    assert asked.status == 202, asked.body
    path = urllib.parse.urlsplit(asked.headers["Location"]).path
    until(lambda: brand.staff("GET", path).json()["done"] > 0, 30, "the first week")
    assert ground.stop(within=30) == 0

    ground.start()
    begun = brand.staff("GET", path).json()
    assert begun["state"] in ("waiting", "running") and 0 < begun["done"] < begun["total"] == 365
    speed_up_generation(ground)
    until(lambda: brand.staff("GET", path).json()["state"] == "done", 90, "the rest of the year")
    done = brand.staff("GET", path).json()
    made = ground.sql(f"SELECT count(*) FROM slot_instances WHERE date BETWEEN '{brand.date(1)}' AND '{brand.date(365)}'")
    assert done["done"] == 365
    assert done["result"]["created"] + done["result"]["kept"] == int(made)
    assert violations(ground) == ""


def test_a_check_that_takes_minutes_does_not_delay_the_end_and_leaves_nothing_running(ground):
    url = surroundings(ground)["SALON_DATABASE_URL"] + "&application_name=checking"
    env = {"SALON_DRAIN_SECONDS": "0", "SALON_DATABASE_URL": url}
    with slow_check(ground) as running, Serving(ground, "checking", "worker", env) as worker:
        checks = running + " AND application_name = 'checking'"
        until(lambda: ground.sql(checks) != "0", 20, "the check to begin")
        assert worker.stop(within=30) == 0
        assert '"work that does not end is cut off"' in worker.log_path.read_text()
        until(lambda: ground.sql(checks) == "0", 20, "the check to end in the database too")


def test_it_says_first_that_it_leaves_serves_on_and_then_takes_nobody_new_while_it_finishes_what_runs(ground, brand):
    with Serving(ground, "leaving", WITHOUT_WORKER, {**SETTINGS, "SALON_DRAIN_SECONDS": "2"}) as leaving, \
            concurrent.futures.ThreadPoolExecutor(1) as crowd:
        here = brand.through(lambda: leaving.url)
        guest = here.session()
        began = time.monotonic()
        leaving.process.send_signal(signal.SIGTERM)
        until(lambda: ask(leaving.url, "GET", "/readyz").status == 503, 10, "readiness to end")
        assert ask(leaving.url, "GET", "/v1/locations").status == 200
        with frozen(ground.process.pid, *ground.postgres_pids()):
            holding = crowd.submit(here.hold, brand.free.pop(), guest)  # lasts until its time is over
            until(lambda: not takes_connections(leaving.url), 20, "the end of the grace")
            assert time.monotonic() - began >= 2
            assert holding.done() or is_alive(leaving.process.pid)
            assert holding.result().status == 503
        assert leaving.process.wait(30) == 0
    assert violations(ground) == ""


def takes_connections(url):
    address = urllib.parse.urlsplit(url)
    try:
        socket.create_connection((address.hostname, address.port), timeout=5).close()
    except OSError:
        return False
    return True


def test_a_second_signal_ends_the_grace(ground):
    with Serving(ground, "hurried", WITHOUT_WORKER, {"SALON_DRAIN_SECONDS": "25"}) as hurried:
        hurried.process.send_signal(signal.SIGTERM)
        until(lambda: ask(hurried.url, "GET", "/readyz").status == 503, 10, "readiness to end")
        assert ask(hurried.url, "GET", "/healthz").status == 200
        hurried.process.send_signal(signal.SIGTERM)
        assert hurried.process.wait(15) == 0


def test_with_everything_around_it_frozen_it_ends_in_time(ground, brand):
    with Serving(ground, "alone", "all", {**SETTINGS, "SALON_DRAIN_SECONDS": "1"}) as alone, \
            concurrent.futures.ThreadPoolExecutor(4) as crowd:
        here = brand.through(lambda: alone.url)
        guest = here.session()
        with frozen(ground.process.pid, ground.redis_pid(), *ground.postgres_pids()):
            working = [crowd.submit(here.hold, brand.free.pop(), guest) for _ in range(4)]
            assert alone.stop(within=30) == 0
            assert {one.result().status for one in working} == {503}
    assert violations(ground) == ""


def test_a_split_installation_of_which_everything_stands_still_is_gone_in_time(folder):
    with Salon(folder / "data", "--empty", "--split", env=SETTINGS) as salon:
        parts = [*salon.services().values(), salon.redis_pid(), *salon.postgres_pids()]
        with frozen(*parts):
            assert salon.stop(within=40) == 0  # the rule's thirty seconds, and what a busy machine adds
        assert not any(is_alive(pid) for pid in parts[:7])
    with Salon(folder / "data", "--empty", "--split", env=SETTINGS) as salon:
        assert ask(salon.url, "GET", "/readyz").status == 200
