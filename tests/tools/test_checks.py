"""The layer and purity check bites: each kind of violation is planted into a copy of the sources, and found where it was planted."""
import pathlib
import shutil
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "tools/check_layers.py"


sys.path.insert(0, str(SCRIPT.parent))
import check_layers  # noqa: E402


@pytest.fixture(scope="session")
def copy(tmp_path_factory):
    """The sources, but for what is generated and takes long to read."""
    root = tmp_path_factory.mktemp("tree")
    shutil.copytree(ROOT / "src", root / "src", ignore=shutil.ignore_patterns("phone_table.cpp"))
    return root


@pytest.fixture
def planted(copy):
    """Plants a file and gives what the check says of it; the copy is as before afterwards."""
    files = []

    def plant(path, text):
        file = copy / "src" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        assert not file.exists()
        file.write_text(text)
        files.append(file)
        return [line for line in check_layers.Checker(copy).run() if line.startswith(f"src/{path}:")]
    yield plant
    for file in files:
        file.unlink()


FORBIDDEN_INCLUDES = [
    ("domain", "ports/clock.hpp"), ("domain", "platform/task.hpp"), ("domain", "storage/transaction.hpp"),
    ("ports", "usecases/ask.hpp"), ("ports", "storage/transaction.hpp"), ("ports", "platform/log.hpp"),
    ("usecases", "storage/transaction.hpp"), ("usecases", "adapters/redis_client.hpp"), ("usecases", "edge/routes.hpp"),
    ("usecases", "platform/asio_task.hpp"), ("usecases", "testing/builders.hpp"),
    ("storage", "usecases/ask.hpp"), ("storage", "adapters/redis_client.hpp"), ("storage", "edge/routes.hpp"),
    ("adapters", "usecases/ask.hpp"), ("adapters", "storage/transaction.hpp"), ("adapters", "apps/salon/wire.hpp"),
    ("edge", "storage/transaction.hpp"), ("edge", "adapters/redis_client.hpp"), ("edge", "apps/salon/wire.hpp"),
    ("platform", "domain/ids.hpp"), ("platform", "ports/clock.hpp"),
    ("testing", "usecases/ask.hpp"), ("testing", "storage/transaction.hpp"), ("testing", "edge/routes.hpp"),
    ("apps/salon", "testing/builders.hpp"), ("sim", "storage/transaction.hpp"),
]


@pytest.mark.parametrize("folder, header", FORBIDDEN_INCLUDES)
def test_a_folder_that_includes_what_it_may_not_know_is_found(planted, folder, header):
    found = planted(f"{folder}/planted.hpp", f'#pragma once\n#include "{header}"\n')
    assert len(found) == 1
    assert f"planted.hpp:2: {folder.split('/')[0]} may not include {header}" in found[0]


@pytest.mark.parametrize("path, text, words", [
    # The domain is pure.
    ("domain/planted.cpp", "#include <iostream>\n", "may not include <iostream>"),
    ("domain/planted.cpp", "#include <fstream>\n", "may not include <fstream>"),
    ("domain/planted.cpp", "#include <thread>\n", "may not include <thread>"),
    ("domain/planted.cpp", "#include <random>\n", "may not include <random>"),
    ("domain/planted.cpp", "#include <coroutine>\n", "may not include <coroutine>"),
    ("domain/planted.cpp", "#include <boost/json.hpp>\n", "may not include <boost/json.hpp>"),
    ("domain/planted.cpp", "#include <fmt/format.h>\n", "may not include <fmt/format.h>"),
    ("domain/planted.cpp", "int f() { co_return 1; }\n", "no coroutines"),
    ("domain/planted.cpp", 'void f() { printf("x"); }\n', "no input or output"),
    ("domain/planted.cpp", "void f() { std::cerr << 1; }\n", "no input or output"),
    ("domain/planted.cpp", "long f() { return time(nullptr); }\n", "time and chance"),
    # Time, chance and the world come in by parameters.
    ("usecases/planted.cpp", "auto f() { return std::chrono::system_clock::now(); }\n", "asks a clock"),
    ("storage/planted.cpp", "auto f() { return steady_clock::now(); }\n", "asks a clock"),
    ("edge/planted.cpp", "std::random_device chance;\n", "draws chance"),
    ("usecases/planted.cpp", "std::thread worker;\n", "starts a thread"),
    ("storage/planted.cpp", "std::jthread worker;\n", "starts a thread"),
    ("testing/planted.cpp", "void f() { std::this_thread::sleep_for(1s); }\n", "sleeps"),
    ("edge/planted.cpp", "void f() { ::usleep(5); }\n", "sleeps"),
    ("edge/planted.cpp", 'auto f() { return std::getenv("HOME"); }\n', "reads the environment"),
    ("storage/planted.cpp", "int f() { return ::socket(1, 2, 3); }\n", "opens a socket"),
    # Libraries have their folders.
    ("usecases/planted.cpp", "#include <boost/asio/io_context.hpp>\n", "<boost/asio/io_context.hpp> belongs to"),
    ("ports/planted.hpp", "#include <boost/json.hpp>\n", "<boost/json.hpp> belongs to"),
    ("adapters/planted.cpp", "#include <libpq-fe.h>\n", "belongs to storage, not to adapters"),
    ("apps/salon/planted.cpp", "#include <libpq-fe.h>\n", "belongs to storage, not to apps"),
    ("storage/planted.cpp", "#include <sodium.h>\n", "belongs to adapters, not to storage"),
    ("edge/planted.cpp", "#include <hiredis/hiredis.h>\n", "belongs to adapters, not to edge"),
    ("storage/planted.cpp", "#include <sys/socket.h>\n", "<sys/socket.h> belongs to"),
    # Headers are named from src on; folders are known.
    ("domain/planted.cpp", '#include "../ports/clock.hpp"\n', "must be named from src on"),
    ("domain/planted.cpp", '#include "ids.hpp"\n', "must be named from src on"),
    ("helpers/planted.cpp", "int x;\n", "is not known to the rule"),
    # Waiting is done on names.
    ("usecases/planted.cpp", "Task<int> f() {\n  auto x = co_await store.get(Query{.a = 1});\n}\n", "planted.cpp:2: a co_await line holds only names"),
    ("edge/planted.cpp", "Task<int> f() {\n  co_await run([&] { return 1; });\n}\n", "planted.cpp:2: a co_await line holds only names"),
    ("edge/planted.cpp", "Task<int> f() {\n  co_await run(\n      a,\n      {1, 2});\n}\n", "a co_await line holds only names"),
    ("edge/planted.cpp", "Task<int> f() {\n  if (co_await run(Name{n})) {\n  }\n}\n", "planted.cpp:2: a co_await line holds only names"),
    ("storage/planted.cpp", "Task<int> f() {\n  auto [a, b] = co_await both;\n}\n", "no structured binding"),
    # No file is long.
    ("storage/planted.cpp", "int x;\n" * 401, "401 lines"),
])
def test_a_planted_violation_is_found(planted, path, text, words):
    found = planted(path, text)
    assert len(found) >= 1
    assert words in "\n".join(found)


def test_the_script_fails_and_says_where(tmp_path):
    (tmp_path / "src/domain").mkdir(parents=True)
    file = tmp_path / "src/domain/planted.cpp"
    file.write_text("#include <iostream>\n")
    done = subprocess.run([sys.executable, SCRIPT, tmp_path], capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert done.stdout == "src/domain/planted.cpp:1: the domain is pure and may not include <iostream>\n"
    file.write_text("int x;\n")
    assert subprocess.run([sys.executable, SCRIPT, tmp_path], timeout=60).returncode == 0


def test_a_use_case_that_calls_another_is_found(planted):
    planted("usecases/planted_verb.hpp", "class PlantedVerb {\n public:\n  Task<int> run(int a);\n};\n")
    found = planted("usecases/planted_caller.cpp", "PlantedVerb other;\n")
    assert found == ["src/usecases/planted_caller.cpp:1: no use case calls another: PlantedVerb"]


@pytest.mark.parametrize("path, text", [
    ("domain/planted.cpp", "// std::random_device, co_await and system_clock::now() are only spoken of\n/* getenv( */\n"),
    ("domain/planted.cpp", 'const char* words = "system_clock::now() and printf(";\n'),
    ("domain/planted.cpp", "#include <chrono>\n#include <date/tz.h>\n#include <openssl/evp.h>\n"),
    ("usecases/planted.cpp", '#include "platform/task.hpp"\n#include "ports/clock.hpp"\n'),
    ("usecases/planted.cpp", "ports::PlaceHold of_a_port;\n"),
    ("edge/planted.cpp", "#include <boost/asio/ip/tcp.hpp>\nvoid f() { socket.connect(a); }\n"),
    ("storage/planted.cpp", "Task<int> f() {\n  if (co_await waiting) {\n    co_return values[0];\n  }\n  auto rows = co_await run;\n}\n"),
    ("storage/planted.cpp", "Task<int> f() {\n  auto ask = store.get({.a = 1});\n  co_await ask;\n  x = y[co_await index];\n}\n"),
    ("platform/planted.cpp", "auto f() { return std::chrono::steady_clock::now(); }\n"),
    ("testing/private_planted.cpp", "#include <sys/socket.h>\nint f() { return ::socket(1, 2, 3); }\n"),
    ("storage/planted.cpp", "int x;\n" * 400),
])
def test_what_is_allowed_is_let_through(planted, path, text):
    assert planted(path, text) == []
