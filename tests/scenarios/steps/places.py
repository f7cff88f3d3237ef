"""Salons, who works there, what they offer and when."""
import uuid
import zoneinfo

from runner import step
from world import PASSWORD

REGIONS = {"Asia/Dubai": ("AE", "AED"), "Europe/London": ("GB", "GBP"), "America/New_York": ("US", "USD")}
HORIZON = 12


@step(r"a salon in (?P<zone>\S+)(?P<where> elsewhere)?")
def a_salon(world, zone, where=None):
    """A place that has nothing yet; `elsewhere` is a second one."""
    region, currency = REGIONS.get(zone, ("AE", "AED"))
    made = world.arrange("POST", "/admin/v1/locations", {"name": f"Salon {uuid.uuid4().hex[:12]}", "timezone": zone, "region": region,
                                                        "currency": currency, "horizon_days": HORIZON})
    world.names["elsewhere" if where else "salon"] = made["id"]
    if not where:
        world.salon = made["id"]
        world.zone = zoneinfo.ZoneInfo(zone)


@step(r"the salon elsewhere is meant from now on")
def elsewhere_is_meant(world):
    world.salon = world.names["elsewhere"]


@step(r"a salon in (?P<zone>\S+) open every day from {start:time} to {end:time}(?P<over> the next day)?"
      r"(?:, a start every {every:int} minutes)?(?:, {places:int} places each)?")
def an_open_salon(world, zone, start, end, every="30", places="1", over=None):
    a_salon(world, zone)
    weekly = {"location_id": world.salon, "rule_kind": "WEEKLY", "days_of_week": [1, 2, 3, 4, 5, 6, 7], "start_time": start,
              "end_time": end, "slot_granularity_minutes": int(every), "slot_capacity": int(places), "end_day_offset": int(bool(over))}
    world.names["opening hours"] = world.arrange("POST", "/admin/v1/availabilities", weekly)["id"]


@step(r"the salon has")
def the_salon_has(world, table):
    """Settings of the salon, by their columns."""
    world.arrange("PATCH", f"/admin/v1/locations/{world.salon}", world.fields(table))


@step(r"a stylist {name}(?: who can {skill})?")
def a_stylist(world, name, skill=None):
    body = {"location_id": world.salon, "name": name, "skills": [skill] if skill else []}
    world.names[name] = world.arrange("POST", "/admin/v1/stylists", body)["id"]


def add_service(world, name, **columns):
    made = world.arrange("POST", "/admin/v1/services", {"location_id": world.salon, "name": name, **columns})
    world.names[name] = made["id"]


@step(r"a service {name} of {minutes:int} minutes(?P<alone> without a stylist)?(?: that needs {skill})?")
def a_service(world, name, minutes, alone=None, skill=None):
    more = {"required_skill": skill} if skill else {}
    add_service(world, name, duration_minutes=int(minutes), requires_stylist=not alone, price_minor=12000, **more)


@step(r"a service {name} of {busy:int} busy, {waiting:int} waiting and {again:int} busy minutes")
def a_service_in_phases(world, name, busy, waiting, again):
    phases = [{"minutes": int(busy), "active": True}, {"minutes": int(waiting), "active": False}, {"minutes": int(again), "active": True}]
    add_service(world, name, duration_minutes=sum(phase["minutes"] for phase in phases), phases=phases)


@step(r"a rule with")
def a_rule(world, table):
    world.arrange("POST", "/admin/v1/availabilities", {"location_id": world.salon, **world.fields(table)})


@step(r"the salon is closed on {day:day} from {start:time} to {end:time}")
def closed(world, day, start, end):
    rule = {"location_id": world.salon, "rule_kind": "EXCEPTION", "valid_from": str(world.date(day)), "start_time": start, "end_time": end,
            "is_closed": True}
    world.names["closure"] = world.arrange("POST", "/admin/v1/availabilities", rule)["id"]


def generate(world, first, last, **more):
    body = {"location_id": world.salon, "from": str(world.date(first)), "to": str(world.date(last)), **more}
    return world.arrange("POST", "/admin/v1/slots/generate", body)


@step(r"times for {day:day}")
def times_for(world, day):
    generate(world, day, day)


@step(r"times for {first:day} to {last:day}")
def times_from_to(world, first, last):
    generate(world, first, last)


@step(r"{name} is (?P<role>manager|frontdesk|admin)(?P<where> here| elsewhere)?")
def an_account_of_staff(world, name, role, where=None):
    email = f"{name.lower()}-{world.run}@example.test"
    places = [] if role == "admin" else [world.salon if where == " here" else world.names["elsewhere"]]
    body = {"email": email, "password": PASSWORD, "role": role, "location_ids": places}
    world.names[f"{name}'s account"] = world.arrange("POST", "/admin/v1/staff", body)["id"]
    world.sign_in(name, email)


@step(r"{name} is the stylist {stylist}")
def an_account_of_a_stylist(world, name, stylist):
    email = f"{name.lower()}-{world.run}@example.test"
    body = {"email": email, "password": PASSWORD, "role": "stylist", "location_ids": [world.salon], "stylist_id": world.names[stylist]}
    world.arrange("POST", "/admin/v1/staff", body)
    world.sign_in(name, email)


@step(r"{name} has an account(?P<kept> and keeps their session)?")
def an_account(world, name, kept=None):
    email = f"{name.lower()}-{world.run}@example.test"
    session = world.person(name).session if kept else ""
    world.arrange("POST", "/auth/v1/register", {"email": email, "password": PASSWORD})
    world.sign_in(name, email).session = session
