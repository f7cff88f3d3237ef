"""P1–P3: what nginx would do with the same bytes. Both sides are asked by the same checking load, which costs about what wrk costs."""
import contextlib
import datetime
import http.client
import re
import subprocess

import data
from measure import load
from processes import Failed, plain_environment
from profiling import profile
from results import Row, compared, median_of, median_parts
from servers import SERVER_THREADS, Nginx

SESSIONS = 2000
WARM_SECONDS = 1
DAYS_LOOKED_AT = 7
FIRST_LOOKS = 25  # percent
DATES = 30
# Fields that nginx writes by itself.
NGINX_WRITES = {"content-type", "content-length", "date", "server", "connection"}
PADDING = "X-Padding"


def reply_of(port, target, session=None):
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        connection.request("GET", target, headers={"X-Session-Id": session} if session else {})
        reply = connection.getresponse()
        body = reply.read().decode()
    if reply.status != 200:
        raise Failed(f"{target}: {reply.status} {body[:300]}")
    return reply.getheaders(), body


def head_size(headers):
    return sum(len(name) + len(value) + 4 for name, value in headers)


@contextlib.contextmanager
def twin_of(stage, name, headers, body):
    """nginx with one of our replies, as long as ours to the byte."""
    kept = [(key, value) for key, value in headers if key.lower() not in NGINX_WRITES]
    with contextlib.ExitStack() as stack:
        draft = Nginx(stage.scratch, f"{name}-draft", body, kept, 1, stack)
        missing = head_size(headers) - head_size(reply_of(draft.port, "/")[0]) - len(PADDING) - 4
    if missing > 0:
        kept.append((PADDING, "x" * missing))
    with contextlib.ExitStack() as stack:
        nginx = Nginx(stage.scratch, name, body, kept, SERVER_THREADS, stack)
        if reply_of(nginx.port, "/")[1] != body:
            raise Failed("nginx does not answer with the bytes that it was given")
        yield nginx


def wrk_rate(port):
    """What wrk reaches on the same nginx, to show that our load is no brake."""
    done = subprocess.run(["wrk", "-t1", "-c64", "-d2s", f"http://127.0.0.1:{port}/"], capture_output=True, text=True, timeout=60,
                          env=plain_environment())
    found = re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)
    return float(found[1]) if found else 0.0


def nginx_note(port, twins):
    return f"nginx with wrk: {wrk_rate(port):.0f}/s, with the checking load: {median_of(twins, 'rate'):.0f}/s"


def cpu_note(ours, twins):
    return f"CPU µs of a request: {median_parts(ours)}; nginx: {median_parts(twins)}"


def sessions_file(stage, salon):
    path = stage.scratch.path / "sessions"
    load("sessions", salon.port, {}, 60, clients=16, threads=1, target="/v1/locations", most=SESSIONS, ledger=path)
    return path


def write_places(path, places):
    path.write_text("".join(f"{target} {date} {total}\n" for target, date, total in places))
    return path


def static_reply(stage):
    row = Row("P1", "small static JSON, /healthz, 64 clients", "requests/s", goal=0.95)
    with stage.salon("static") as salon:
        headers, body = reply_of(salon.port, "/healthz")
        file = stage.scratch.path / "static-body"
        file.write_text(body)
        ours, twins = [], []
        with twin_of(stage, "nginx-static", headers, body) as nginx:
            sides = [(salon.port, stage.processes(salon), ours), (nginx.port, {"server": nginx.process}, twins)]
            for port, processes, _ in sides:
                load("fixed", port, processes, WARM_SECONDS, target="/healthz", body=file)
            for _ in stage.rounds("P1"):
                for port, processes, samples in sides:
                    samples.append(load("fixed", port, processes, stage.pace.seconds, target="/healthz", body=file))
            profile(stage, "P1", salon, lambda: load("fixed", salon.port, sides[0][1], stage.pace.seconds, target="/healthz", body=file))
            row.notes += [nginx_note(nginx.port, twins), cpu_note(ours, twins)]
    return [compared(row, ours, twins)]


class SlotsRow:
    """Three sides in turn: viewers as they come, viewers who only come back, nginx."""

    def __init__(self, stage, salon):
        self.stage, self.salon = stage, salon
        chain, first = stage.chain, data.first_day()
        self.sessions = sessions_file(stage, salon)
        days = [first + datetime.timedelta(days=n) for n in range(DAYS_LOOKED_AT)]
        self.places = write_places(stage.scratch.path / "places", [
            (data.slots_target(location, location, day), day, chain.bookable_a_day) for day in days for location in range(1, chain.locations + 1)])
        self.pairs = 0  # of viewer and place, seen so far

    def ours(self, seconds, first_percent):
        sample = load("slots", self.salon.port, self.stage.processes(self.salon), seconds, sessions=self.sessions, places=self.places,
                      first_percent=first_percent, skip=self.pairs, seed=self.pairs + 1)
        self.pairs += sample.operations
        return sample

    def twin_reply(self):
        """Of the size that most replies have."""
        session = self.sessions.read_text().split()[0]
        lines = [line.split() for line in self.places.read_text().splitlines()[:50]]
        replies = [(*reply_of(self.salon.port, target, session), target, date, total) for target, date, total in lines]
        return sorted(replies, key=lambda reply: len(reply[1]))[len(replies) // 2]

    def run(self):
        headers, body, target, date, total = self.twin_reply()
        one_place = write_places(self.stage.scratch.path / "one-place", [(target, date, total)])
        mixed, back, twins = [], [], []
        with twin_of(self.stage, "nginx-slots", headers, body) as nginx:
            def twin(seconds):
                return load("slots", nginx.port, {"server": nginx.process}, seconds, sessions=self.sessions, places=one_place)
            self.ours(WARM_SECONDS, FIRST_LOOKS)
            twin(WARM_SECONDS)
            for _ in self.stage.rounds("P2"):
                mixed.append(self.ours(self.stage.pace.seconds, FIRST_LOOKS))
                twins.append(twin(self.stage.pace.seconds))
                back.append(self.ours(self.stage.pace.seconds, 0))
            profile(self.stage, "P2", self.salon, lambda: self.ours(self.stage.pace.seconds, FIRST_LOOKS))
            return mixed, back, twins, nginx_note(nginx.port, twins), len(body)


def slots(stage):
    with stage.salon("slots") as salon:
        mixed, back, twins, note, size = SlotsRow(stage, salon).run()
    chain = stage.chain
    what = f"GET /v1/slots, {chain.bookable_a_day} bookable a day, {FIRST_LOOKS} % first looks, 64 clients"
    row = compared(Row("P2", what, "requests/s", goal=0.8), mixed, twins)
    late = Row("P2 p99", "the same, p99", "µs", goal=3, at_most=True, ours=median_of(mixed, "p99_us"), baseline=median_of(twins, "p99_us"))
    late.ratio = late.ours / late.baseline if late.baseline else None
    row.also_met = bool(late.is_met)
    row.notes += [f"reply of {size} bytes; {note}", cpu_note(mixed, twins),
                  f"p50 {median_of(mixed, 'p50_us'):.0f} µs, nginx {median_of(twins, 'p50_us'):.0f} µs"]
    again = compared(Row("P2 back", "the same, only viewers who come back", "requests/s"), back, twins)
    again.notes.append(f"CPU µs of a request: {median_parts(back)}")
    return [row, late, again]


def dates(stage):
    chain, first = stage.chain, data.first_day()
    row = Row("P3", f"GET /v1/dates, {DATES} days, {chain.stylists} stylists, 64 clients", "requests/s", goal=0.5)
    with stage.salon("dates") as salon:
        sessions = sessions_file(stage, salon)
        lines = [(data.dates_target(location, location, DATES), first, chain.bookable_a_day) for location in range(1, chain.locations + 1)]
        places = write_places(stage.scratch.path / "months", lines)
        one_place = write_places(stage.scratch.path / "one-month", lines[:1])
        headers, body = reply_of(salon.port, lines[0][0], sessions.read_text().split()[0])
        ours, twins = [], []
        with twin_of(stage, "nginx-dates", headers, body) as nginx:
            def ask(port, processes, file, seconds):
                return load("dates", port, processes, seconds, sessions=sessions, places=file, days=DATES)
            ask(salon.port, stage.processes(salon), places, WARM_SECONDS)
            for _ in stage.rounds("P3"):
                ours.append(ask(salon.port, stage.processes(salon), places, stage.pace.seconds))
                twins.append(ask(nginx.port, {"server": nginx.process}, one_place, stage.pace.seconds))
            row.notes += [f"reply of {len(body)} bytes; {nginx_note(nginx.port, twins)}", cpu_note(ours, twins)]
    return [compared(row, ours, twins)]
