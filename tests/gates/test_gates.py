"""The gates of ./dev ci bite: each judge is shown something bad on purpose, and something good. Run by ./dev ci alone, since ./dev test
does not install these tools."""
import json
import pathlib
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
GOOD_DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "Small", "version": "1", "description": "One call.", "contact": {"name": "Us"},
             "license": {"name": "None", "identifier": "MIT"}},
    "servers": [{"url": "/"}],
    "security": [],
    "tags": [{"name": "health", "description": "Health"}],
    "paths": {"/healthz": {"get": {"operationId": "healthz", "summary": "Alive?", "description": "Is it?", "tags": ["health"],
                                   "responses": {"200": {"description": "Yes"}, "400": {"description": "No"}}}}},
}


def judge(*command):
    return subprocess.run([str(part) for part in command], cwd=ROOT, capture_output=True, text=True, timeout=120)


@pytest.mark.parametrize("text, is_good", [("int f() { return 1; }\n", True), ("int f( ){return 1 ;}\n", False)])
def test_badly_formatted_code_is_refused(tmp_path, text, is_good):
    file = tmp_path / "planted.cpp"
    file.write_text(text)
    done = judge("clang-format-19", f"--style=file:{ROOT}/.clang-format", "--dry-run", "--Werror", file)
    assert (done.returncode == 0) == is_good, done.stderr


@pytest.mark.parametrize("text, check", [
    ("#include <string>\n#include <utility>\nstd::string f(std::string a) { std::string b = std::move(a); return a + b; }\n",
     "bugprone-use-after-move"),
    ("int f(int a) {\n" + "  a += 1;\n" * 61 + "  return a;\n}\n", "readability-function-size"),
    ("#include <string>\n#include <vector>\nint f(const std::vector<std::string>& all) {\n  int n = 0;\n"
     "  for (const std::string one : all) n += one.size() > 1;\n  return n;\n}\n", "performance-for-range-copy"),
    ("int f(int a) {\n  return a;\n}\n", None),
])
def test_code_that_clang_tidy_warns_of_is_refused(tmp_path, text, check):
    file = tmp_path / "planted.cpp"
    file.write_text(text)
    done = judge("clang-tidy-19", f"--config-file={ROOT}/.clang-tidy", "--quiet", "--warnings-as-errors=*", file, "--", "-std=c++23")
    assert (done.returncode == 0) == (check is None), done.stdout + done.stderr
    assert check is None or check in done.stdout


@pytest.mark.parametrize("is_good", [True, False])
@pytest.mark.parametrize("tool", ["spectral", "redocly"])
def test_a_document_with_a_response_that_says_nothing_is_refused(tmp_path, tool, is_good):
    document = json.loads(json.dumps(GOOD_DOCUMENT))
    if not is_good:
        del document["paths"]["/healthz"]["get"]["responses"]["200"]["description"]
    file = tmp_path / "planted.json"
    file.write_text(json.dumps(document))
    arguments = {"spectral": ["--ruleset", "tools/node/spectral.yaml", "--fail-severity", "warn"],
                 "redocly": ["--config", "tools/node/redocly.yaml"]}[tool]
    done = judge("tools/node/run", tool, "lint", *arguments, file)
    assert (done.returncode == 0) == is_good, done.stdout + done.stderr


@pytest.mark.parametrize("is_good", [True, False])
def test_types_of_the_pages_that_are_not_the_documents_are_refused(tmp_path, is_good):
    types = (ROOT / "web/src/api/schema.d.ts").read_text()
    file = tmp_path / "schema.d.ts"
    file.write_text(types if is_good else types.replace("customer_name", "client_name", 1))
    tool = "web/node_modules/openapi-typescript/bin/cli.js"
    done = judge("tools/node/run", tool, "src/edge/openapi.json", "-o", file, "--check")
    assert (done.returncode == 0) == is_good, done.stdout + done.stderr
