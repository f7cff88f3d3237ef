"""Each service in a process of its own behind the gateway: who proves tokens how, what a gateway needs, and what becomes of a service that dies."""
import base64
import json
import os
import signal

import pytest

from brand import ADMIN, Brand, ask, make_admin
from salon import environment_of, installation, run, until
from serving import NO_LIMITS, Serving, surroundings

SETTINGS = {**NO_LIMITS, "SALON_MAX_LIVE_HOLDS": "0"}


@pytest.fixture(scope="module")
def split():
    with installation("--empty", "--split", env=SETTINGS) as salon:
        make_admin(salon)
        yield salon


@pytest.fixture(scope="module")
def brand(split):
    return Brand(lambda: split.url).open(days=1)


def kill_and_wait(split, target):
    """The kernel's way to end a service; returns when another one is there."""
    former = split.services()[target]
    os.kill(former, signal.SIGKILL)
    until(lambda: split.services().get(target) not in (None, former), 20, f"another {target} service")


def key_of(token):
    head = token.split(".")[0]
    return json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))["kid"]


def test_only_the_auth_service_asks_the_database_for_keys(split):
    services = split.services()
    port = environment_of(services["auth"])["SALON_PORT"]
    for target, pid in services.items():
        expected = "" if target == "auth" else f"http://127.0.0.1:{port}/.well-known/jwks.json"
        assert environment_of(pid)["SALON_JWKS_URL"] == expected, target


def test_a_new_key_is_known_everywhere_soon_and_tokens_of_the_old_one_stay_good(split, brand):
    brand.sign_in()
    old = brand.token
    assert brand.staff("GET", "/admin/v1/locations").status == 200
    # Older than a key may be, younger than its last token.
    split.sql("UPDATE signing_keys SET created_at = created_at - interval '30 days 1 hour'")
    kill_and_wait(split, "auth")  # it makes a key at its start when that is due
    until(lambda: ask(split.url, "POST", "/auth/v1/login", ADMIN).status == 200, 20, "signing in")
    brand.sign_in()
    assert key_of(brand.token) != key_of(old)
    known = {key["kid"] for key in ask(split.url, "GET", "/.well-known/jwks.json").json()["keys"]}
    assert known == {key_of(brand.token), key_of(old)}
    for path in ("/admin/v1/locations", f"/admin/v1/bookings?location_id={brand.location}"):
        until(lambda: brand.staff("GET", path).status == 200, 30, f"the new key for {path}")
        assert ask(split.url, "GET", path, headers={"Authorization": f"Bearer {old}"}).status == 200


@pytest.mark.parametrize("target", ["auth", "availability", "slot", "booking", "worker"])
def test_a_service_that_is_killed_is_started_again_and_serves(split, brand, target):
    kill_and_wait(split, target)
    until(lambda: ask(split.url, "GET", "/readyz").status == 200, 20, "readiness")
    guest = brand.session()
    until(lambda: brand.look(guest).status == 200, 20, "shown times")
    held = brand.hold(brand.free.pop(), guest)
    assert held.status == 201, held.body
    until(lambda: ask(split.url, "POST", "/auth/v1/login", ADMIN).status == 200, 20, "signing in")
    published = f"SELECT published_at IS NOT NULL FROM outbox WHERE booking_id = '{held.json()['id']}'"
    until(lambda: split.sql(published) == "t", 20, "the event to be published")


def test_the_gateway_is_as_ready_as_what_it_forwards_to(split):
    assert ask(split.url, "GET", "/readyz").status == 200
    pid = split.services()["slot"]
    os.kill(pid, signal.SIGSTOP)
    try:
        unready = ask(split.url, "GET", "/readyz")
        assert unready.status == 503 and "slot" in unready.json()["detail"]
        assert ask(split.url, "GET", "/healthz").status == 200
    finally:
        os.kill(pid, signal.SIGCONT)
    until(lambda: ask(split.url, "GET", "/readyz").status == 200, 20, "readiness")


def test_a_gateway_needs_no_database_and_opens_no_connection_to_one(split, brand):
    services = {target: f"127.0.0.1:{environment_of(pid)['SALON_PORT']}" for target, pid in split.services().items()}
    upstreams = {f"SALON_UPSTREAM_{target.upper()}": address for target, address in services.items() if target != "worker"}
    jwks = f"http://{services['auth']}/.well-known/jwks.json"
    connected = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'gateway-alone'"
    with Serving(split, "gateway-alone", "gateway", {**SETTINGS, **upstreams, "SALON_DATABASE_URL": "", "SALON_JWKS_URL": jwks}) as gateway:
        here = brand.through(lambda: gateway.url)
        here.sign_in()
        assert here.staff("GET", "/admin/v1/locations").status == 200
        assert here.look(here.session()).status == 200
        assert ask(gateway.url, "GET", "/readyz").status == 200
    url = surroundings(split)["SALON_DATABASE_URL"] + "&application_name=gateway-alone"
    with Serving(split, "gateway-beside-one", "gateway", {**SETTINGS, **upstreams, "SALON_JWKS_URL": jwks, "SALON_DATABASE_URL": url}) as gateway:
        here = brand.through(lambda: gateway.url)
        here.sign_in()
        assert here.staff("GET", "/admin/v1/locations").status == 200
        assert ask(gateway.url, "GET", "/readyz").status == 200
        assert split.sql(connected) == "0"


def test_a_gateway_without_database_and_keys_is_one_sentence(folder):
    keys = folder / "salon.keys"
    assert run("keys", "create", "--file", keys).returncode == 0
    done = run("serve", "--target=gateway", env={"SALON_KEY_FILE": str(keys), "SALON_PORT": "0"})
    assert done.returncode == 2 and done.stderr.count("\n") == 1
    assert "needs SALON_JWKS_URL" in done.stderr
