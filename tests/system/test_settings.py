"""Settings: where they come from, who wins, and what is refused. And the names of the targets."""
import re

import pytest

from salon import ROOT, run

# What the contract names (its parts "Starting it" and "Rate limits").
PROMISED = {"SALON_DATABASE_URL", "SALON_REDIS_URL", "SALON_HOLD_SECONDS", "SALON_RATE_LIMIT_READS", "SALON_RATE_LIMIT_BOOKINGS",
            "SALON_RATE_LIMIT_STAFF", "SALON_RATE_LIMIT_LOGIN", "SALON_DRAIN_SECONDS", "SALON_MAX_LIVE_HOLDS", "SALON_EXPOSURE_ENFORCE",
            "SALON_EXPOSURE_KEY"}


def explained(*arguments, env=None):
    done = run(*arguments, "config", "--explain", env=env)
    assert done.returncode == 0, done.stderr
    lines = [line for line in done.stdout.splitlines() if line.startswith("SALON_")]
    return dict(line.split(" = ", 1) for line in lines)


def refused(*arguments, env=None):
    done = run(*arguments, "config", "--explain", env=env)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    return done.stderr


@pytest.fixture
def settings_file(folder):
    def write(text):
        path = folder / "salon.toml"
        path.write_text(text)
        return path
    return write


def test_every_setting_has_a_value_a_source_and_a_meaning():
    done = run("config", "--explain")
    lines = done.stdout.splitlines()
    assert len(lines) % 2 == 0 and len(lines) >= 50
    for name, meaning in zip(lines[::2], lines[1::2]):
        assert name.startswith("SALON_") and name.endswith("(default)")
        assert len(meaning.strip()) > 10


def test_the_list_of_settings_names_exactly_what_the_program_reads_and_everything_that_is_promised():
    listed = set(explained())
    read = set()
    for path in [*(ROOT / "src").rglob("*.cpp"), *(ROOT / "src").rglob("*.hpp")]:
        for line in path.read_text().splitlines():
            if "SettingSpec{" not in line:
                read |= set(re.findall(r'"(SALON_[A-Z_]+)"', line))
    assert listed == read
    assert PROMISED <= listed


def test_the_environment_wins_over_the_file_and_the_file_over_the_default(settings_file):
    path = settings_file('port = 9001\nhold_seconds = 30\n')
    found = explained("--config", path, env={"SALON_PORT": "9002"})
    assert found["SALON_PORT"] == "9002  (environment)"
    assert found["SALON_HOLD_SECONDS"].startswith("30  (") and "line 2" in found["SALON_HOLD_SECONDS"]
    assert found["SALON_RATE_LIMIT_READS"] == "60  (default)"


def test_the_file_may_be_named_by_the_environment(settings_file):
    path = settings_file('rate_limit_staff = 7\ntrusted_proxies = ["10.0.0.1", "10.1.0.0/16"]\nexposure_enforce = false\n')
    found = explained(env={"SALON_CONFIG": str(path)})
    assert found["SALON_RATE_LIMIT_STAFF"].startswith("7 ")
    assert found["SALON_TRUSTED_PROXIES"].startswith("10.0.0.1,10.1.0.0/16 ")
    assert found["SALON_EXPOSURE_ENFORCE"].startswith("0 ")
    assert found["SALON_CONFIG"] == f"{path}  (environment)"
    other = explained("--config", path, env={"SALON_CONFIG": "/nowhere/salon.toml"})
    assert other["SALON_CONFIG"] == f"{path}  (command line)"


def test_secrets_are_never_shown():
    key = "ab" * 32
    done = run("config", "--explain", env={"SALON_EXPOSURE_KEY": key, "SALON_DATABASE_URL": "postgresql://anna:geheim@db:5432/salon",
                                           "SALON_REDIS_URL": "redis://:geheim@cache:6379/0"})
    assert key not in done.stdout and "geheim" not in done.stdout
    assert "postgresql://anna:***@db:5432/salon" in done.stdout
    assert "redis://:***@cache:6379/0" in done.stdout


@pytest.mark.parametrize("text, words", [
    ("prot = 1\n", 'There is no setting "prot"'),
    ("port = 1\n[server]\nport = 2\n", 'There is no setting "server"'),
    ("PORT = 1\n", 'There is no setting "PORT"'),
    ('config = "other.toml"\n', 'The setting "config" has no place in a file'),
    ("port = 1.5\n", "wrong kind"),
    ('port = "many"\n', "must be a whole number from 0 to 65535"),
    ("port = [1]\n", "wrong kind"),
    ("port = \n", "line 1"),
])
def test_what_a_file_says_wrongly_is_refused_with_its_place(settings_file, text, words):
    path = settings_file(text)
    said = refused("--config", path)
    assert words in said and str(path) in said and "line " in said


def test_a_file_that_is_not_there_is_refused(folder):
    assert "none.toml" in refused("--config", folder / "none.toml")


@pytest.mark.parametrize("name, value, words", [
    ("SALON_PORT", "65536", "must be a whole number from 0 to 65535"),
    ("SALON_PORT", "80x", "must be a whole number"),
    ("SALON_DATABASE_CONNECTIONS", "9", "from 2 to 8"),
    ("SALON_DATABASE_CONNECTIONS", "1", "from 2 to 8"),
    ("SALON_DRAIN_SECONDS", "-1", "from 0 to 25"),
    ("SALON_COOKIE_SECURE", "maybe", "must be 0 or 1"),
    ("SALON_LOG_LEVEL", "loud", "must be debug, info, warning or error"),
    ("SALON_ADDRESS", "localhost", "must be an IP address"),
    ("SALON_TRUSTED_PROXIES", "10.0.0.1,proxy", 'has "proxy"'),
    *(("SALON_WIDGET_ORIGINS", origin, "must list https://host")
      for origin in ("salon.example", "ftp://salon.example", "https://", "https://*", "https://a.example/page", "https://a.example;x", "https://a.example:",
                     "https://a.example:80x", "https://a.example b.example")),
    ("SALON_UPSTREAM_SLOT", "host", "must list host:port"),
    ("SALON_UPSTREAM_SLOT", "host:0", "must list host:port"),
    ("SALON_EXPOSURE_KEY", "ab", "must be 64 hex digits"),
    ("SALON_EXPOSURE_KEY", "g" * 64, "must be 64 hex digits"),
    ("SALON_EXPOSURE_VARIANTS", "control,loose", 'knows no variant "loose"'),
    ("SALON_EXPOSURE_VARIANTS", ",", "must name one variant"),
    ("SALON_EXPOSURE_COMPACT_PERCENT", "101", "from 0 to 100"),
    *(("SALON_REDIS_URL", url, "must be redis://host:port/0 or unix:///path/redis.sock")
      for url in ("", "localhost:6379", "rediss://localhost", "redis://", "redis://localhost:99999", "redis://localhost:", "unix://redis.sock", "http://localhost")),
    *(("SALON_JWKS_URL", url, "must be http://host:port/path; https is not spoken")
      for url in ("https://auth:8443/.well-known/jwks.json", "auth:8080", "http://", "http:///jwks", "http://auth:0/", "http://auth:port/", "http://auth:99999/",
                  "http://a b/", "http://user@auth/", "http://[::1/", "http://auth/ jwks", "/.well-known/jwks.json")),
])
def test_a_malformed_value_is_one_sentence_that_names_it(name, value, words):
    said = refused(env={name: value})
    assert name in said and words in said


@pytest.mark.parametrize("name, value", [
    *(("SALON_REDIS_URL", url) for url in ("redis://cache", "redis://cache:6380/2", "unix:///run/redis.sock?db=1", "redis://[::1]:6379/0")),
    *(("SALON_JWKS_URL", url) for url in ("", "http://auth", "http://auth:8080", "http://10.0.0.1:8080/.well-known/jwks.json", "http://[::1]:8080/keys")),
])
def test_a_well_formed_address_is_taken(name, value):
    explained(env={name: value})


def test_a_share_of_customers_in_a_variant_that_is_not_allowed_is_refused():
    said = refused(env={"SALON_EXPOSURE_VARIANTS": "control", "SALON_EXPOSURE_COMPACT_PERCENT": "5"})
    assert "SALON_EXPOSURE_COMPACT_PERCENT" in said and "SALON_EXPOSURE_VARIANTS" in said


def test_what_is_said_of_redis_is_what_its_absence_costs():
    meaning = run("config", "--explain").stdout.split("SALON_REDIS_URL", 1)[1].split("SALON_", 1)[0]
    assert "nobody can sign in" in meaning


@pytest.mark.parametrize("target, words", [
    ("notify", "The target notify is not part of this version yet."),
    ("slot,audit", "The target audit is not part of this version yet."),
    ("sloth", 'There is no target "sloth"; there are all, gateway, auth, availability, slot, booking, worker.'),
    ("slot,", 'There is no target ""'),
])
def test_a_target_that_cannot_run_is_one_sentence(target, words):
    done = run("serve", f"--target={target}")
    assert done.returncode == 2
    assert words in done.stderr


def test_serving_needs_a_database():
    done = run("serve", "--target=slot,worker")
    assert done.returncode == 2
    assert "SALON_DATABASE_URL is not set" in done.stderr


def test_a_wrong_command_line_is_refused():
    for arguments in (["fly"], ["up", "--wings"], [], ["admin"], ["admin", "create", "--email", "a@b.example"]):
        assert run(*arguments).returncode == 2, arguments
    assert run("version").stdout.startswith("salon ")


def test_keys_are_made_once_and_never_replaced(folder):
    path = folder / "salon.keys"
    assert run("keys", "create", "--file", path).returncode == 0
    first = path.read_text()
    again = run("keys", "create", "--file", path)
    assert again.returncode == 1 and "stays as it is" in again.stderr
    assert path.read_text() == first
    assert path.stat().st_mode & 0o777 == 0o600
