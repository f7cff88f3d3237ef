"""What viewers are shown: dates and times."""
import datetime

from runner import step


def shown(world, person, service, day, more="", headers=None):
    path = f"/v1/slots?location_id={world.salon}&service_id={world.names[service]}&date={world.date(day)}{more}"
    return world.look(person, path, headers)


@step(r"{who:who} looks for {service} on {day:day}(?: with {stylist})?")
def looks_for(world, who, service, day, stylist=None):
    shown(world, world.person(who), service, day, f"&stylist_id={world.names[stylist]}" if stylist else "")


@step(r"{who:who} looks for {service} on {day:day}, asking for more {times:int} times")
def looks_for_more(world, who, service, day, times):
    shown(world, world.person(who), service, day, f"&reveal={int(times) + 1}")


@step(r"{who:who} looks for {service} on {day:day} in the variant {variant}")
def looks_in_variant(world, who, service, day, variant):
    shown(world, world.person(who), service, day, headers={"X-Exposure-Variant": variant})


@step(r"between {least:int} and {most:int} of {total:int} times are shown(?P<more>, and there are more|, and no more)?")
def so_many_are_shown(world, least, most, total, more=None):
    def claim(view):
        assert int(least) <= len(view["slots"]) <= int(most), len(view["slots"])
        assert view["total"] == int(total), view["total"]
        assert more is None or view["has_more"] == (more == ", and there are more")
        assert view["slots"] == sorted(view["slots"], key=lambda slot: (slot["start_at"], slot["id"]))
    world.settled(claim)


@step(r"all {count:int} times are shown")
def all_are_shown(world, count):
    def claim(view):
        assert (len(view["slots"]), view["total"], view["has_more"]) == (int(count), int(count), False), view
    world.settled(claim)


@step(r"nothing is shown(?:, and the next free day is {day:day})?")
def nothing_is_shown(world, day=None):
    def claim(view):
        assert (view["slots"], view["total"], view["has_more"]) == ([], 0, False)
        assert day is None or view["next_available"] == str(world.date(day)), view["next_available"]
    world.settled(claim)


@step(r"the desk has booked the first of the times shown")
def desk_books_first_shown(world):
    world.arrange("POST", "/admin/v1/bookings", {"slot_id": world.last().json()["slots"][0]["id"], "customer_name": "Walker", "confirm": True})


@step(r"{who:who} holds the first of the times shown")
def holds_first_shown(world, who):
    world.say(world.person(who), "POST", "/v1/bookings", {"slot_id": world.last().json()["slots"][0]["id"]})


@step(r"the same times are shown as before")
def same_as_before(world):
    lists = [[slot["id"] for slot in reply.json()["slots"]] for reply in world.replies[-2:]]
    assert lists[0] == lists[1]


@step(r"among the times shown are (?P<times>[\d:]+(?:, [\d:]+)*)")
def times_among(world, times):
    found = {slot["local_start"][11:16] for slot in world.last().json()["slots"]}
    assert set(times.split(", ")) <= found, found


@step(r"the times shown before are among them")
def among_them(world):
    before, now = ({slot["id"] for slot in reply.json()["slots"]} for reply in world.replies[-2:])
    assert before <= now


@step(r"at least {count:int} different lists are shown to {viewers:int} viewers of {service} on {day:day}")
def different_lists(world, count, viewers, service, day):
    lists, sizes = set(), set()
    for number in range(int(viewers)):
        view = shown(world, world.new_guest(f"viewer {number}"), service, day).json()
        lists.add(tuple(slot["id"] for slot in view["slots"]))
        sizes.add(len(view["slots"]))
    assert len(lists) >= int(count), len(lists)
    assert sizes <= {3, 4, 5}, sizes


@step(r"each list that {viewers:int} viewers of {service} on {day:day} see has a time of every part of the day")
def every_part(world, viewers, service, day):
    for number in range(int(viewers)):
        view = shown(world, world.new_guest(f"viewer {number}"), service, day).json()
        assert {slot["day_part"] for slot in view["slots"]} == {"morning", "afternoon", "evening"}, view


@step(r"every time of {service} on {day:day} is shown to one of {viewers:int} viewers")
def no_starvation(world, service, day, viewers):
    wanted = {slot["id"] for slot in world.slots(day, service)}
    for number in range(int(viewers)):
        view = shown(world, world.new_guest(f"viewer {number}"), service, day).json()
        wanted -= {slot["id"] for slot in view["slots"]}
        if not wanted:
            return
    raise AssertionError(f"{len(wanted)} times were shown to nobody")


@step(r"{who:who} looks at the dates of {service}(?: from {first:day} to {last:day})?(?: with {stylist})?")
def looks_at_dates(world, who, service, first=None, last=None, stylist=None):
    path = f"/v1/dates?location_id={world.salon}&service_id={world.names[service]}"
    path += f"&from={world.date(first)}&to={world.date(last)}" if first else ""
    path += f"&stylist_id={world.names[stylist]}" if stylist else ""
    world.look(world.person(who), path)


@step(r"{day:day} has {count:int} available")
def available(world, day, count):
    def claim(view):
        found = {row["date"]: row["available"] for row in view["dates"]}
        assert found[str(world.date(day))] == int(count), found
    world.settled(claim)


@step(r"every date from {first:day} to {last:day} is told")
def every_date(world, first, last):
    found = [row["date"] for row in world.last().json()["dates"]]
    days = (world.date(last) - world.date(first)).days
    assert found == [str(world.date(first) + datetime.timedelta(days=ahead)) for ahead in range(days + 1)], found


@step(r"every date has as many available as its times have in total, for {service}")
def dates_agree(world, service):
    dates = world.last().json()["dates"]
    stranger = world.new_guest("a stranger")
    for row in dates:
        path = f"/v1/slots?location_id={world.salon}&service_id={world.names[service]}&date={row['date']}"
        view = world.ask(stranger, "GET", path).json()
        assert view["total"] == row["available"], (row, view["total"])
    assert any(row["available"] for row in dates)


@step(r"the list of {name} for {service} on {day:day} is kept for {minutes:int} minutes")
def kept_for(world, name, service, day, minutes):
    session = world.person(name).session.split(".")[0]
    key = f"expose:session:{session}:{world.salon}:{world.date(day)}:{world.names[service]}:all"
    left = int(world.installation.redis(f"TTL {key}").strip().lstrip(":"))
    assert int(minutes) * 60 - 10 <= left <= int(minutes) * 60, left


@step(r"it comes back after the sticky list is forgotten")
def forget(world):
    """Redis forgets what was shown, as it may at any moment."""
    world.installation.redis("FLUSHALL")


@step(r"exposures have been remembered for more than an hour")
def remembered_for_an_hour(world):
    before = world.installation.redis("GET exposures:since")
    long_ago = int(world.installation.redis("TIME").split("\r\n")[2]) - 4000
    world.installation.redis(f"SET exposures:since {long_ago}")
    assert before is not None
    world.undo.append(lambda: world.installation.redis("DEL exposures:since"))


@step(r"the day {day:day} of {service}(?: with {stylist})? has the starts (?P<starts>[\d:, ]+|none)")
def starts_of(world, day, service, starts, stylist=None):
    found = [slot["local_start"][11:16] for slot in world.slots(day, service, stylist) if slot["status"] != "blocked"]
    assert found == ([] if starts == "none" else starts.split(", ")), found


@step(r"the local times of {day:day} have the offsets (?P<offsets>[-+\d:, ]+)")
def offsets_of(world, day, offsets):
    found = []
    for slot in world.slots(day):
        offset = slot["local_start"][19:].replace("Z", "+00:00")
        if not found or found[-1] != offset:
            found.append(offset)
    assert found == offsets.split(", "), found
