"""The settings of what customers are shown, in the running program: its key, the variants, and who gets which."""
import datetime
import hashlib
import hmac

import pytest

from brand import ZONE, Brand, ask, make_admin
from salon import installation
from serving import NO_LIMITS, Serving

SERVES = "gateway,auth,availability,slot,booking"
MASK = (1 << 64) - 1


@pytest.fixture(scope="module")
def ground():
    with installation("--empty", env=NO_LIMITS) as salon:
        make_admin(salon)
        yield salon


@pytest.fixture(scope="module")
def brand(ground):
    return Brand(lambda: ground.url).open(days=1)


@pytest.fixture
def with_settings(ground, brand):
    """The same salon through a process with these settings."""
    serving = []

    def start(**settings):
        env = {**NO_LIMITS, **{f"SALON_EXPOSURE_{name}": value for name, value in settings.items()}}
        serving.append(Serving(ground, f"exposure-{len(serving)}", SERVES, env))
        serving[-1].start()
        return brand.through(lambda: serving[-1].url)
    yield start
    for one in serving:
        one.end()


class SplitMix:
    def __init__(self, seed):
        self.state = seed

    def next(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9 & MASK
        z = (z ^ z >> 27) * 0x94D049BB133111EB & MASK
        return z ^ z >> 31

    def below(self, most):
        while True:
            drawn = self.next()
            if drawn >= (1 << 64) % most:
                return drawn % most


def part_of(local_hour):
    return next((name for name, first, end in (("morning", 6, 12), ("afternoon", 12, 17), ("evening", 17, 22)) if first <= local_hour < end), None)


def chosen(key, subject, brand, date, epoch_hour, slots):
    """exposure.md, written down again: the ids that a newcomer of the variant `control` is shown."""
    fields = ["exposure/1", "control", subject, brand.location, str(date), brand.service, "all", str(epoch_hour)]
    message = b"".join(len(field.encode()).to_bytes(4, "big") + field.encode() for field in fields)
    digest = hmac.new(key, message, hashlib.sha256).digest()
    size, order = (SplitMix(int.from_bytes(digest[at:at + 8], "big")) for at in (0, 8))
    drawn = size.next() % 100
    wanted = 4 if drawn < 15 else 5 if drawn < 30 else 3
    ranked = sorted(slots, key=lambda slot: (slot["start_at"], slot["id"]))
    for i in range(len(ranked) - 1, 0, -1):
        j = order.below(i + 1)
        ranked[i], ranked[j] = ranked[j], ranked[i]
    picks = []
    for part in ("morning", "afternoon", "evening"):
        of_part = [slot for slot in ranked if slot["part"] == part]
        if of_part and len(picks) < wanted:
            picks.append(of_part[0])
    picks += [slot for slot in ranked if slot not in picks][:wanted - len(picks)]
    return {slot["id"] for slot in picks}


def test_the_key_of_the_environment_chooses_the_shown_times(brand, with_settings):
    date = brand.date(2)
    slots = [{"id": slot["id"], "start_at": slot["start_at"], "part": part_of(local_hour(slot["start_at"]))} for slot in brand.slots(date)]
    shown_by = {}
    for key in ("11" * 32, "22" * 32):
        here = with_settings(KEY=key)
        for _ in range(3):
            guest = here.session()
            reply = here.look(guest).json()
            hour = int(parsed(reply["server_now"]).timestamp()) // 3600
            expected = chosen(bytes.fromhex(key), "session:" + guest.split(".")[0], brand, date, hour, slots)
            assert {slot["id"] for slot in reply["slots"]} == expected
            shown_by.setdefault(key, []).append(expected)
    assert shown_by["11" * 32] != shown_by["22" * 32]


def parsed(instant):
    return datetime.datetime.fromisoformat(instant.replace("Z", "+00:00"))


def local_hour(instant):
    return parsed(instant).astimezone(ZONE).hour


def shown_to(here, guest, variant=None):
    headers = {"X-Session-Id": guest} | ({"X-Exposure-Variant": variant} if variant else {})
    path = f"/v1/slots?location_id={here.location}&service_id={here.service}&date={here.date(2)}"
    return ask(here.url(), "GET", path, headers=headers)


def variants_of(here, guests):
    return {shown_to(here, here.session()).json()["variant"] for _ in range(guests)}


@pytest.mark.parametrize("percent, expected", [("0", {"control"}), ("100", {"compact"}), ("50", {"control", "compact"})])
def test_as_many_customers_get_the_variant_compact_as_the_setting_says(with_settings, percent, expected):
    here = with_settings(COMPACT_PERCENT=percent)
    assert variants_of(here, 40) == expected
    for asked in ("control", "compact"):
        assert shown_to(here, here.session(), asked).json()["variant"] == asked


@pytest.mark.parametrize("allowed, refused", [("control", "compact"), ("compact", "control")])
def test_a_variant_that_is_not_allowed_is_neither_assigned_nor_to_be_had(with_settings, allowed, refused):
    here = with_settings(VARIANTS=allowed)
    assert variants_of(here, 5) == {allowed}
    assert shown_to(here, here.session(), allowed).json()["variant"] == allowed
    reply = shown_to(here, here.session(), refused)
    assert reply.status == 400 and reply.json()["code"] == "UNKNOWN_VARIANT"
