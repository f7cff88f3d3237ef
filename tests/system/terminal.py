"""A terminal for a test. A bare root folder may have none to give (no /dev/pts); then one is mounted for the while."""
import contextlib
import fcntl
import os
import pty
import struct
import subprocess

TIOCSPTLCK = 0x40045431
TIOCGPTN = 0x80045430


@contextlib.contextmanager
def terminal(folder):
    """(what reads, what the program writes to), both open; the second is closed by whoever gives it away."""
    try:
        ends = pty.openpty()
    except OSError:
        ends = None
    if ends:
        yield ends
        return
    with mounted_terminals(folder / "pts") as terminals:
        yield pair(terminals)


@contextlib.contextmanager
def mounted_terminals(place):
    place.mkdir()
    subprocess.run(["mount", "-t", "devpts", "-o", "newinstance,ptmxmode=0666,mode=0620", "devpts", place], check=True, timeout=10)
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", place], check=True, timeout=10)


def pair(terminals):
    leader = os.open(terminals / "ptmx", os.O_RDWR | os.O_NOCTTY)
    fcntl.ioctl(leader, TIOCSPTLCK, struct.pack("i", 0))
    number = struct.unpack("i", fcntl.ioctl(leader, TIOCGPTN, struct.pack("i", 0)))[0]
    follower = os.open(terminals / str(number), os.O_RDWR | os.O_NOCTTY)
    return leader, follower
