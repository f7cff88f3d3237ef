"""Holds, confirmations, cancellations and moves, by customers and by the desk."""
import json
import uuid

from runner import step

WITH_KEY = r"(?: with (?P<quoted>the quoted key|the key) (?P<key>\"[^\"]*\"))?"


def key_of(world, quoted, key):
    if key is None:
        return None
    text = f"{key.strip(chr(34))}-{world.run}"
    return f'"{text}"' if quoted == "the quoted key" else text


def hold_body(world, person, service, time, day, stylist=None):
    return {"slot_id": world.slot(time, day, service, stylist)["id"]}


def keep(world, person, reply):
    if reply.status == 201:
        person.booking = reply.json()
    return reply


@step(r"{who:who} (?:holds|has held) {service} at {time:time} on {day:day}(?: with {stylist})?" + WITH_KEY)
def holds(world, who, service, time, day, stylist=None, quoted=None, key=None):
    person = world.person(who)
    body = hold_body(world, person, service, time, day, stylist)
    keep(world, person, world.say(person, "POST", "/v1/bookings", body, key=key_of(world, quoted, key)))


@step(r"{who:who} holds {service} at {time:time} on {day:day} for the phone {phone}")
def holds_for_a_phone(world, who, service, time, day, phone):
    person = world.person(who)
    body = {**hold_body(world, person, service, time, day), "customer_name": person.name, "customer_phone": phone}
    keep(world, person, world.say(person, "POST", "/v1/bookings", body))


@step(r"{who:who} holds {service} at {time:time} on {day:day} without a key")
def holds_without_a_key(world, who, service, time, day):
    person = world.person(who)
    world.say(person, "POST", "/v1/bookings", hold_body(world, person, service, time, day), key="")


@step(r"{who:who} holds a time that was shown to them for {service} on {day:day}")
def holds_a_shown_time(world, who, service, day):
    person = world.person(who)
    shown = world.ask(person, "GET", f"/v1/slots?location_id={world.salon}&service_id={world.names[service]}&date={world.date(day)}").json()
    keep(world, person, world.say(person, "POST", "/v1/bookings", {"slot_id": shown["slots"][0]["id"]}))


def crowd(world, wanted):
    """Each a viewer of their own, all at once."""
    guests = [world.new_guest(f"viewer {number}") for number in range(len(wanted))]
    pairs = zip(guests, wanted)
    requests = [lambda guest=guest, slot=slot: keep(world, guest, world.ask(guest, "POST", "/v1/bookings", {"slot_id": slot}))
                for guest, slot in pairs]
    world.at_once(requests)


@step(r"{count:int} viewers hold {service} at {time:time} on {day:day} at once")
def viewers_hold(world, count, service, time, day):
    crowd(world, [world.slot(time, day, service)["id"]] * int(count))


@step(r"{count:int} viewers hold these times on {day:day} at once")
def viewers_hold_these(world, count, day, table):
    """A table of service and time; the viewers take them in turn."""
    slots = [world.slot(time, day, service)["id"] for service, time in table]
    crowd(world, [slots[number % len(slots)] for number in range(int(count))])


@step(r"{count:int} times at once {who:who} sends the same hold of {service} at {time:time} on {day:day}")
def same_hold_many_times(world, count, who, service, time, day):
    person = world.person(who)
    body, key = hold_body(world, person, service, time, day), str(uuid.uuid4())
    world.at_once([lambda: keep(world, person, world.ask(person, "POST", "/v1/bookings", body, key=key))] * int(count))


@step(r"{first:int} of them succeeds?(?: and the others are refused with (?P<codes>\w+(?: or \w+)*))?")
def of_them_succeed(world, first, codes=None):
    won = [reply for reply in world.crowd if reply.status < 300]
    lost = [reply.json()["code"] for reply in world.crowd if reply.status >= 300]
    assert len(won) == int(first), f"{len(won)} succeeded; {sorted(set(lost))}"
    assert set(lost) <= set((codes or "").split(" or ")), sorted(set(lost))


@step(r"all of them get the same bytes, one booking")
def all_the_same_bytes(world):
    answered = [reply for reply in world.crowd if reply.status != 409 or reply.json()["code"] != "REQUEST_IN_PROGRESS"]
    assert {reply.status for reply in answered} == {201}
    assert len({reply.body for reply in answered}) == 1
    assert sum(reply.headers.get("Idempotent-Replayed") != "true" for reply in answered) == 1


def details(person):
    return {"customer_name": person.name, "customer_phone": person.phone}


def act(world, who, verb, body, whose=None, **options):
    person = world.person(who)
    booking = (world.person(whose) if whose else world.person('"' + who.split('"')[1] + '"')).booking
    reply = world.say(person, "POST", f"/v1/bookings/{booking['id']}/{verb}", body, **options)
    return reply


@step(r"{who:who} confirms(?P<whose> the booking of \"[^\"]+\")?" + WITH_KEY)
def confirms(world, who, whose=None, quoted=None, key=None):
    owner = whose.removeprefix(" the booking of ") if whose else None
    body = details(world.person(owner or '"' + who.split('"')[1] + '"'))
    act(world, who, "confirm", body, owner, key=key_of(world, quoted, key))


@step(r"{who:who} confirms with")
def confirms_with(world, who, table):
    act(world, who, "confirm", world.fields(table))


@step(r"{who:who} has (?:a confirmed booking of|booked) {service} at {time:time} on {day:day}(?: with {stylist})?")
def has_booked(world, who, service, time, day, stylist=None):
    person = world.person(who)
    person.booking = world.arrange("POST", "/v1/bookings", hold_body(world, person, service, time, day, stylist), person=person)
    token = person.booking["booking_token"]
    person.booking = world.arrange("POST", f"/v1/bookings/{person.booking['id']}/confirm", details(person), person=person)
    person.booking["booking_token"] = token


@step(r"{who:who} cancels(?P<whose> the booking of \"[^\"]+\")?" + WITH_KEY)
def cancels(world, who, whose=None, quoted=None, key=None):
    act(world, who, "cancel", {}, whose.removeprefix(" the booking of ") if whose else None, key=key_of(world, quoted, key))


@step(r"{who:who} moves(?P<whose> the booking of \"[^\"]+\")? to {time:time} on {day:day} of {service}(?: with {stylist})?" + WITH_KEY)
def moves(world, who, time, day, service, whose=None, stylist=None, quoted=None, key=None):
    body = {"slot_id": world.slot(time, day, service, stylist)["id"]}
    act(world, who, "reschedule", body, whose.removeprefix(" the booking of ") if whose else None, key=key_of(world, quoted, key))


@step(r"the desk has moved the booking of {name} to {time:time} on {day:day} of {service}")
def desk_has_moved(world, name, time, day, service):
    body = {"slot_id": world.slot(time, day, service)["id"]}
    world.arrange("PATCH", f"/admin/v1/bookings/{world.person(name).booking['id']}", body)


@step(r"{first} and {second} swap their times at once")
def swap(world, first, second):
    """Each wants the other's time, which is only free when the other has left it."""
    pair = [world.person(f'"{first}"'), world.person(f'"{second}"')]
    wanted = [pair[1].booking["slot_id"], pair[0].booking["slot_id"]]
    world.at_once([lambda one=one, slot=slot: world.ask(one, "POST", f"/v1/bookings/{one.booking['id']}/reschedule", {"slot_id": slot})
                   for one, slot in zip(pair, wanted)])


@step(r"{who:who} looks at (?:their booking|the booking of (?P<whose>\"[^\"]+\"))")
def looks(world, who, whose=None):
    person = world.person(who)
    booking = (world.person(whose) if whose else world.person('"' + who.split('"')[1] + '"')).booking
    world.say(person, "GET", f"/v1/bookings/{booking['id']}")


@step(r"the hold of {name} has run out")
def has_run_out(world, name):
    person = world.person(name)
    gone = lambda: world.ask(person, "GET", f"/v1/bookings/{person.booking['id']}").json()["status"] == "expired"
    world.wait(gone, "the end of the hold")


@step(r"the worker has tidied the hold of {name} up")
def tidied(world, name):
    booking = world.person(name).booking["id"]
    world.wait(lambda: world.installation.sql(f"SELECT status FROM bookings WHERE id = '{booking}'") == "expired", "the worker's round")


@step(r"{who:who} books {service} at {time:time} on {day:day}(?: with {stylist})? for a customer" + WITH_KEY)
def staff_books(world, who, service, time, day, table, stylist=None, quoted=None, key=None):
    """POST /admin/v1/bookings with the fields of the table."""
    person = world.person(who)
    body = {"slot_id": world.slot(time, day, service, stylist)["id"], **world.fields(table)}
    keep(world, person, world.say(person, "POST", "/admin/v1/bookings", body, key=key_of(world, quoted, key)))


@step(r"{who:who} changes the booking of {whose}: {change:rest}")
def staff_changes(world, who, whose, change):
    booking = world.person(f'"{whose}"').booking["id"]
    world.say(world.person(who), "PATCH", f"/admin/v1/bookings/{booking}", json.loads(world.fill(change)))


@step(r"{who:who} changes version {version:int} of the booking of {whose} with (?P<quoted>the key) (?P<key>\"[^\"]*\"): {change:rest}")
def staff_changes_a_version(world, who, version, whose, quoted, key, change):
    booking = world.person(f'"{whose}"').booking["id"]
    world.say(world.person(who), "PATCH", f"/admin/v1/bookings/{booking}", json.loads(world.fill(change)),
              headers={"If-Match": f'"v{version}"'}, key=key_of(world, quoted, key))


@step(r"{time:time} on {day:day} of {service} has {held:int} held and {booked:int} booked(?:, and is (?P<status>\w+))?")
def counters(world, time, day, service, held, booked, status=None):
    slot = world.slot(time, day, service)
    assert (slot["hold"], slot["booked"]) == (int(held), int(booked)), slot
    assert status in (None, slot["status"]), slot
