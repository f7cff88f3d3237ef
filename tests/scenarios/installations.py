"""Where scenarios run: everything in one process, each service in processes of its own behind the gateway, with other settings, and through
a judge of the OpenAPI document. All share one PostgreSQL, one Redis and one key file."""
import itertools
import json
import os
import pathlib
import signal
import subprocess
import tempfile
import uuid

from salon import ROOT, Salon, free_port, run, until
from serving import NO_LIMITS, Serving
from web import Web, send

ADMIN = "admin@example.test"
ADMIN_PASSWORD = "a password for the tests"
ADDRESSES = itertools.count(1)


class Installation:
    """Where a scenario sends its requests; `desk` prepares what it needs without being limited."""

    def __init__(self, ground, web, desk=None, has_addresses=False):
        self.ground, self.web, self.desk, self.has_addresses = ground, web, desk or web, has_addresses
        self.admin_token = ground.admin_token

    def sql(self, statement):
        return self.ground.psql.ask(statement)

    def redis(self, command):
        return self.ground.salon.ask_redis(command)

    def next_address(self):
        """Another client address for each scenario, where addresses are limited."""
        number = next(ADDRESSES)
        return f"198.18.{number // 250}.{number % 250 + 1}" if self.has_addresses else ""


class InTurn:
    """Several addresses of one installation: each request goes to the next."""

    def __init__(self, webs):
        self.webs = itertools.cycle(webs)

    def request(self, *what, **more):
        return next(self.webs).request(*what, **more)


class Psql:
    """One psql that stays: starting another for every question takes longer than the answers."""

    def __init__(self, salon):
        self.process = subprocess.Popen(["psql", "-h", "/proc/self/cwd", "-U", "salon", "-d", "salon", "-Atq"], cwd=salon.data / "run",
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def ask(self, statement):
        mark = uuid.uuid4().hex
        self.process.stdin.write(f"{statement};\n\\echo {mark}\n")
        self.process.stdin.flush()
        lines = []
        while (line := self.process.stdout.readline().rstrip("\n")) != mark:
            assert self.process.poll() is None, lines
            lines.append(line)
        assert not any(line.startswith("ERROR:") for line in lines), lines
        return "\n".join(lines)

    def end(self):
        self.process.stdin.close()
        self.process.wait(10)
        self.process.stdout.close()


class Ground:
    """One installation with an administrator, and what was started beside it."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.salon = Salon(self.folder / "data", "--empty", env=NO_LIMITS)
        self.started, self.made, self.behind = [], {}, {}

    def __enter__(self):
        self.salon.start()
        made = run("admin", "create", "--email", ADMIN, "--password-file", "-", "--data", self.salon.data, stdin=ADMIN_PASSWORD + "\n")
        assert made.returncode == 0, made.stderr
        reply = send(self.salon.url, "POST", "/auth/v1/login", {"email": ADMIN, "password": ADMIN_PASSWORD}, {}, 20)
        assert reply.status == 200, reply.body
        self.admin_token = reply.json()["access_token"]
        self.psql = Psql(self.salon)
        self.started.append(self.psql)
        return self

    def __exit__(self, *_):
        for one in self.started:
            if isinstance(one, Serving):
                one.process.terminate()
        for one in reversed(self.started):
            one.end()
        self.salon.end()

    def installation(self, name):
        if name not in self.made:
            self.made[name] = MAKERS[name](self)
        return self.made[name]

    def serve(self, name, target="all", env=None):
        served = Serving(self.salon, name, target, {**NO_LIMITS, **(env or {})})
        served.start()
        self.started.append(served)
        return served


def whole(ground):
    return Installation(ground, Web(ground.salon.url))


def behind(ground):
    """Two processes of the services that customers meet, one of the others; the addresses a gateway needs. Gateways share them."""
    if not ground.behind:
        for target, count in [("auth", 1), ("availability", 1), ("slot", 2), ("booking", 2)]:
            ground.behind |= replicas(ground, target, count)
        ground.serve("worker", "worker")
    return ground.behind


def replicas(ground, target, count, name=None, env=None):
    trusting = {"SALON_TRUSTED_PROXIES": "127.0.0.1", **(env or {})}
    served = [ground.serve(f"{name or target}-{number}", target, trusting) for number in range(count)]
    return {f"SALON_UPSTREAM_{target.upper()}": ",".join(one.address() for one in served)}


def split(ground):
    return Installation(ground, Web(ground.serve("gateway", "gateway", behind(ground)).url))


SHORT_HOLDS = {"SALON_HOLD_SECONDS": "1"}
SMALL_LIMITS = {"SALON_RATE_LIMIT_READS": "5", "SALON_RATE_LIMIT_BOOKINGS": "2", "SALON_RATE_LIMIT_STAFF": "4", "SALON_RATE_LIMIT_LOGIN": "3",
                "SALON_TRUSTED_PROXIES": "127.0.0.1"}


def short_holds(ground):
    served = ground.serve("short-holds", env=SHORT_HOLDS)
    return Installation(ground, Web(served.url), Web(ground.salon.url))


def short_holds_split(ground):
    addresses = behind(ground) | replicas(ground, "booking", 2, "short-holds-booking", SHORT_HOLDS)
    served = ground.serve("short-holds-gateway", "gateway", addresses)
    return Installation(ground, Web(served.url), Web(ground.salon.url))


def small_limits(ground):
    served = ground.serve("small-limits", env=SMALL_LIMITS)
    return Installation(ground, Web(served.url), Web(ground.salon.url), has_addresses=True)


def small_limits_split(ground):
    """Gateways count, and two of them together."""
    served = [ground.serve(f"small-limits-gateway-{number}", "gateway", behind(ground) | SMALL_LIMITS) for number in range(2)]
    return Installation(ground, InTurn([Web(one.url) for one in served]), Web(ground.salon.url), has_addresses=True)


def behind_the_gateway(ground):
    served = ground.serve("behind-the-gateway", "slot")
    return Installation(ground, Web(served.url), Web(ground.salon.url))


def shows_nobody(ground):
    """Any eligible time may be held, shown or not (D36)."""
    served = ground.serve("shows-nobody", env={"SALON_EXPOSURE_ENFORCE": "0"})
    return Installation(ground, Web(served.url), Web(ground.salon.url))


class Prism:
    """`prism proxy --errors`: refuses what the served OpenAPI document does not allow, in requests and in replies."""

    def __init__(self, upstream, folder, change=lambda document: document):
        document = pathlib.Path(folder) / "openapi.json"
        document.write_text(json.dumps(change(send(upstream, "GET", "/openapi.json", None, {}, 20).json())))
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = open(pathlib.Path(folder) / "prism.log", "w")
        program = [str(ROOT / "tools/node/run"), "prism"]
        self.process = subprocess.Popen([*program, "proxy", "--errors", "-h", "127.0.0.1", "-p", str(self.port), str(document), upstream],
                                        stdin=subprocess.DEVNULL, stdout=self.log, stderr=subprocess.STDOUT, start_new_session=True)

    def start(self):
        until(self.answers, 60, "prism")
        return self

    def answers(self):
        try:
            return send(self.url, "GET", "/healthz", None, {}, 5).status in (200, 500)
        except OSError:
            assert self.process.poll() is None, pathlib.Path(self.log.name).read_text()
            return False

    def end(self):
        os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait(10)
        self.log.close()


def judge(ground, change=lambda document: document):
    one = Prism(ground.salon.url, tempfile.mkdtemp(dir=ground.folder), change)
    ground.started.append(one)
    return Web(one.start().url, ground.salon.url)


def prism(ground):
    return Installation(ground, judge(ground), Web(ground.salon.url))


MAKERS = {"whole": whole, "split": split, "short holds": short_holds, "short holds split": short_holds_split, "small limits": small_limits,
          "small limits split": small_limits_split, "unshown times": shows_nobody, "behind the gateway": behind_the_gateway, "prism": prism}
