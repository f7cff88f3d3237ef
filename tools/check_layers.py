#!/usr/bin/env python3
"""Checks what the folder tree promises: who may include whom, that the domain is pure, that time and chance come in by parameters.

  tools/check_layers.py [root]     prints every violation as file:line: sentence; exits 1 if there is one
"""
import pathlib
import re
import sys

# Folder -> folders whose headers it may include, besides its own. docs/ARCHITECTURE.md argues it.
MAY_INCLUDE = {
    "domain": set(),
    "ports": {"domain"},
    "usecases": {"domain", "ports"},
    "storage": {"domain", "ports", "platform"},
    "adapters": {"domain", "ports", "platform"},
    "edge": {"domain", "ports", "usecases", "platform"},
    "platform": set(),
    "testing": {"domain", "ports", "platform"},
    "sim": {"domain", "ports", "usecases", "platform", "testing"},
    "apps": {"domain", "ports", "usecases", "storage", "adapters", "edge", "platform"},
}
# Coroutines without an executor: interfaces and use cases are written with them.
ALSO_MAY_INCLUDE = {"ports": {"platform/task.hpp"}, "usecases": {"platform/task.hpp"}}

# Libraries that belong to some folders alone: a beginning of the header's name -> those folders.
ONLY_FOR = {
    "libpq": {"storage"},
    "hiredis": {"adapters"},
    "sodium": {"adapters"},
    "cjose": {"adapters"},
    "boost/": {"platform", "storage", "adapters", "edge", "apps"},
    "CLI/": {"apps"},
    "toml++": {"platform", "apps"},
    "sys/": {"platform", "adapters", "apps"},
    "unistd": {"platform", "adapters", "apps"},
}
# All that the domain may know of the world outside: values, containers, arithmetic; the zone database; hashes.
DOMAIN_HEADERS = re.compile(
    r"(algorithm|any|array|bit|bitset|cctype|charconv|chrono|climits|cmath|compare|concepts|cstddef|cstdint|cstdio|cstdlib|cstring|"
    r"deque|exception|expected|functional|initializer_list|iterator|limits|list|map|memory|numeric|optional|queue|ranges|ratio|set|"
    r"span|stdexcept|string|string_view|tuple|type_traits|unordered_map|unordered_set|utility|variant|vector|date/tz\.h|date/date\.h|"
    r"openssl/[a-z]+\.h)"
)
IMPURE_IN_DOMAIN = [
    (re.compile(r"\bco_(await|return|yield)\b"), "the domain has no coroutines"),
    (re.compile(r"\b(f?printf|puts|fopen|fputs|fwrite|fread|scanf|system|popen)\s*\("), "the domain does no input or output"),
    (re.compile(r"\bstd::(cout|cerr|clog|cin)\b"), "the domain does no input or output"),
    (re.compile(r"\b(rand|srand|time)\s*\("), "the domain takes time and chance as parameters"),
]
# Banned outside of these folders: a simulation could not replace them.
WORLD_FOLDERS = {"adapters", "platform", "apps"}
# Real servers that tests start for themselves are part of the world, though they live among the memory stores.
WORLDLY_FILES = re.compile(r"src/testing/private_\w+\.[ch]pp")
WORLDLY = [
    (re.compile(r"\b(system_clock|steady_clock|high_resolution_clock|utc_clock)::now\b"), "asks a clock; time is a parameter"),
    (re.compile(r"\brandom_device\b"), "draws chance by itself; it is a parameter"),
    (re.compile(r"\bstd::(jthread|thread|async)\b"), "starts a thread"),
    (re.compile(r"\bthis_thread\b|(?<![\w:])(::)?(usleep|nanosleep|sleep)\s*\("), "sleeps"),
    (re.compile(r"\b(getenv|secure_getenv)\s*\("), "reads the environment"),
    (re.compile(r"(?<![\w:.>])::(socket|connect|bind|listen|accept4?)\s*\(|<sys/socket\.h>"), "opens a socket by itself"),
]
LONGEST_FILE = 400
GENERATED = {"src/domain/phone_table.cpp"}


def without_comments(text):
    """The code with comments blanked, line by line where it was; texts in quotes stay."""
    pattern = re.compile(r'R"(?P<d>[^(\s]*)\(.*?\)(?P=d)"|"(?:\\.|[^"\\\n])*"|//[^\n]*|/\*.*?\*/', re.DOTALL)

    def blank(match):
        piece = match.group(0)
        return re.sub(r"[^\n]", " ", piece) if piece.startswith("/") else piece
    return pattern.sub(blank, text)


def without_texts(code):
    """The code with the insides of texts blanked: words in a message are not code."""
    pattern = re.compile(r'R"(?P<d>[^(\s]*)\(.*?\)(?P=d)"|"(?:\\.|[^"\\\n])*"', re.DOTALL)
    return pattern.sub(lambda match: '"' + re.sub(r"[^\n]", " ", match.group(0)[1:-1]) + '"', code)


def lines_with(code, pattern):
    for match in pattern.finditer(code):
        yield code.count("\n", 0, match.start()) + 1, match


class Checker:
    def __init__(self, root):
        self.root = pathlib.Path(root)
        self.violations = []
        self.verbs = {}  # the class of a use case -> its file's stem

    def report(self, path, line, sentence):
        self.violations.append(f"{path.relative_to(self.root)}:{line}: {sentence}")

    def run(self):
        files = sorted(path for path in (self.root / "src").rglob("*") if path.suffix in {".cpp", ".hpp"})
        codes = {path: without_comments(path.read_text(encoding="utf-8")) for path in files}
        for path, code in codes.items():
            if self.folder_of(path) == "usecases" and path.suffix == ".hpp" and re.search(r"\brun\(", code):
                for _, match in lines_with(code, re.compile(r"^class (\w+)[^;{]*\{", re.MULTILINE)):
                    self.verbs[match.group(1)] = path.stem
        for path, code in codes.items():
            self.check_includes(path, code)
            self.check_purity(path, without_texts(code))
            self.check_awaits(path, without_texts(code))
            self.check_length(path)
        return self.violations

    def folder_of(self, path):
        return path.relative_to(self.root / "src").parts[0]

    def is_worldly(self, path):
        return WORLDLY_FILES.fullmatch(str(path.relative_to(self.root)))

    def check_includes(self, path, code):
        folder = self.folder_of(path)
        if folder not in MAY_INCLUDE:
            return self.report(path, 1, f"the folder src/{folder} is not known to the rule of who may include whom")
        for line, match in lines_with(code, re.compile(r'^[ \t]*#[ \t]*include[ \t]*(?:"([^"]+)"|<([^>]+)>)', re.MULTILINE)):
            own, foreign = match.groups()
            if own:
                self.check_own_include(path, line, own)
            elif folder == "domain" and not DOMAIN_HEADERS.fullmatch(foreign):
                self.report(path, line, f"the domain is pure and may not include <{foreign}>")
            else:
                for beginning, folders in ONLY_FOR.items():
                    if foreign.startswith(beginning) and folder not in folders and not self.is_worldly(path):
                        self.report(path, line, f"<{foreign}> belongs to {', '.join(sorted(folders))}, not to {folder}")
        return None

    def check_own_include(self, path, line, included):
        folder = self.folder_of(path)
        other = included.split("/")[0]
        if "/" not in included or ".." in included:
            self.report(path, line, f'"{included}" must be named from src on')
        elif other != folder and other not in MAY_INCLUDE[folder] and included not in ALSO_MAY_INCLUDE.get(folder, set()):
            self.report(path, line, f"{folder} may not include {included}")

    def check_purity(self, path, code):
        folder = self.folder_of(path)
        if folder == "domain":
            for pattern, sentence in IMPURE_IN_DOMAIN:
                for line, _ in lines_with(code, pattern):
                    self.report(path, line, sentence)
        if folder not in WORLD_FOLDERS and not self.is_worldly(path):
            for pattern, sentence in WORLDLY:
                for line, _ in lines_with(code, pattern):
                    self.report(path, line, f"{folder} {sentence}")
        if folder == "usecases":
            for name, stem in self.verbs.items():
                if path.stem == stem:
                    continue
                for line, _ in lines_with(code, re.compile(rf"(?<!ports::)(?<!domain::)\b{name}\b")):
                    self.report(path, line, f"no use case calls another: {name}")

    def check_awaits(self, path, code):
        """A line that waits holds only names: temporaries in such an expression are corrupted by a compiler that we support."""
        for line, match in lines_with(code, re.compile(r"\bco_await\b")):
            start = max(code.rfind(mark, 0, match.start()) for mark in ";{}") + 1
            end = code.find(";", match.end())
            before, waited = code[start:match.start()], self.up_to_block(code[match.end():end])
            if re.search(r"\bauto\s*&*\s*\[[^\]]*\]\s*=\s*$", before):
                self.report(path, line, "a co_await line has no structured binding; name the result first")
            elif "{" in waited or re.search(r"(?<![\w)\]])\[", waited):
                self.report(path, line, "a co_await line holds only names: no braces and no lambda")

    @staticmethod
    def up_to_block(text):
        """Of `if (co_await x) {` and the like only `x`: the brace behind an unmatched `)` opens a block."""
        depth = 0
        for index, letter in enumerate(text):
            depth += {"(": 1, ")": -1}.get(letter, 0)
            if depth < 0:
                return text[:index]
        return text

    def check_length(self, path):
        lines = path.read_text(encoding="utf-8").count("\n")
        if lines > LONGEST_FILE and str(path.relative_to(self.root)) not in GENERATED:
            self.report(path, LONGEST_FILE, f"{lines} lines; beyond {LONGEST_FILE} a file hides things")


def main():
    root = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parents[1]
    violations = Checker(root).run()
    for violation in violations:
        print(violation)
    return 1 if violations else 0


if __name__ == "__main__":
    sys.exit(main())
