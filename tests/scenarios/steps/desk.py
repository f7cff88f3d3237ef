"""What staff see and do: generation, lists, the audit, live events, the stylist's day, and who may do what."""
import http.client
import json
import re
import threading
import urllib.parse
import uuid

from runner import step

REPORT = ("created", "kept", "updated", "blocked", "removed")


@step(r"{who:who} generates times for {first:day} to {last:day}(?P<dry>, only to see what would be)?(?P<later>, to be done later)?")
def generates(world, who, first, last, dry=None, later=None):
    body = {"location_id": world.salon, "from": str(world.date(first)), "to": str(world.date(last)), "dry_run": bool(dry)}
    headers = {"Prefer": "respond-async"} if later else {}
    world.say(world.person(who), "POST", "/admin/v1/slots/generate", body, headers=headers)


@step(r"the report says (?P<claims>\d+ \w+(?:, \d+ \w+)*)")
def report_says(world, claims):
    """Numbers that are not named are 0."""
    wanted = dict.fromkeys(REPORT, 0) | {word: int(number) for number, word in (claim.split() for claim in claims.split(", "))}
    report = world.last().json()
    found = {name: report[name] for name in REPORT} | {"conflicts": len(report["conflicts"])}
    assert found == {"conflicts": 0} | wanted, found


@step(r"the report has a conflict")
def report_has_conflict(world):
    assert world.last().json()["conflicts"]


@step(r"the report names the booking of {name} as a conflict")
def report_names(world, name):
    conflicts = [conflict["booking_id"] for conflict in world.last().json()["conflicts"]]
    assert world.person(name).booking["id"] in conflicts, conflicts


@step(r"the salon's hours are worked into its times")
def settled(world):
    """The jobs that changes have asked for are done."""
    open_jobs = f"SELECT count(*) FROM jobs WHERE location_id = '{world.salon}' AND state IN ('waiting', 'running')"
    world.wait(lambda: world.installation.sql(open_jobs) == "0", "the end of the salon's jobs", 30)


@step(r"the job is done in the end, {total:int} of {total_again:int} days")
def job_is_done(world, total, total_again):
    path = world.last().headers["Location"]
    seen = []

    def done():
        reply = world.say(world.admin, "GET", path)
        seen.append(reply.json()["done"])
        return reply.json()["state"] == "done"
    world.wait(done, "the end of the job", 30)
    job = world.last().json()
    assert seen == sorted(seen)
    assert (job["done"], job["total"]) == (int(total), int(total_again)), job


@step(r"{who:who} lists the bookings(?: with (?P<query>\S.*))?")
def lists_bookings(world, who, query=None):
    path = f"/admin/v1/bookings?location_id={world.salon}" + (f"&{world.fill(query)}" if query else "")
    world.say(world.person(who), "GET", path.replace("+", "%2B"))


@step(r"the list has the bookings? of (?P<owners>nobody|\"[^\"]+\"(?:, \"[^\"]+\")*)")
def list_has(world, owners):
    names = re.findall(r'"([^"]+)"', owners)
    found = [item["id"] for item in world.last().json()["items"]]
    assert found == [world.person(name).booking["id"] for name in names], found


@step(r"{who:who} reads the audit of {whose}")
def reads_audit(world, who, whose):
    path = f"/admin/v1/audit?entity_id={world.person(whose).booking['id']}"
    world.wait(lambda: all(row["hash"] for row in world.ask(world.admin, "GET", path).json()["items"]), "the seal on every row")
    world.say(world.person(who), "GET", path)


@step(r"the audit tells (?P<actions>[\w., ]+), all sealed")
def audit_tells(world, actions):
    rows = world.last().json()["items"]
    rows.sort(key=lambda row: row["position"])
    assert [row["action"] for row in rows] == actions.split(", "), [row["action"] for row in rows]
    assert all(row["hash"] and row["subject"] and row["request_id"] for row in rows)


class Follower(threading.Thread):
    """A client of the live changes."""

    def __init__(self, web, person, path, last_event_id=None):
        super().__init__(daemon=True)
        address = urllib.parse.urlsplit(web.direct or web.url)
        self.connection = http.client.HTTPConnection(address.hostname, address.port, timeout=30)
        headers = person.headers() | ({"Last-Event-ID": last_event_id} if last_event_id else {})
        self.connection.request("GET", path, headers={**headers, "Accept": "text/event-stream"})
        self.reply = self.connection.getresponse()
        self.events = []

    def run(self):
        event = {}
        try:
            for raw in self.reply:
                name, _, value = raw.decode().rstrip("\n").partition(": ")
                if name in ("id", "event", "data"):
                    event[name] = value
                elif not name and event:
                    self.events.append(event)
                    event = {}
        except (OSError, ValueError, AttributeError):
            pass  # the test has closed the connection

    def close(self):
        self.connection.sock and self.connection.sock.shutdown(2)
        self.connection.close()
        self.join(5)


def follow(world, who, last_event_id=None):
    follower = Follower(world.web, world.person(who), f"/admin/v1/events?location_id={world.salon}", last_event_id)
    assert follower.reply.status == 200
    assert follower.reply.getheader("Content-Type").startswith("text/event-stream")
    follower.start()
    world.undo.append(follower.close)
    world.followers[who] = follower


@step(r"{who:who} follows what happens")
def follows(world, who):
    follow(world, who)


@step(r"{who:who} follows again from the (?P<place>first|last) event they saw")
def follows_again(world, who, place):
    seen = world.followers[who].events[0 if place == "first" else -1]["id"]
    world.names["seen"] = seen
    follow(world, who, seen)


@step(r"{who:who} hears of (?P<types>[\w.]+(?:, [\w.]+)*)(?: for the booking of {name})?")
def hears(world, who, types, name=None):
    follower, wanted = world.followers[who], types.split(", ")

    def about():
        events = [event for event in follower.events if name is None or json.loads(event["data"])["booking_id"] == world.person(name).booking["id"]]
        return [event for event in events if event["event"] in wanted]
    world.wait(lambda: len(about()) >= len(wanted), f"{wanted} in {[event['event'] for event in follower.events]}")
    assert [event["event"] for event in about()] == wanted
    positions = [int(event["id"]) for event in follower.events]
    assert positions == sorted(set(positions))


@step(r"{who:who} hears of no personal data of {name}")
def hears_nothing_personal(world, who, name):
    told = json.dumps(world.followers[who].events)
    person = world.person(name)
    assert person.phone not in told and person.phone[1:] not in told


@step(r"{who:who} looks at their day {day:day}")
def own_day(world, who, day):
    world.say(world.person(who), "GET", f"/v1/stylist/day?date={world.date(day)}")


@step(r"{who:who} asks why the times of {service} on {day:day} are as they are(?: for {viewer})?")
def asks_why(world, who, service, day, viewer=None):
    path = f"/admin/v1/exposure/explain?location_id={world.salon}&service_id={world.names[service]}&date={world.date(day)}"
    if viewer:
        path += f"&subject=session:{world.person(viewer).session.split('.')[0]}"
    world.say(world.person(who), "GET", path)


@step(r"the reason for {time:time} is (?P<reason>\w+)(?: with the booking of {name})?(?: by the rule {rule})?")
def reason_for(world, time, reason, name=None, rule=None):
    slot = next(slot for slot in world.last().json()["slots"] if slot["local_start"][11:16] == time)
    assert slot["is_eligible"] == (reason == "none")
    assert slot["reason"] == (None if reason == "none" else reason), slot
    assert name is None or slot["busy_with_booking_id"] == world.person(name).booking["id"], slot
    assert rule is None or slot["closed_by_rule_id"] == world.names[rule], slot


@step(r"the explanation shows what {name} was shown for {service} on {day:day}")
def explanation_agrees(world, name, service, day):
    path = f"/v1/slots?location_id={world.salon}&service_id={world.names[service]}&date={world.date(day)}"
    shown = {slot["id"] for slot in world.ask(world.person(name), "GET", path).json()["slots"]}
    assert {slot["id"] for slot in world.last().json()["slots"] if slot["is_shown"]} == shown
    assert world.last().json()["is_sticky"]


def operations(world):
    """Every operation that the OpenAPI document names."""
    for path, item in world.arrange("GET", "/openapi.json")["paths"].items():
        for method in item:
            if method in ("get", "post", "patch", "delete", "put"):
                yield method.upper(), path


@step(r"every operation of the document is open to exactly these roles")
def matrix(world, table):
    """A table of operations (method and path, * for the rest of the path) and, for each person, whether they may: yes, or the refusal's status."""
    people, wrong, asked = table[0][1:], [], 0
    for method, path in operations(world):
        row = next((row for row in table[1:] if re.fullmatch(re.escape(row[0]).replace(r"\*", ".*"), f"{method} {path}")), None)
        if row is None:
            wrong.append(f"no row speaks of {method} {path}")
            continue
        if row[1] == "-":
            continue
        for who, wanted in zip(people, row[1:]):
            body = {} if method in ("POST", "PATCH") else None
            reply = world.ask(world.person(who), method, path.replace("{id}", str(uuid.uuid4())), body)
            refused = reply.status if reply.status in (401, 403) else "yes"
            asked += 1
            if str(refused) != wanted or reply.status >= 500:
                wrong.append(f"{who}: {method} {path} gives {reply.status}, not {wanted}")
    assert not wrong, "\n".join(wrong)
    assert asked > 200
