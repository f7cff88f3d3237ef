"""Settings: where they come from, who wins, and what is refused. And the names of the targets."""
import pytest

from salon import run


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
    ("SALON_DATABASE_CONNECTIONS", "9", "from 1 to 8"),
    ("SALON_DRAIN_SECONDS", "-1", "from 0 to 25"),
    ("SALON_COOKIE_SECURE", "maybe", "must be 0 or 1"),
    ("SALON_LOG_LEVEL", "loud", "must be debug, info, warning or error"),
    ("SALON_ADDRESS", "localhost", "must be an IP address"),
    ("SALON_TRUSTED_PROXIES", "10.0.0.1,proxy", 'has "proxy"'),
    ("SALON_UPSTREAM_SLOT", "host", "must list host:port"),
    ("SALON_UPSTREAM_SLOT", "host:0", "must list host:port"),
    ("SALON_EXPOSURE_KEY", "ab", "must be 64 hex digits"),
    ("SALON_EXPOSURE_KEY", "g" * 64, "must be 64 hex digits"),
    ("SALON_EXPOSURE_VARIANTS", "control,loose", 'knows no variant "loose"'),
    ("SALON_EXPOSURE_VARIANTS", ",", "must name one variant"),
    ("SALON_EXPOSURE_COMPACT_PERCENT", "101", "from 0 to 100"),
])
def test_a_malformed_value_is_one_sentence_that_names_it(name, value, words):
    said = refused(env={name: value})
    assert name in said and words in said


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
