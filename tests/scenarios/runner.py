"""Reads scenarios in booking words and runs them, step by step, against a real installation.

A file holds scenarios about one noun. Its first lines may say where they run (`Runs on: short holds`); steps under `Background:` come
before those of every scenario. A step begins with Given, When, Then, And or But; rows of a table follow it as `| … | … |`; a line that
begins with # is a remark. What a step does stands in steps/*.py, above the sentence it understands. `python3 runner.py` lists all sentences.
"""
import dataclasses
import importlib
import pathlib
import re
import sys

FOLDER = pathlib.Path(__file__).parent
USUAL = ("whole", "split", "prism")
WORDS = ("Given ", "When ", "Then ", "And ", "But ")

# What a placeholder of a sentence stands for.
KINDS = {
    "": r'"[^"]*"',
    "who": r'"[^"]+"|the admin|nobody|a stranger|the bearer of "[^"]+"',
    "day": r"day \+\d+|today|yesterday|the spring Sunday|the autumn Sunday|\d{4}-\d\d-\d\d",
    "time": r"\d\d:\d\d",
    "int": r"\d+",
    "word": r"\S+",
    "rest": r".+",
}
SENTENCES = []


@dataclasses.dataclass
class Step:
    text: str
    line: int
    table: list


@dataclasses.dataclass
class Sentence:
    pattern: re.Pattern
    text: str
    function: object
    quoted: set


@dataclasses.dataclass
class Scenario:
    file: str
    title: str
    line: int
    runs_on: tuple
    steps: list


def step(sentence):
    """`{name}` in a sentence is a quoted text, `{name:kind}` one of KINDS; the rest is a regular expression."""
    quoted = set()

    def placeholder(found):
        name, _, kind = found.group(1).partition(":")
        if not kind:
            quoted.add(name)
        return f"(?P<{name}>{KINDS[kind]})"

    def register(function):
        pattern = re.compile(re.sub(r"\{([a-z_]+(?::[a-z]+)?)\}", placeholder, sentence))
        SENTENCES.append(Sentence(pattern, sentence, function, quoted))
        return function
    return register


def load_steps():
    if not SENTENCES:
        for path in sorted((FOLDER / "steps").glob("*.py")):
            importlib.import_module(f"steps.{path.stem}")


def cells(line):
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip())[1:-1]]


def read_file(path):
    """The scenarios of a file."""
    runs_on, background, scenarios, steps = USUAL, [], [], None
    for number, raw in enumerate(path.read_text().splitlines(), 1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        if line.startswith("Runs on: "):
            runs_on = tuple(name.strip() for name in line.removeprefix("Runs on: ").split(","))
        elif line == "Background:":
            steps = background
        elif line.startswith("Scenario: "):
            steps = list(background)
            scenarios.append(Scenario(path.stem, line.removeprefix("Scenario: "), number, runs_on, steps))
        elif line.startswith("|"):
            steps[-1].table.append(cells(line))
        elif line.startswith(WORDS):
            steps.append(Step(line.split(" ", 1)[1], number, []))
        else:
            raise SyntaxError(f"{path.name}:{number}: neither a step nor a heading: {line}")
    return scenarios


def all_scenarios():
    return [scenario for path in sorted(FOLDER.glob("*.txt")) for scenario in read_file(path)]


def find(text):
    """The one function that understands a step, and what it is given: quoted texts without their quotes."""
    found = [(sentence, match.groupdict()) for sentence in SENTENCES if (match := sentence.pattern.fullmatch(text))]
    if len(found) != 1:
        problem = "no sentence says" if not found else f"{len(found)} sentences say"
        raise SyntaxError(f"{problem}: {text}")
    sentence, given = found[0]
    plain = {name: value[1:-1] if name in sentence.quoted else value for name, value in given.items() if value is not None}
    return sentence.function, plain


def run(scenario, world):
    load_steps()
    for current in scenario.steps:
        function, arguments = find(current.text)
        if current.table:
            arguments["table"] = current.table
        try:
            function(world, **arguments)
        except Exception as error:
            place = f"{scenario.file}.txt:{current.line}: {current.text}"
            error.add_note(f"{place}\nlast reply: {world.last_as_text()}")
            raise


if __name__ == "__main__":
    sys.path.insert(0, str(FOLDER))
    sys.modules["runner"] = sys.modules["__main__"]
    load_steps()
    for sentence in SENTENCES:
        print(f"{sentence.text}\n    {(sentence.function.__doc__ or '').strip()}")
