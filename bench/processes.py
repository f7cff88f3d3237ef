"""The servers of a run: started in a folder that goes away at the end, ended by their ids."""
import contextlib
import ctypes
import os
import pathlib
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
LIBC = ctypes.CDLL(None)
PR_SET_PDEATHSIG = 1


class Failed(Exception):
    """A row cannot be measured, or something in it was wrong; the sentence is for whoever reads the table."""


def say(text):
    os.write(2, f"{text}\n".encode())


def die_with_parent():
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def until(claim, seconds, what):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if answer := claim():
            return answer
        time.sleep(0.02)
    raise Failed(f"{what} did not happen within {seconds} s")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def unprivileged():
    """PostgreSQL refuses to be root: options of a process that is not, and the owner of its files."""
    if os.geteuid() != 0:
        return {}, None
    try:
        user = pwd.getpwnam("postgres")
    except KeyError:
        user = pwd.getpwnam("nobody")
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}, user


def plain_environment(extra=None):
    """Ours, without settings of the programs that happen to be set."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SALON_", "PG", "REDISCLI_"))}
    return {**kept, **(extra or {})}


class Scratch(contextlib.ExitStack):
    """A folder on a real disk, and what runs in it."""

    def __enter__(self):
        super().__enter__()
        # /tmp may be memory, which would make every fsync free.
        self.path = pathlib.Path(tempfile.mkdtemp(prefix="salon-bench-", dir="/var/tmp"))
        self.path.chmod(0o755)
        self.callback(shutil.rmtree, self.path, ignore_errors=True)
        return self

    def folder(self, name, owner=None):
        path = self.path / name
        path.mkdir()
        if owner:
            os.chown(path, owner.pw_uid, owner.pw_gid)
        return path

    def start(self, name, arguments, farewell=signal.SIGTERM, stack=None, **options):
        """A process that ends with the stack, or sooner by `end`."""
        log = open(self.path / f"{name}.log", "ab")
        options.setdefault("env", plain_environment())
        options.setdefault("stdout", log)
        process = subprocess.Popen([str(argument) for argument in arguments], stdin=subprocess.DEVNULL, stderr=log,
                                   start_new_session=True, preexec_fn=die_with_parent, **options)
        log.close()
        (stack or self).callback(end, process, farewell)
        return process

    def log_of(self, name):
        path = self.path / f"{name}.log"
        return path.read_text(errors="replace") if path.exists() else ""


def end(process, farewell=signal.SIGTERM):
    if process.poll() is not None:
        return
    process.send_signal(farewell)
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(30)


def run(arguments, timeout=600, **options):
    """One command to its end; what it printed."""
    options.setdefault("env", plain_environment())
    done = subprocess.run([str(argument) for argument in arguments], capture_output=True, text=True, timeout=timeout, **options)
    if done.returncode != 0:
        raise Failed(f"{pathlib.Path(str(arguments[0])).name} ended with {done.returncode}: {done.stderr.strip()[-600:]}")
    return done.stdout
