"""The worker beside the requests: it looks at what changed lately, on connections of its own."""
import concurrent.futures
import http.client
import re
import resource
import urllib.parse

import pytest

from brand import Brand, ask, make_admin, slow_check
from salon import installation, run, until
from serving import NO_LIMITS, Serving, surroundings

SETTINGS = {**NO_LIMITS, "SALON_MAX_LIVE_HOLDS": "0"}


@pytest.fixture(scope="module")
def ground():
    with installation("--empty", env=SETTINGS) as salon:
        make_admin(salon)
        yield salon


@pytest.fixture(scope="module")
def brand(ground):
    return Brand(lambda: ground.url).open(days=2)


@pytest.fixture
def planted(ground, brand):
    """Two bookings whose slots count a booking too few: one of yesterday, one of now."""
    guest = brand.session()
    bookings = []
    for _ in range(2):
        held = brand.hold(brand.free.pop(), guest).json()
        assert brand.act(held["id"], "confirm", guest, {"customer_name": "Anna", "customer_phone": "0501234567"}).status == 200
        bookings.append(held)
    old, new = (booking["id"] for booking in bookings)
    slots = ", ".join(f"'{booking['slot_id']}'" for booking in bookings)
    broken = "SET session_replication_role = replica; UPDATE slot_instances SET booked = booked {} 1 WHERE id IN ({})"
    past = "UPDATE bookings SET created_at = created_at - interval '1 day', confirmed_at = confirmed_at - interval '1 day', " \
           "hold_expires_at = hold_expires_at - interval '1 day' WHERE id = '{}'"
    ground.sql(broken.format("-", slots) + "; " + past.format(old), user="postgres")
    yield {"old": bookings[0]["slot_id"], "new": bookings[1]["slot_id"]}
    ground.sql(broken.format("+", slots) + "; " + past.format(old).replace(" - interval", " + interval"), user="postgres")


def test_the_worker_looks_at_what_changed_lately_and_verify_at_everything(ground, planted):
    with Serving(ground, "looking", "worker", SETTINGS) as worker:
        until(lambda: planted["new"] in worker.said(), 30, "the violation to be told")
        told = [line for line in worker.said().splitlines() if '"an invariant is violated"' in line]
        assert any(planted["new"] in line for line in told)
        assert not any(planted["old"] in line for line in told)
        metrics = ask(worker.url, "GET", "/metrics").body.decode()
        assert int(re.search(r"^salon_invariant_violations (\d+)$", metrics, re.M)[1]) == len(told)
    verified = run("verify", "--data", ground.data)
    assert verified.returncode == 1
    assert planted["old"] in verified.stdout and planted["new"] in verified.stdout


def connections_named(ground, name):
    return int(ground.sql(f"SELECT count(*) FROM pg_stat_activity WHERE application_name = '{name}'"))


def test_every_thread_has_its_connections_and_no_request_waits_for_the_workers_long_statements(ground, brand):
    url = surroundings(ground)["SALON_DATABASE_URL"] + "&application_name=three-threads"
    env = {**SETTINGS, "SALON_THREADS": "3", "SALON_DATABASE_URL": url}
    with slow_check(ground) as running, Serving(ground, "three-threads", env=env) as served:
        here = brand.through(lambda: served.url)
        until(lambda: ground.sql(running + " AND application_name = 'three-threads'") != "0", 20, "the check to begin")
        with concurrent.futures.ThreadPoolExecutor(24) as crowd:
            replies = list(crowd.map(lambda _: here.staff("GET", "/admin/v1/locations").status, range(240)))
        assert set(replies) == {200}
        # Two for each of three threads, and three of the worker.
        assert 6 <= connections_named(ground, "three-threads") <= 9


@pytest.mark.parametrize("threads", ["9", "256"])
def test_a_process_has_eight_connections_for_requests_at_most(ground, brand, threads):
    url = surroundings(ground)["SALON_DATABASE_URL"] + "&application_name=many-threads"
    env = {**SETTINGS, "SALON_THREADS": threads, "SALON_DATABASE_CONNECTIONS": "8", "SALON_DATABASE_URL": url}
    with Serving(ground, "many-threads", "availability,auth", env) as served:
        here = brand.through(lambda: served.url)
        with concurrent.futures.ThreadPoolExecutor(32) as crowd:
            replies = list(crowd.map(lambda _: here.staff("GET", "/admin/v1/locations").status, range(320)))
        assert set(replies) == {200}
        assert connections_named(ground, "many-threads") <= 8


def test_two_thousand_idle_connections_are_no_trouble_though_the_usual_limit_of_files_is_a_thousand(ground, brand):
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    assert hard == resource.RLIM_INFINITY or hard >= 4096, "this machine allows nobody that many files"
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (4096, before[1]))
    idle = []
    try:
        with Serving(ground, "crowded", "all", SETTINGS, under=["prlimit", "--nofile=1024:4096"]) as served:
            idle += [idle_connection(served.url) for _ in range(2000)]
            here = brand.through(lambda: served.url)
            guest = here.session()
            assert here.look(guest).status == 200
            assert here.hold(brand.free.pop(), guest).status == 201
            for connection in [*idle[::100], idle[-1]]:
                connection.request("GET", "/healthz")
                assert connection.getresponse().read() and connection.sock is not None
    finally:
        for connection in idle:
            connection.close()
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


def idle_connection(url):
    address = urllib.parse.urlsplit(url)
    connection = http.client.HTTPConnection(address.hostname, address.port, timeout=30)
    connection.connect()
    return connection
