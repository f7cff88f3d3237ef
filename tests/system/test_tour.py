"""docs/tour.md does what it says: its blocks are run as they stand, in order, in one bash, against a demo."""
import re
import subprocess

import pytest

from salon import ROOT, environment, installation, until

TOUR = ROOT / "docs/tour.md"
MARK = "=== block"


@pytest.fixture(scope="module")
def demo():
    """With the settings that everybody has."""
    with installation() as salon:
        yield salon


def blocks():
    return re.findall(r"^```bash\n(.*?)^```$", TOUR.read_text(), re.M | re.S)


def promised(block):
    """What a block says that it prints."""
    return re.findall(r"# → (.+)$", block, re.M)


def administrator(demo):
    """Whom the demo's second line names."""
    demo.output += (demo.process.stdout.read() or b"").decode()
    found = re.search(r"Sign in .*\bas (\S+) with the password (\S+)\n", demo.output)
    return found and found.groups()


def test_the_tour_can_be_walked_as_it_stands(demo):
    email, password = until(lambda: administrator(demo), 10, "the line about who may sign in")
    settings = {"SALON": demo.url, "EMAIL": email, "PASSWORD": password}
    script = "".join(f"echo '{MARK} {number}'\n{block}" for number, block in enumerate(blocks()))
    done = subprocess.run(["bash", "-euo", "pipefail", "-c", script], env={**environment(), **settings}, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    outputs = dict(zip(range(len(blocks())), re.split(rf"{MARK} \d+\n", done.stdout)[1:]))
    for number, block in enumerate(blocks()):
        for promise in promised(block):
            assert promise in outputs[number], f"{block}\nprinted\n{outputs[number]}"
    assert demo.sql("SELECT count(*) FROM bookings WHERE status = 'cancelled' AND source = 'web'") != "0"
    assert demo.sql("SELECT * FROM invariant_violations") == ""


def test_the_tour_makes_promises():
    assert len(blocks()) >= 12
    assert sum(len(promised(block)) for block in blocks()) >= 10
