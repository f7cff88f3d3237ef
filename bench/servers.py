"""PostgreSQL, Redis, nginx and the program itself, each as `./dev bench` runs it."""
import contextlib
import os
import pathlib
import re
import shutil
import signal
import urllib.parse

from processes import ROOT, Failed, free_port, plain_environment, run, unprivileged, until

PROGRAM = ROOT / "build/release/salon"

# As `salon up` starts its own, and the same server for both sides.
POSTGRES_SETTINGS = {
    "listen_addresses": "", "unix_socket_permissions": "0700", "fsync": "on", "synchronous_commit": "on", "full_page_writes": "on",
    "shared_buffers": "128MB", "max_connections": "100", "max_wal_size": "2GB", "checkpoint_timeout": "15min", "wal_compression": "lz4",
    "jit": "off", "autovacuum_naptime": "10s", "autovacuum_vacuum_scale_factor": "0.02", "autovacuum_analyze_scale_factor": "0.05",
    "autovacuum_vacuum_cost_limit": "1000", "timezone": "UTC", "log_timezone": "UTC", "logging_collector": "off",
}

# The program's own default; nginx gets as many workers.
SERVER_THREADS = max(1, (os.cpu_count() or 2) - 1)

# Only the rate limits are off.
SALON_SETTINGS = {f"SALON_RATE_LIMIT_{name}": "0" for name in ("READS", "BOOKINGS", "STAFF", "LOGIN")} | {
    "SALON_THREADS": str(SERVER_THREADS), "SALON_DRAIN_SECONDS": "0", "SALON_LOG_LEVEL": "warning"}


def postgres_folder():
    versions = [path for path in pathlib.Path("/usr/lib/postgresql").glob("*/bin") if (path / "pgbench").exists()]
    if not versions:
        raise Failed("PostgreSQL with pgbench is not installed")
    return max(versions, key=lambda path: int(path.parent.name))


class Postgres:
    def __init__(self, scratch, more_settings):
        self.programs = postgres_folder()
        options, owner = unprivileged()
        self.data, self.sockets = scratch.folder("postgres", owner), scratch.folder("run", owner)
        run([self.programs / "initdb", "-D", self.data, "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums",
             "--auth-local=trust", "--auth-host=reject", "--no-instructions"], cwd="/", **options)
        settings = [argument for name, value in {**POSTGRES_SETTINGS, **more_settings}.items() for argument in ("-c", f"{name}={value}")]
        self.process = scratch.start("postgres", [self.programs / "postgres", "-D", self.data, "-k", self.sockets, *settings],
                                     farewell=signal.SIGINT, cwd="/", **options)
        until(lambda: self.is_ready(scratch), 30, "PostgreSQL's start")
        self.sql("CREATE ROLE salon LOGIN", user="postgres", database="postgres")

    def is_ready(self, scratch):
        if self.process.poll() is not None:
            raise Failed(f"PostgreSQL does not start: {scratch.log_of('postgres')[-600:]}")
        try:
            return self.sql("SELECT 1", user="postgres", database="postgres") == "1"
        except Failed:
            return False

    def connection(self, user="salon"):
        return ["-h", self.sockets, "-U", user]

    def url(self, database):
        return f"postgresql:///{database}?host={urllib.parse.quote(str(self.sockets), safe='/')}&user=salon"

    def sql(self, statements, database, user="salon"):
        """What psql prints of the last statement. Several may be given; each is a transaction of its own."""
        return run([self.programs / "psql", *self.connection(user), "-d", database, "-XAtq", "-v", "ON_ERROR_STOP=1"],
                   input=statements + "\n", timeout=1800).strip()

    def create(self, database, template=None):
        self.sql(f"CREATE DATABASE {database} OWNER salon" + (f" TEMPLATE {template}" if template else ""), "postgres", "postgres")

    def drop(self, database):
        self.sql(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)", "postgres", "postgres")

    def read_all(self):
        """Reads the tables' files once, so that the system has them at hand, as it has what a salon looks at each day."""
        for path in (self.data / "base").glob("*/*"):
            with contextlib.suppress(FileNotFoundError), open(path, "rb") as file:
                while file.read(1 << 20):
                    pass

    def checkpoint(self):
        self.sql("CHECKPOINT", "postgres", "postgres")


class Redis:
    def __init__(self, scratch):
        options, owner = unprivileged()
        data = scratch.folder("redis", owner)
        self.socket = data / "redis.sock"
        self.process = scratch.start("redis", ["redis-server", "--dir", data, "--port", "0", "--unixsocket", self.socket, "--appendonly", "yes",
                                               "--appendfsync", "everysec", "--save", "", "--loglevel", "warning", "--maxmemory", "256mb",
                                               "--maxmemory-policy", "volatile-ttl"], cwd="/", **options)
        until(lambda: self.ask("PING") == "PONG", 20, "Redis's start")

    def ask(self, *words):
        try:
            return run(["redis-cli", "-s", self.socket, *words]).strip()
        except Failed:
            return ""

    def gets_per_second(self):
        """What redis-benchmark reaches with one command at a time: a yardstick of the machine."""
        told = run(["redis-benchmark", "-s", self.socket, "-t", "get", "-P", "1", "-n", "50000", "-q"])
        found = re.findall(r"GET: ([\d.]+) requests per second", told)
        return float(found[-1]) if found else 0.0


def quoted(text):
    """A text for nginx's configuration, in which `$` would begin a variable's name."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return "'" + escaped.replace("$", "${dollar}") + "'"


class Nginx:
    """Answers every request with the bytes of one of our replies."""

    def __init__(self, scratch, name, body, headers, workers, stack):
        self.port = free_port()
        folder = scratch.folder(name)
        temporary = "\n".join(f"  {kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        fields = "\n".join(f"      add_header {key} {quoted(value)};" for key, value in headers)
        (folder / "nginx.conf").write_text(f"""
daemon off; worker_processes {workers}; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
  access_log off; keepalive_requests 1000000000; tcp_nodelay on; server_tokens off;
{temporary}
  geo $dollar {{ default "$"; }}
  server {{
    listen 127.0.0.1:{self.port} reuseport;
    location / {{
      default_type application/json;
{fields}
      return 200 {quoted(body)};
    }}
  }}
}}
""")
        self.process = scratch.start(name, [nginx_program(), "-c", folder / "nginx.conf", "-e", folder / "error.log"], stack=stack)
        until(lambda: (folder / "pid").exists() and (folder / "pid").read_text().strip(), 20, "nginx's start")


def nginx_program():
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    if not os.access(program, os.X_OK):
        raise Failed("nginx is not installed")
    return program


class Salon:
    """`salon serve` on one of the databases. In a `with`, it ends there."""

    def __init__(self, scratch, stores, database, target="all"):
        self.scratch, self.database, self.name = scratch, database, f"salon-{database}"
        keys = scratch.path / "salon.keys"
        self.environment = plain_environment({
            "SALON_DATABASE_URL": stores.postgres.url(database), "SALON_REDIS_URL": f"unix://{stores.redis.socket}",
            "SALON_KEY_FILE": str(keys), "SALON_PORT": "0", **SALON_SETTINGS})
        if not keys.exists():
            self.command("keys", "create", "--file", keys)
        self.target, self.stack = target, contextlib.ExitStack()

    def command(self, *arguments, **options):
        return run([PROGRAM, *arguments], env=self.environment, **options)

    def __enter__(self):
        ready = self.scratch.path / f"{self.name}.ready"
        with open(ready, "wb") as output:
            self.process = self.scratch.start(self.name, [PROGRAM, "serve", f"--target={self.target}"], stack=self.stack, stdout=output,
                                              env=self.environment)
        self.port = int(until(lambda: self.ready_port(ready), 30, "the program's start"))
        return self

    def ready_port(self, file):
        if self.process.poll() is not None:
            raise Failed(f"the program ended with {self.process.returncode}: {self.scratch.log_of(self.name)[-600:]}")
        found = re.match(r"ready http://[^ ]*?:(\d+)\s", file.read_text())
        return found and found[1]

    def __exit__(self, *_):
        self.stack.close()


class Stores:
    def __init__(self, scratch, settings=None):
        self.scratch = scratch
        self.postgres = Postgres(scratch, settings or {})
        self.redis = Redis(scratch)
