"""Sums up a test run: prints `N passed, N failed` last, and fails when anything did.

A step that failed although none of its tests says so (a crash, a build error, a missing tool) counts as one failure; a step without
tests of its own counts as one."""
import pathlib
import sys
import xml.etree.ElementTree as xml


def count(file):
    """(passed, failed, skipped) of one JUnit file, as GoogleTest and pytest write them."""
    passed = failed = skipped = 0
    for case in xml.parse(file).getroot().iter("testcase"):
        if case.get("status") == "notrun":
            continue
        if case.find("failure") is not None or case.find("error") is not None:
            failed += 1
            print(f"FAILED {case.get('classname')}.{case.get('name')}")
        elif case.find("skipped") is not None:
            skipped += 1
        else:
            passed += 1
    return passed, failed, skipped


def counted_for(step, results):
    """The files that the tests of a step wrote."""
    if step == "unit tests":
        return sorted(results.glob("gtest/*.xml"))
    return sorted(results.glob(f"pytest/{step.replace('/', '_')}.xml"))


def main(results):
    passed = failed = skipped = 0
    for line in (results / "steps.tsv").read_text().splitlines():
        step, code = line.split("\t")
        counts = [count(file) for file in counted_for(step, results)]
        failed_tests = sum(failures for _, failures, _ in counts)
        passed += sum(successes for successes, _, _ in counts)
        skipped += sum(skips for _, _, skips in counts)
        failed += failed_tests
        if code != "0" and failed_tests == 0:
            print(f"FAILED {step}")
            failed += 1
        elif code == "0" and not counts:
            passed += 1
    if skipped:
        print(f"{skipped} skipped: only root can run them")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
