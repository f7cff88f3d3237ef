"""Every statement that the program can say: the literals of src/storage, put together by the preprocessor as the compiler does it."""
import ast
import pathlib
import re
import shutil
import subprocess

from salon import ROOT

STORAGE = ROOT / "src/storage"
BEGINS = re.compile(r"\bStatement\s+(\w+)\s*\{")
LITERAL = re.compile(r'\s*(?:R"(\w*)\((.*?)\)\1"|("(?:[^"\\\n]|\\.)*"))', re.S)


def preprocessor():
    found = next((shutil.which(name) for name in ("clang++-19", "c++", "g++", "clang++") if shutil.which(name)), None)
    assert found, "there is no C++ compiler"
    return found


def own_headers_only(folder):
    """A copy of the folder whose files include nothing but each other: the rest has no statements."""
    copied = folder / "storage"
    copied.mkdir()
    for path in [*STORAGE.glob("*.?pp")]:
        lines = [line for line in path.read_text().splitlines() if not re.match(r'\s*#\s*include\s+(?!"storage/)["<]', line)]
        (copied / path.name).write_text("\n".join(lines) + "\n")
    return copied


def preprocessed(path, folder):
    done = subprocess.run([preprocessor(), "-E", "-P", "-x", "c++", "-std=c++23", "-I", folder, path], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


def text_of(literals, name):
    """The C++ string literals that follow each other, as one text."""
    text, at = "", 0
    while literals[at:].strip() != "":
        found = LITERAL.match(literals, at)
        assert found, f"{name} is not made of literals only: {literals[at:at + 60]!r}"
        text += found[2] if found[3] is None else ast.literal_eval(found[3])
        at = found.end()
    return text


def statements_in(source, where):
    """{name: SQL} of the constants of type Statement in preprocessed source."""
    found = {}
    for begin in BEGINS.finditer(source):
        at = begin.end()
        while literal := LITERAL.match(source, at):
            at = literal.end()
        end = re.compile(r"\s*\}\s*;").match(source, at)
        assert end, f"the statement {begin[1]} of {where} is not made of literals only"
        found[f"{where}: {begin[1]}"] = text_of(source[begin.end():at], begin[1])
    return found


def all_statements(folder):
    folder = pathlib.Path(folder)
    copied = own_headers_only(folder)
    found = {}
    for path in sorted(copied.glob("*.cpp")):
        found |= statements_in(preprocessed(path, folder), path.name)
    return found


def statements_named():
    """How often the sources begin such a constant, counted without the preprocessor."""
    return sum(len(BEGINS.findall(path.read_text())) for path in STORAGE.glob("*.cpp"))
