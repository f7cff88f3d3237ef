"""The real program, started and stopped as a person would. Standard library only.

SALON_PROGRAM names another program than build/release/salon."""
import contextlib
import http.client
import json
import os
import pathlib
import selectors
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parents[2]
NOBODY = 65534


def program():
    path = pathlib.Path(os.environ.get("SALON_PROGRAM", ROOT / "build/release/salon"))
    if not path.exists():
        raise FileNotFoundError(f"{path} is not built: ./dev build")
    return path


def environment(extra=None):
    """Ours, without settings of the program that happen to be set."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("SALON_")}
    return {**plain, **(extra or {})}


def run(*arguments, env=None, cwd=None, stdin=None, timeout=120, **options):
    """One command to its end."""
    return subprocess.run([str(options.pop("binary", program())), *map(str, arguments)], env=environment(env), cwd=cwd,
                          input=stdin, capture_output=True, text=True, timeout=timeout, **options)


def as_plain_user():
    """Options for a process that is not root, whoever runs the tests."""
    return {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}


def until(claim, seconds=30, what="it"):
    """Asks again and again until `claim()` is true; returns what it said."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        answer = claim()
        if answer:
            return answer
        selectors.DefaultSelector().select(0.05)
    raise AssertionError(f"{what} did not come true within {seconds} s")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def is_alive(pid):
    try:
        state = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def children_of(pid):
    """Of all its threads."""
    found = []
    for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            found += [int(child) for child in (task / "children").read_text().split()]
    return found


def environment_of(pid):
    entries = pathlib.Path(f"/proc/{pid}/environ").read_text().split("\0")
    return dict(entry.split("=", 1) for entry in entries if "=" in entry)


@contextlib.contextmanager
def frozen(*pids):
    """Processes that stand still, connections and all."""
    try:
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        yield
    finally:
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)


class Reply:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    def json(self):
        return json.loads(self.body)


class Salon:
    """`salon up` on a data folder. `with Salon(folder) as salon:` starts it, and stops it at the end."""

    def __init__(self, data, *arguments, env=None, binary=None, wait=True, **options):
        self.data = pathlib.Path(data)
        self.arguments = [str(binary or program()), "up", "--data", str(data), "--port", "0", *arguments]
        self.env, self.options, self.wait_for_ready = environment(env), options, wait
        self.process, self.url, self.output, self.log = None, None, "", None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.end()

    def start(self):
        self.data.parent.mkdir(parents=True, exist_ok=True)
        self.url, self.output = None, ""
        self.log = open(self.data.parent / f"{self.data.name}.log", "a+")
        self.process = subprocess.Popen(self.arguments, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                        env=self.env, **{"stderr": self.log, **self.options})
        os.set_blocking(self.process.stdout.fileno(), False)
        if self.wait_for_ready:
            self.until_ready()

    def until_ready(self, seconds=90):
        def ready():
            self.output += (self.process.stdout.read() or b"").decode()
            for line in self.output.splitlines(keepends=True):
                if line.startswith("ready ") and line.endswith("\n"):
                    return line.split()[1]
            assert self.process.poll() is None, f"it ended with {self.process.returncode}: {self.errors()}"
            return None
        self.url = until(ready, seconds, "ready")
        return self.url

    def errors(self):
        self.log.flush()
        return pathlib.Path(self.log.name).read_text()

    def request(self, method, path, body=None, headers=None, timeout=10):
        address = urllib.parse.urlsplit(self.url)
        sent = dict(headers or {})
        if body is not None and not isinstance(body, (str, bytes)):
            body = json.dumps(body)
            sent.setdefault("Content-Type", "application/json")
        with contextlib.closing(http.client.HTTPConnection(address.hostname, address.port, timeout=timeout)) as connection:
            connection.request(method, path, body, sent)
            reply = connection.getresponse()
            return Reply(reply.status, reply.headers, reply.read())

    def get(self, path, **options):
        return self.request("GET", path, **options)

    def post(self, path, body=None, **options):
        return self.request("POST", path, body, **options)

    def stop(self, number=signal.SIGTERM, within=30):
        """Asks it to stop; its exit code."""
        self.process.send_signal(number)
        return self.process.wait(within)

    def kill(self):
        self.process.kill()
        self.process.wait(10)

    def end(self):
        if self.process and self.process.poll() is None:
            try:
                self.stop()
            except subprocess.TimeoutExpired:
                self.kill()
        for file in (self.process and self.process.stdout, self.log):
            if file:
                file.close()

    def postgres_pid(self):
        """Of the postmaster, once it takes connections."""
        lines = (self.data / "postgres/postmaster.pid").read_text().splitlines()
        return int(lines[0]) if len(lines) > 7 and lines[7].startswith("ready") else None

    def postgres_pids(self):
        """The postmaster and everything below it."""
        postmaster = self.postgres_pid()
        return [postmaster, *children_of(postmaster)]

    def services(self):
        """Of a split installation: process ids by target."""
        lines = {pid: pathlib.Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ") for pid in children_of(self.process.pid)}
        return {line.split("--target=")[1].strip(): pid for pid, line in lines.items() if "--target=" in line}

    def redis_pid(self):
        answer = self.ask_redis("INFO server")
        return int(answer.split("process_id:")[1].split()[0])

    def ask_redis(self, command):
        with socket.socket(socket.AF_UNIX) as link:
            link.settimeout(5)
            link.connect(str(self.data / "run/redis.sock"))
            link.sendall(command.encode() + b"\r\n")
            return link.recv(65536).decode()

    def sql(self, statement, user="salon", database="salon"):
        """What psql prints, by the socket folder; the folder's path may be too long for a socket."""
        done = subprocess.run(["psql", "-h", "/proc/self/cwd", "-U", user, "-d", database, "-Atqc", statement],
                              cwd=self.data / "run", capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()


@contextlib.contextmanager
def installation(*arguments, env=None):
    """A running one in a folder of its own, which goes with it."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="salon-", dir="/tmp"))
    folder.chmod(0o755)
    try:
        with Salon(folder / "data", *arguments, env=env) as salon:
            yield salon
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def program_for_everyone(folder):
    """A copy that any user can run, wherever the checkout is."""
    copy = pathlib.Path(folder) / "salon"
    shutil.copy(program(), copy)
    copy.chmod(0o755)
    return copy
