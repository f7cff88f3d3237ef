"""The last line of a test run: what counts as passed and as failed."""
import pathlib
import subprocess
import sys

import pytest

SCRIPT = pathlib.Path(__file__).resolve().parents[2] / "tools/dev/count.py"

GTEST_GOOD = """<testsuites><testsuite name="Hold"><testcase name="a" status="run" classname="Hold"/>
<testcase name="b" status="run" classname="Hold"/><testcase name="DISABLED_c" status="notrun" classname="Hold"/></testsuite></testsuites>"""
GTEST_BAD = """<testsuites><testsuite name="Slot"><testcase name="a" status="run" classname="Slot"><failure message="no"/></testcase>
</testsuite></testsuites>"""
PYTEST_MIXED = """<testsuites><testsuite><testcase classname="t" name="good"/><testcase classname="t" name="skipped"><skipped/></testcase>
<testcase classname="t" name="broken"><error message="no"/></testcase></testsuite></testsuites>"""


@pytest.fixture
def results(tmp_path):
    (tmp_path / "gtest").mkdir()
    (tmp_path / "pytest").mkdir()

    def write(steps, **files):
        (tmp_path / "steps.tsv").write_text("".join(f"{name}\t{code}\n" for name, code in steps))
        for name, text in files.items():
            kind, _, file = name.partition("__")
            (tmp_path / kind / f"{file}.xml").write_text(text)
        done = subprocess.run([sys.executable, SCRIPT, tmp_path], capture_output=True, text=True, timeout=30)
        return done.returncode, done.stdout.splitlines()
    return write


def test_tests_of_every_kind_are_summed_up_and_a_step_without_tests_counts_as_one(results):
    code, lines = results([("layers and purity", 0), ("unit tests", 0)], gtest__hold_test=GTEST_GOOD)
    assert (code, lines[-1]) == (0, "3 passed, 0 failed")


def test_a_failed_test_is_named_and_fails_the_run(results):
    code, lines = results([("unit tests", 8), ("tests/system", 1)], gtest__hold_test=GTEST_GOOD, gtest__slot_test=GTEST_BAD,
                          pytest__tests_system=PYTEST_MIXED)
    assert (code, lines[-1]) == (1, "3 passed, 2 failed")
    assert "FAILED Slot.a" in lines and "FAILED t.broken" in lines
    assert "1 skipped: only root can run them" in lines


def test_a_program_that_crashed_before_it_wrote_its_results_is_a_failure(results):
    code, lines = results([("unit tests", 8)], gtest__hold_test=GTEST_GOOD)
    assert (code, lines[-1]) == (1, "2 passed, 1 failed")


def test_a_step_that_failed_without_tests_is_a_failure(results):
    code, lines = results([("build (dev)", 1), ("phone table", 127)])
    assert (code, lines[-1]) == (1, "0 passed, 2 failed")


def test_a_run_in_which_nothing_ran_is_no_success(results):
    code, lines = results([])
    assert (code, lines[-1]) == (1, "0 passed, 0 failed")
