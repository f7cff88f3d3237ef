"""The PostgreSQL and Redis that `salon up` brings: first and later starts, deaths of every kind, and the sentences for what cannot be."""
import os
import pathlib
import re
import signal
import socket
import stat
import subprocess

import pytest

from salon import NOBODY, Salon, as_plain_user, is_alive, program_for_everyone, run, until

is_root = os.geteuid() == 0
needs_root = pytest.mark.skipif(not is_root, reason="only root can set this up")


def servers_of(data):
    """Processes that work in the data folder."""
    found = []
    for entry in pathlib.Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if pathlib.Path(os.readlink(entry / "cwd")).is_relative_to(data) and is_alive(entry.name):
                    found.append(int(entry.name))
            except OSError:
                pass
    return found


def plant(salon):
    salon.sql("CREATE TABLE kept (word text)")
    salon.sql("INSERT INTO kept VALUES ('there')")


def has_planted(salon):
    return salon.sql("SELECT word FROM kept") == "there"


def sentence_of(data, port=0, env=None, **options):
    """What a start says that must fail: its last line."""
    done = run("up", "--data", data, "--port", port, "--empty", env=env, **options)
    assert done.returncode == 1, done.stderr
    line = done.stderr.strip().splitlines()[-1]
    assert line.startswith("salon: ")
    return line


def test_a_first_start_makes_a_database_and_the_second_finds_its_data(folder):
    with Salon(folder / "data", "--empty") as salon:
        assert salon.get("/healthz").status == 200
        plant(salon)
        assert salon.stop() == 0
    with Salon(folder / "data", "--empty") as salon:
        assert has_planted(salon)
    assert servers_of(folder) == []


def test_the_database_is_private_durable_and_checked(folder):
    with Salon(folder / "data", "--empty") as salon:
        shown = {name: salon.sql(f"SHOW {name}", user="postgres", database="postgres")
                 for name in ("listen_addresses", "fsync", "synchronous_commit", "full_page_writes", "data_checksums",
                              "server_encoding", "shared_buffers")}
        assert shown == {"listen_addresses": "", "fsync": "on", "synchronous_commit": "on", "full_page_writes": "on",
                         "data_checksums": "on", "server_encoding": "UTF8", "shared_buffers": "128MB"}
        assert salon.sql("SELECT rolsuper FROM pg_roles WHERE rolname = 'salon'") == "f"
        for name in ("run", "postgres", "redis", "keys"):
            assert stat.S_IMODE((salon.data / name).stat().st_mode) == 0o700, name
        by_path = subprocess.run(["psql", "-h", str(salon.data / "run"), "-U", "salon", "salon", "-Atqc", "SELECT 1"],
                                 capture_output=True, text=True, timeout=30)
        assert by_path.stdout.strip() == "1", by_path.stderr


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_it_all_in_order(folder, number):
    with Salon(folder / "data", "--empty") as salon:
        assert salon.stop(number, within=30) == 0
        assert servers_of(folder) == []
    assert "database system is shut down" in (folder / "data/log/postgres.log").read_text()
    assert "ready to exit" in (folder / "data/log/redis.log").read_text()


def test_a_signal_in_the_middle_of_the_first_start_stops_it_and_the_next_start_begins_again(folder):
    with Salon(folder / "data", "--empty", wait=False) as salon:
        until(lambda: (folder / "data/.postgres-being-made").exists() or salon.url)
        assert salon.stop() == 0
    with Salon(folder / "data", "--empty") as salon:
        assert salon.sql("SELECT 1") == "1"
    assert not (folder / "data/.postgres-being-made").exists()


def test_after_a_kill_of_the_program_its_servers_go_and_the_next_start_finds_the_data(folder):
    with Salon(folder / "data", "--empty") as salon:
        plant(salon)
        salon.kill()
    with Salon(folder / "data", "--empty") as salon:
        assert has_planted(salon)
        assert salon.ask_redis("PING").startswith("+PONG")


def test_after_a_kill_of_everything_at_once_the_next_start_finds_the_data(folder):
    with Salon(folder / "data", "--empty") as salon:
        plant(salon)
        victims = [salon.process.pid, salon.postgres_pid(), salon.redis_pid()]
        for pid in victims:
            os.kill(pid, signal.SIGKILL)
        salon.process.wait(10)
    with Salon(folder / "data", "--empty") as salon:
        assert has_planted(salon)


def test_servers_that_do_not_notice_the_death_of_the_program_are_ended_by_the_next_start(folder):
    with Salon(folder / "data", "--empty") as salon:
        plant(salon)
        frozen = [salon.postgres_pid(), salon.redis_pid()]
        for pid in frozen:
            os.kill(pid, signal.SIGSTOP)
        salon.kill()
        assert all(is_alive(pid) for pid in frozen)
    with Salon(folder / "data", "--empty", wait=False) as salon:
        salon.until_ready(seconds=120)
        assert not any(is_alive(pid) for pid in frozen)
        assert has_planted(salon)


@pytest.mark.parametrize("server", ["postgres_pid", "redis_pid"])
def test_a_dead_server_is_back_within_ten_seconds(folder, server):
    with Salon(folder / "data", "--empty") as salon:
        plant(salon)
        find = getattr(salon, server)
        former = find()
        os.kill(former, signal.SIGKILL)

        def is_back():
            try:
                found = find()
            except OSError:
                return False
            return found and found != former
        until(is_back, seconds=10, what=f"another {server}")
        assert has_planted(salon)
        assert salon.get("/healthz").status == 200
        assert salon.stop() == 0


def test_a_lock_file_that_names_somebody_elses_process_stops_nothing(folder):
    with Salon(folder / "data", "--empty") as salon:
        plant(salon)
        pid_file = folder / "data/postgres/postmaster.pid"
        lines = pid_file.read_text().splitlines()
        socket_lock = folder / "data/run/.s.PGSQL.5432.lock"
        socket_lines = socket_lock.read_text().splitlines()
        for pid in (salon.process.pid, salon.postgres_pid(), salon.redis_pid()):
            os.kill(pid, signal.SIGKILL)
        salon.process.wait(10)
    until(lambda: not servers_of(folder), what="the end of all servers")
    somebody = subprocess.Popen(["cat"], stdin=subprocess.PIPE, **as_plain_user())
    try:
        pid_file.write_text("\n".join([str(somebody.pid), *lines[1:]]) + "\n")
        socket_lock.write_text("\n".join([str(somebody.pid), *socket_lines[1:]]) + "\n")
        with Salon(folder / "data", "--empty") as salon:
            assert has_planted(salon)
        assert somebody.poll() is None
    finally:
        somebody.kill()
        somebody.wait(10)


def test_a_second_program_on_the_same_folder_is_refused(folder):
    with Salon(folder / "data", "--empty") as salon:
        said = sentence_of(folder / "data")
        assert re.search(rf"in use by another salon \(process {salon.process.pid}\)", said)
        assert salon.get("/healthz").status == 200


def test_a_folder_that_cannot_be_made_is_one_sentence(folder):
    (folder / "file").write_text("not a folder")
    assert "Cannot write to" in sentence_of(folder / "file/data")


@needs_root
def test_a_folder_of_somebody_else_is_one_sentence(folder):
    (folder / "data").mkdir(mode=0o755)
    binary = program_for_everyone(folder)
    said = sentence_of(folder / "data", binary=binary, **as_plain_user())
    assert said == f"salon: Cannot write to {folder}/data: Permission denied."


def test_a_busy_port_is_one_sentence_and_touches_nothing(folder):
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        said = sentence_of(folder / "data", port)
        assert said == f"salon: Port {port} of 127.0.0.1 is in use: choose another with --port."
    assert not (folder / "data").exists()


def test_a_missing_postgresql_is_one_sentence(folder):
    said = sentence_of(folder / "data", env={"SALON_POSTGRES_FOLDER": str(folder)})
    assert said == "salon: PostgreSQL 15 or later is not installed: apt install postgresql"


def test_a_missing_redis_is_one_sentence(folder):
    said = sentence_of(folder / "data", env={"PATH": str(folder)})
    assert said == "salon: Redis is not installed: apt install redis-server"


def test_data_of_a_version_that_is_not_installed_is_one_sentence(folder):
    (folder / "data/postgres").mkdir(parents=True)
    (folder / "data/postgres/PG_VERSION").write_text("14\n")
    (folder / "data/keys").mkdir()
    (folder / "data/keys/salon.keys").write_text("end\n")
    assert "made by PostgreSQL 14, which is not installed: apt install postgresql-14" in sentence_of(folder / "data")


@needs_root
def test_a_full_disk_is_one_sentence(folder):
    (folder / "disk").mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=20m,mode=755", "tmpfs", folder / "disk"], check=True)
    try:
        assert re.search(r"The disk of the data folder .* is full: \d+ MB are free, \d+ MB are needed", sentence_of(folder / "disk/data"))
    finally:
        subprocess.run(["umount", folder / "disk"], check=True)


def test_foreign_files_in_the_data_folder_are_left_alone(folder):
    (folder / "data/sub").mkdir(parents=True)
    (folder / "data/notes.txt").write_text("mine")
    (folder / "data/sub/more.txt").write_text("mine too")
    before = {path: (path.stat().st_mode, path.stat().st_uid) for path in (folder / "data").rglob("*")}
    with Salon(folder / "data", "--empty"):
        pass
    assert (folder / "data/notes.txt").read_text() == "mine"
    assert (folder / "data/sub/more.txt").read_text() == "mine too"
    assert {path: (path.stat().st_mode, path.stat().st_uid) for path in before} == before


def test_a_foreign_thing_in_the_place_of_the_database_is_refused_and_left_alone(folder):
    (folder / "data/postgres").mkdir(parents=True)
    (folder / "data/postgres/diary.txt").write_text("mine")
    assert "is in the way" in sentence_of(folder / "data")
    assert (folder / "data/postgres/diary.txt").read_text() == "mine"


def test_a_database_whose_keys_are_gone_is_not_given_new_ones(folder):
    with Salon(folder / "data", "--empty"):
        pass
    (folder / "data/keys/salon.keys").rename(folder / "elsewhere")
    assert "Put it back from your backup" in sentence_of(folder / "data")
    (folder / "elsewhere").rename(folder / "data/keys/salon.keys")
    with Salon(folder / "data", "--empty") as salon:
        assert salon.get("/healthz").status == 200


@pytest.mark.parametrize("name", ["x" * 120, "with space, comma? and 100%"])
def test_a_path_that_no_socket_can_be_named_by_works_all_the_same(folder, name):
    with Salon(folder / name / "data", "--empty", wait=False) as salon:
        salon.until_ready()
        plant(salon)
        assert "psql gets there by: cd " in salon.errors()


@needs_root
def test_root_may_keep_its_data_where_no_other_user_can_look(folder):
    (folder / "secret").mkdir(mode=0o700)
    with Salon(folder / "secret/data", "--empty") as salon:
        assert has_planted(salon) if plant(salon) else True
        assert salon.data.joinpath("postgres").stat().st_uid != 0
    assert stat.S_IMODE((folder / "secret").stat().st_mode) == 0o700


@needs_root
def test_servers_do_not_run_as_root(folder):
    with Salon(folder / "data", "--empty") as salon:
        for pid in (salon.postgres_pid(), salon.redis_pid()):
            assert pathlib.Path(f"/proc/{pid}").stat().st_uid != 0


def test_a_plain_user_starts_it_twice_and_root_after_them(plain_folder):
    binary = program_for_everyone(plain_folder.parent)
    options = {"binary": binary, "env": {"HOME": str(plain_folder)}, **as_plain_user()}
    with Salon(plain_folder / "data", "--empty", **options) as salon:
        plant(salon)
    with Salon(plain_folder / "data", "--empty", **options) as salon:
        assert has_planted(salon)
    if is_root:
        with Salon(plain_folder / "data", "--empty") as salon:
            assert has_planted(salon)
            assert pathlib.Path(f"/proc/{salon.postgres_pid()}").stat().st_uid == NOBODY
        with Salon(plain_folder / "data", "--empty", **options) as salon:
            assert has_planted(salon)


def test_split_runs_each_service_in_a_process_of_its_own_and_stops_them_all(folder):
    with Salon(folder / "data", "--empty", "--split") as salon:
        services = salon.services()
        assert set(services) == {"auth", "availability", "slot", "booking", "worker"}
        assert salon.get("/healthz").status == 200
        assert salon.stop() == 0
        assert not any(is_alive(pid) for pid in services.values())
