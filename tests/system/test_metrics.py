"""What Prometheus is told: in its own format, under the names that were asked for."""
import re
import subprocess

import pytest

from living import shared


@pytest.fixture(scope="module", params=["whole", "split"])
def metrics(request):
    """What each process counted after a visit was looked for, held and confirmed."""
    living = shared(request.config, request.param)
    brand = living.brand
    guest = brand.session()
    shown = brand.look(guest).json()["slots"]
    held = brand.hold(shown[0]["id"], guest).json()
    brand.free = [slot for slot in brand.free if slot != shown[0]["id"]]
    assert brand.hold(shown[0]["id"], brand.session()).status == 409
    assert brand.act(held["id"], "confirm", guest, {"customer_name": "Anna", "customer_phone": "0501234567"}).status == 200
    return living.metrics()


def value(metrics, name):
    """The sum of all series of a name, in all processes."""
    found = re.findall(rf"^{re.escape(name)}(?:\{{[^}}]*\}})? ([-+.e\d]+)$", "\n".join(metrics), re.M)
    assert found, f"there is no {name}"
    return sum(float(one) for one in found)


def test_promtool_finds_nothing_wrong(metrics):
    for of_process in metrics:
        done = subprocess.run(["promtool", "check", "metrics"], input=of_process, capture_output=True, text=True, timeout=30)
        assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_promtool_would_find_something(metrics):
    done = subprocess.run(["promtool", "check", "metrics"], input=metrics[0] + "badName 1\n", capture_output=True, text=True, timeout=30)
    assert done.returncode != 0


@pytest.mark.parametrize("name", ["exposed_slots_count", "hold_to_confirm_seconds_count", "booking_holds_total", "booking_confirmations_total",
                                  "booking_conflicts_total", "http_requests_total", "http_request_seconds_count"])
def test_the_funnel_is_counted(metrics, name):
    assert value(metrics, name) >= 1


def test_no_invariant_is_told_to_be_violated(metrics):
    assert value(metrics, "salon_invariant_violations") == 0
