"""Whatever stands still, a request ends: a read within 2 s, a change within 5 s, with a 503 that says when to ask again (reliability.md's rule 6)."""
import concurrent.futures
import ctypes
import os
import pathlib
import socket
import threading
import time

import pytest

from brand import Brand, ask, make_admin, violations
from postgres_tap import SOCKET, pour
from salon import frozen, installation, until
from serving import NO_LIMITS, Serving, socket_folder

SETTINGS = {**NO_LIMITS, "SALON_MAX_LIVE_HOLDS": "0"}
WITHOUT_WORKER = "gateway,auth,availability,slot,booking"
# The rule's two and five seconds, and what a busy machine adds. A statement alone may take three.
READ_BOUND, CHANGE_BOUND = 4, 8


@pytest.fixture(scope="module")
def ground():
    with installation("--empty", env=SETTINGS) as salon:
        make_admin(salon)
        yield salon


@pytest.fixture(scope="module")
def brand(ground):
    return Brand(lambda: ground.url).open(days=3)


def refused_in(seconds, call):
    began = time.monotonic()
    reply = call()
    assert time.monotonic() - began < seconds
    assert reply.status == 503, reply.body
    assert int(reply.headers["Retry-After"]) >= 1
    return reply


def test_with_postgresql_frozen_everybody_is_refused_in_time_and_service_restores_by_itself(ground, brand):
    with Serving(ground, "frozen", WITHOUT_WORKER, SETTINGS) as served:
        here = brand.through(lambda: served.url)
        guest = here.session()
        assert here.look(guest).status == 200
        slots = [brand.free.pop() for _ in range(6)]
        keys = [f"key-of-slot-{slot}" for slot in slots]
        with frozen(ground.process.pid, *ground.postgres_pids()):
            assert ask(served.url, "GET", "/healthz").status == 200
            refused_in(READ_BOUND, lambda: ask(served.url, "GET", "/readyz"))
            for _ in range(2):  # on connections that are there, and on ones that cannot be made
                with concurrent.futures.ThreadPoolExecutor(12) as crowd:
                    reading = [crowd.submit(refused_in, READ_BOUND, lambda: here.look(guest)) for _ in range(6)]
                    changing = [crowd.submit(refused_in, CHANGE_BOUND, lambda slot=slot, key=key: here.hold(slot, guest, key))
                                for slot, key in zip(slots, keys)]
                    for one in reading + changing:
                        assert one.result().json()["code"] == "UNAVAILABLE"
            assert ask(served.url, "GET", "/healthz").status == 200
        until(lambda: ask(served.url, "GET", "/readyz").status == 200, 30, "readiness")
        assert here.look(guest).status == 200
        for slot, key in zip(slots, keys):
            assert here.hold(slot, guest, key).status == 201
    assert violations(ground) == ""


def test_D5_with_redis_frozen_times_are_shown_and_booked(ground, brand):
    with Serving(ground, "no-redis", WITHOUT_WORKER, SETTINGS) as served:
        here = brand.through(lambda: served.url)
        guest = here.session()
        assert here.look(guest).status == 200
        with frozen(ground.process.pid, ground.redis_pid()):
            for _ in range(3):
                assert here.look(guest).json()["slots"]
                held = here.hold(brand.free.pop(), guest)
                assert held.status == 201, held.body
                details = {"customer_name": "Anna", "customer_phone": "0501234567"}
                assert here.act(held.json()["id"], "confirm", guest, details).status == 200
            assert ask(served.url, "GET", "/readyz").status == 200
        until(lambda: here.look(guest).json()["slots"] == here.look(guest).json()["slots"], 10, "the memory of what is shown")
    assert violations(ground) == ""


def test_the_gateway_asks_the_next_replica_in_the_same_time_when_one_stands_still(ground, brand):
    services = "auth,availability,slot,booking"
    with Serving(ground, "replica-1", services, SETTINGS) as first, Serving(ground, "replica-2", services, SETTINGS) as second:
        addresses = f"{first.address()},{second.address()}"
        upstreams = {f"SALON_UPSTREAM_{name}": addresses for name in ("AUTH", "AVAILABILITY", "SLOT", "BOOKING")}
        with Serving(ground, "before-replicas", "gateway", {**SETTINGS, **upstreams}) as gateway:
            here = brand.through(lambda: gateway.url)
            guest = here.session()
            with frozen(second.process.pid):
                for _ in range(2):  # whichever of the two has its turn
                    began = time.monotonic()
                    assert here.look(guest).status == 200
                    assert time.monotonic() - began < READ_BOUND
                for _ in range(2):
                    began = time.monotonic()
                    held = here.hold(brand.free.pop(), guest)
                    assert held.status == 201, held.body
                    assert time.monotonic() - began < CHANGE_BOUND
                assert ask(gateway.url, "GET", "/readyz").status == 200
            with frozen(first.process.pid, second.process.pid):
                refused_in(READ_BOUND, lambda: here.look(guest))
                refused_in(CHANGE_BOUND, lambda: here.hold(brand.free[-1], guest))
                refused_in(READ_BOUND, lambda: ask(gateway.url, "GET", "/readyz"))
            until(lambda: ask(gateway.url, "GET", "/readyz").status == 200, 30, "readiness")
            assert here.look(guest).status == 200
    assert violations(ground) == ""


class Door:
    """PostgreSQL's socket behind a port."""

    def __init__(self, folder):
        self.server = str(pathlib.Path(folder) / SOCKET)
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            upstream = socket.socket(socket.AF_UNIX)
            upstream.connect(self.server)
            for ends in ((client, upstream), (upstream, client)):
                threading.Thread(target=pour, args=ends, daemon=True).start()

    def close(self):
        self.listener.close()


def sockets_to(pid, port):
    """A process's own connections to a port, as sockets of ours."""
    pidfd_getfd = 438
    libc = ctypes.CDLL(None, use_errno=True)
    process = os.pidfd_open(pid)
    found = []
    for name in os.listdir(f"/proc/{pid}/fd"):
        taken = libc.syscall(pidfd_getfd, process, int(name), 0)
        if taken < 0:
            continue
        try:
            one = socket.socket(fileno=taken)
        except OSError:
            os.close(taken)
            continue
        try:
            is_it = one.family in (socket.AF_INET, socket.AF_INET6) and one.getpeername()[1] == port
        except OSError:
            is_it = False
        found.append(one) if is_it else one.close()
    os.close(process)
    return found


def test_a_host_by_name_is_found_and_what_it_does_not_acknowledge_is_given_up_after_five_seconds(ground):
    door = Door(socket_folder(ground))
    try:
        url = f"postgresql://salon@localhost:{door.port}/salon"
        with Serving(ground, "by-name", WITHOUT_WORKER, {**SETTINGS, "SALON_DATABASE_URL": url}) as served:
            assert ask(served.url, "GET", "/readyz").status == 200
            connections = sockets_to(served.process.pid, door.port)
            assert connections
            for connection in connections:
                assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 5000
                connection.close()
    finally:
        door.close()
