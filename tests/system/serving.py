"""`salon serve` processes beside an installation: on its PostgreSQL, Redis and keys, with settings of their own."""
import os
import signal
import subprocess
import urllib.parse

from salon import environment, program, until

NO_LIMITS = {f"SALON_RATE_LIMIT_{name}": "0" for name in ("READS", "BOOKINGS", "STAFF", "LOGIN")} | {"SALON_DRAIN_SECONDS": "0"}


def socket_folder(salon):
    """Of PostgreSQL and Redis."""
    return salon.data / "run"


def surroundings(salon):
    """What a process needs to work on an installation's stores."""
    run = socket_folder(salon)
    return {"SALON_DATABASE_URL": f"postgresql:///salon?host={urllib.parse.quote(str(run), safe='/')}&user=salon",
            "SALON_REDIS_URL": f"unix://{run}/redis.sock", "SALON_KEY_FILE": str(salon.data / "keys/salon.keys")}


class Serving:
    """One `salon serve`. `start` returns when it serves."""

    def __init__(self, salon, name, target="all", env=None, under=()):
        self.salon, self.name, self.target = salon, name, target
        self.under = list(under)  # a command that runs the program, such as prlimit
        self.env = environment({**surroundings(salon), "SALON_PORT": "0", **(env or {})})
        self.process, self.url, self.output = None, None, ""
        self.log_path = salon.data.parent / f"{name}.log"

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.end()

    def start(self):
        self.url, self.output = None, ""
        self.log = open(self.log_path, "a")
        self.process = subprocess.Popen([*self.under, str(program()), "serve", f"--target={self.target}"],
                                        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=self.log, env=self.env)
        os.set_blocking(self.process.stdout.fileno(), False)
        self.url = until(self.ready_url, 30, f"{self.name} to be ready")

    def ready_url(self):
        self.output += (self.process.stdout.read() or b"").decode()
        for line in self.output.splitlines(keepends=True):
            if line.startswith("ready ") and line.endswith("\n"):
                return line.split()[1]
        assert self.process.poll() is None, f"{self.name} ended with {self.process.returncode}: {self.log_path.read_text()}"
        return None

    def address(self):
        return urllib.parse.urlsplit(self.url).netloc

    def kill(self):
        """At once, as the kernel would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)
        self.close()

    def stop(self, within=30):
        """Asks it to stop; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(within)
        self.close()
        return code

    def close(self):
        self.process.stdout.close()
        self.log.close()

    def said(self):
        self.log.flush()
        return self.log_path.read_text()

    def end(self):
        if self.process and not self.log.closed:
            try:
                self.stop()
            except subprocess.TimeoutExpired:
                self.kill()
