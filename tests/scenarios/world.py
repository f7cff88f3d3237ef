"""What one scenario knows: its salon, its people, their bookings and the replies so far."""
import concurrent.futures
import dataclasses
import datetime
import http.cookies
import itertools
import json
import re
import uuid
import zoneinfo

from salon import until

PHONES = itertools.count(1)
PASSWORD = "a long enough password"


def cookies_set_by(reply):
    """One text a cookie; a judge in between puts them all in one line."""
    return [cookie for line in reply.headers.get_all("Set-Cookie", []) for cookie in re.split(r",(?=\w+=)", line)]


@dataclasses.dataclass
class Person:
    name: str
    session: str = ""
    token: str = ""
    booking_token: str = ""
    booking: dict = None
    email: str = ""
    is_nobody: bool = False
    cookies: dict = dataclasses.field(default_factory=dict)  # of a page: value and path by name
    csrf: str = ""

    def __post_init__(self):
        self.phone = f"+97150{1000000 + next(PHONES):07d}"

    def headers(self, path="/"):
        cookies = "; ".join(f"{name}={value}" for name, (value, below) in self.cookies.items() if path.startswith(below))
        held = {"Authorization": f"Bearer {self.token}" if self.token else "", "X-Session-Id": self.session,
                "X-Booking-Token": self.booking_token, "Cookie": cookies}
        return {name: value for name, value in held.items() if value}

    def keep_cookies(self, reply):
        """As a browser does: what may last no longer goes."""
        for line in cookies_set_by(reply):
            for name, cookie in http.cookies.SimpleCookie(line).items():
                self.cookies[name] = (cookie.value, cookie["path"])
                if cookie["max-age"] == "0":
                    del self.cookies[name]


class World:
    def __init__(self, installation):
        self.installation = installation
        self.web, self.desk = installation.web, installation.desk
        self.run = uuid.uuid4().hex[:12]
        self.people, self.names = {}, {}
        self.zone, self.salon = None, None
        self.replies, self.crowd, self.followers = [], [], {}
        self.admin = Person("the admin", token=installation.admin_token)
        self.address = installation.next_address()
        self.undo = []
        self.ask_again = None

    # ---- people ----

    def person(self, who):
        """Who acts: the admin, nobody, a stranger, a named guest or account, or whoever bears the token of a booking."""
        if who == "the admin":
            return self.admin
        if who == "nobody":
            return Person("nobody", is_nobody=True)
        if who == "a stranger":
            return self.new_guest("a stranger")
        if who.startswith("the bearer of "):
            return Person(who, booking_token=self.people[who.split('"')[1]].booking["booking_token"], is_nobody=True)
        name = who.strip('"')
        if name not in self.people:
            self.people[name] = self.new_guest(name)
        return self.people[name]

    def new_guest(self, name):
        guest = Person(name)
        self.ask(guest, "GET", "/v1/locations?limit=1", through=self.desk)
        assert guest.session, "no session was given"
        return guest

    def sign_in(self, name, email):
        reply = self.ask(Person(name), "POST", "/auth/v1/login", {"email": email, "password": PASSWORD}, through=self.desk)
        assert reply.status == 200, reply.body
        self.people[name] = Person(name, token=reply.json()["access_token"], email=email)
        return self.people[name]

    # ---- talking ----

    def ask(self, person, method, path, body=None, headers=None, through=None, key=None):
        """One request as this person; a mutation gets a key of its own unless `key` says otherwise ("" is none)."""
        sent = person.headers(path)
        if self.address:
            sent["X-Forwarded-For"] = self.address
        if method not in ("GET", "HEAD") and not path.startswith("/auth/") and key != "":
            sent["Idempotency-Key"] = key or str(uuid.uuid4())
        sent.update(headers or {})
        reply = (through or self.web).request(method, path, body, sent)
        person.keep_cookies(reply)
        if reply.headers.get("X-Session-Id") and not person.is_nobody:
            person.session = reply.headers["X-Session-Id"]
        return reply

    def say(self, person, method, path, body=None, **options):
        """The same, as the scenario's own step: its reply is what the next steps speak of."""
        reply = self.ask(person, method, path, body, **options)
        self.replies.append(reply)
        return reply

    def arrange(self, method, path, body=None, person=None, **options):
        """A step that only prepares, and must succeed."""
        reply = self.ask(person or self.admin, method, path, body, through=self.desk, **options)
        assert reply.status < 300, f"{method} {path}: {reply.status} {reply.body.decode()}"
        return reply.json() if reply.body else None

    def at_once(self, requests):
        """All of them together, each given as a function; the replies, in their order."""
        with concurrent.futures.ThreadPoolExecutor(len(requests)) as pool:
            self.crowd = list(pool.map(lambda request: request(), requests))
        return self.crowd

    def look(self, person, path, headers=None):
        """A public list, which may be a second old (D21): `settled` asks again before it gives up."""
        self.ask_again = lambda: self.ask(person, "GET", path, headers=headers)
        return self.say(person, "GET", path, headers=headers)

    def settled(self, claim):
        """What is said of a public list comes true within two seconds."""
        def holds():
            try:
                claim(self.last().json())
            except AssertionError as problem:
                problems.append(problem)
                self.replies[-1] = self.ask_again()
                return False
            return True
        problems = []
        try:
            until(holds, 2, "the claim")
        except AssertionError:
            raise problems[-1] from None

    def last(self):
        return self.replies[-1]

    def last_as_text(self):
        if not self.replies:
            return "none"
        reply = self.last()
        return f"{reply.status} {dict(reply.headers)} {reply.body[:2000]!r}"

    # ---- time and place ----

    def today(self):
        return datetime.datetime.now(self.zone).date()

    def date(self, day):
        if match := re.fullmatch(r"day \+(\d+)", day):
            return self.today() + datetime.timedelta(days=int(match.group(1)))
        if day in ("today", "yesterday"):
            return self.today() - datetime.timedelta(days=int(day == "yesterday"))
        if day.endswith("Sunday"):
            return self.clock_change(is_forward="spring" in day)
        return datetime.date.fromisoformat(day)

    def clock_change(self, is_forward):
        """The next day on which the salon's clocks go forward or back."""
        midnight = lambda date: datetime.datetime.combine(date, datetime.time(), self.zone).utcoffset()
        for ahead in range(1, 370):
            date = self.today() + datetime.timedelta(days=ahead)
            change = midnight(date + datetime.timedelta(days=1)) - midnight(date)
            if change and (change > datetime.timedelta()) == is_forward:
                return date
        raise AssertionError("this zone's clocks do not change")

    def choose_zone(self, name):
        self.zone = zoneinfo.ZoneInfo(name)

    def slots(self, day, service=None, stylist=None):
        """Every slot of a day, as the desk sees them."""
        query = f"/admin/v1/slots?location_id={self.salon}&date={self.date(day)}"
        query += f"&service_id={self.names[service]}" if service else ""
        query += f"&stylist_id={self.names[stylist]}" if stylist else ""
        return self.arrange("GET", query)["items"]

    def slot(self, time, day, service=None, stylist=None):
        found = [slot for slot in self.slots(day, service, stylist) if slot["local_start"][11:16] == time]
        assert found, f"no slot at {time} of {day}"
        return found[0]

    def time_that_is_over(self):
        """A slot as it stands in the book five days after: the desk's times of day +0 or later, moved back."""
        old = str(uuid.uuid4())
        columns = "location_id, service_id, stylist_id, capacity, duration_minutes, active_offsets"
        self.installation.sql(f"INSERT INTO slot_instances (id, date, start_at, end_at, {columns}) SELECT '{old}', date - 5, start_at - interval "
                              f"'5 days', end_at - interval '5 days', {columns} FROM slot_instances WHERE location_id = '{self.salon}' LIMIT 1")
        return old

    # ---- words in angle brackets ----

    def fill(self, text):
        """`<salon>`, `<Haircut>`, `<Anna's booking>`, `<Anna's token>`, `<10:00 on day +2 of Haircut>`, `<day +2>`, `<its etag>`, `<someone>`."""
        return re.sub(r"<([^<>]+)>", lambda found: self.word(found.group(1)), text)

    def word(self, text):
        if match := re.fullmatch(r"(\d\d:\d\d) on (.+) of ([^<>]+)", text):
            return self.slot(match.group(1), match.group(2), match.group(3))["id"]
        if match := re.fullmatch(r"(.+)'s (booking|phone|email|session|forged session|csrf)", text):
            return self.of_person(self.person(f'"{match.group(1)}"'), match.group(2))
        if match := re.fullmatch(r"its ([\w.-]+)", text):
            return self.last().headers[match.group(1)] if match.group(1) in self.last().headers else str(self.value(match.group(1)))
        if text == "someone":
            return str(uuid.uuid4())
        if text == "unique":
            return f"unique-{self.run}"
        if text == "a time that is over":
            return self.time_that_is_over()
        if text in self.names:
            return self.names[text]
        return str(self.date(text))

    def of_person(self, person, what):
        if what == "booking":
            return person.booking["id"]
        if what == "forged session":
            return person.session.split(".")[0] + "." + "A" * 43
        return getattr(person, what)

    def value(self, path, reply=None):
        """`slots.0.id` of the last reply."""
        value = (reply or self.last()).json()
        for part in path.split("."):
            value = value[int(part)] if part.isdigit() else value[part]
        return value

    def fields(self, table):
        """A table of names and values as a JSON object; what is no JSON is a text."""
        return {name: self.literal(value) for name, value in table}

    def literal(self, text):
        text = self.fill(text)
        try:
            return json.loads(text)
        except ValueError:
            return text

    def wait(self, claim, what, seconds=15):
        return until(claim, seconds, what)

    def end(self):
        for undo in reversed(self.undo):
            undo()
