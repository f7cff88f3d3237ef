"""Every scenario of every file, on each installation that it names. After each, no invariant is violated by what it did; after all, none at all."""
import pytest

import runner
from salon import run
from installations import MAKERS, judge
from world import World

CASES = sorted(((place, scenario) for scenario in runner.all_scenarios() for place in scenario.runs_on), key=lambda case: list(MAKERS).index(case[0]))


@pytest.mark.parametrize(("place", "scenario"), [pytest.param(*case, id=f"{case[0]}-{case[1].file}: {case[1].title}") for case in CASES])
def test_scenario(ground, place, scenario):
    installation = ground.installation(place)
    began = installation.sql("SELECT clock_timestamp()")
    world = World(installation)
    try:
        runner.run(scenario, world)
    finally:
        world.end()
    assert installation.sql(f"SELECT * FROM invariant_violations_since('{began}')") == ""


def test_after_all_of_them_no_invariant_is_violated(ground):
    assert ground.psql.ask("SELECT * FROM invariant_violations") == ""
    verified = run("verify", "--data", ground.salon.data)
    assert verified.returncode == 0, verified.stdout + verified.stderr


def test_the_judge_of_the_document_bites(ground):
    def demand_more(document):
        document["paths"]["/healthz"]["get"]["responses"]["200"]["content"]["application/json"]["schema"] = {
            "type": "object", "required": ["what nobody has"]}
        return document
    strict = judge(ground, demand_more)
    assert strict.request("GET", "/v1/locations").status == 200
    with pytest.raises(AssertionError, match="is not answered as the document says"):
        strict.request("GET", "/healthz")


def test_a_step_that_nobody_understands_is_an_error():
    runner.load_steps()
    with pytest.raises(SyntaxError, match="no sentence says"):
        runner.find("the moon is made of cheese")


def test_every_step_of_every_scenario_is_understood_by_exactly_one_sentence():
    runner.load_steps()
    for scenario in runner.all_scenarios():
        for step in scenario.steps:
            runner.find(step.text)
