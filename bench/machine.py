"""What the machine is, how busy it is, and how much of its time each process takes."""
import os
import pathlib
import platform
import time

TICKS = os.sysconf("SC_CLK_TCK")


def process_cpu(pid):
    """Seconds of CPU that a process has had, its ended threads too; 0 when it is gone. The number is the kernel's id of its clock."""
    try:
        return time.clock_gettime((~pid << 3) | 2)
    except OSError:
        return 0.0


def stat_of(pid):
    """The numbered fields of proc(5) after the program's name; the first is field 3."""
    return pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def reaped_cpu(pid):
    """Seconds of CPU of the children that it has waited for."""
    try:
        fields = stat_of(pid)
    except OSError:
        return 0.0
    return (int(fields[13]) + int(fields[14])) / TICKS


def children_of(pid):
    found = []
    for entry in os.scandir("/proc"):
        if entry.name.isdigit():
            try:
                if int(stat_of(entry.name)[1]) == pid:
                    found.append(int(entry.name))
            except OSError:
                continue
    return found


def family_cpu(pid):
    """Seconds of CPU of a process, its children, and those of them that have ended."""
    while True:
        ended = reaped_cpu(pid)
        living = process_cpu(pid) + sum(process_cpu(child) for child in children_of(pid))
        if reaped_cpu(pid) == ended:
            return living + ended


def resident_mb(pid):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise ProcessLookupError(pid)


def busy_and_stolen():
    """Seconds of CPU that all processes have had, and that the host has kept to itself."""
    user, nice, system, _idle, _io, irq, softirq, steal = map(int, pathlib.Path("/proc/stat").read_text().split()[1:9])
    return (user + nice + system + irq + softirq) / TICKS, steal / TICKS


def load_now(seconds=1.0):
    """The cores that are busy, and the share of the machine's time that was stolen, while nothing of ours runs."""
    busy, stolen = busy_and_stolen()
    time.sleep(seconds)
    later_busy, later_stolen = busy_and_stolen()
    return (later_busy - busy) / seconds, (later_stolen - stolen) / (seconds * os.cpu_count())


def is_too_busy(busy_cores, stolen_share):
    return busy_cores > 0.1 * os.cpu_count() or stolen_share > 0.02


def file_system_of(path):
    """(type, device) of the mount that a path is on."""
    best = ("", "?", "?")
    for line in pathlib.Path("/proc/self/mounts").read_text().splitlines():
        device, point, kind = line.split()[:3]
        inside = point == "/" or f"{path}/".startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best[0]):
            best = (point, kind, device)
    return best[1], best[2]


def description():
    model = next((line.partition(":")[2].strip() for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines()
                  if line.startswith("model name")), platform.machine())
    memory = int(pathlib.Path("/proc/meminfo").read_text().split()[1]) / 1024 / 1024
    return f"{model}, {os.cpu_count()} cores, {memory:.0f} GB, Linux {platform.release()}"
