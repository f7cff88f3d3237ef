"""The commands around a running installation: administrators, verification, the demo brand of the first start."""
import pytest

from salon import Salon, run, until

EMAIL, PASSWORD = "owner@example.com", "a long enough password"


@pytest.fixture
def password_file(folder):
    path = folder / "password"
    path.write_text(PASSWORD + "\nwhatever follows\n")
    return path


def sign_in(salon):
    return salon.post("/auth/v1/login", {"email": EMAIL, "password": PASSWORD}).status


@pytest.mark.parametrize("while_running", [True, False])
def test_the_first_administrator_is_made_beside_a_running_installation_or_without_one(folder, password_file, while_running):
    def create():
        return run("admin", "create", "--email", EMAIL, "--password-file", password_file, "--data", folder / "data")
    with Salon(folder / "data", "--empty") as salon:
        assert sign_in(salon) == 401
        if while_running:
            done = create()
            assert done.returncode == 0, done.stderr
            assert sign_in(salon) == 200
    if not while_running:
        done = create()
        assert done.returncode == 0, done.stderr
    with Salon(folder / "data") as salon:
        assert sign_in(salon) == 200
        again = create()
        assert again.returncode == 1 and again.stderr.startswith("salon: ")


def test_an_administrator_needs_a_password_and_a_database(folder, password_file):
    (folder / "empty").write_text("\n")
    for wrong, words in (("empty", "first line is empty"), ("none", "Cannot read the password file")):
        done = run("admin", "create", "--email", EMAIL, "--password-file", folder / wrong, "--data", folder / "data")
        assert done.returncode == 2 and words in done.stderr
    done = run("admin", "create", "--email", EMAIL, "--password-file", password_file, "--data", folder / "data")
    assert done.returncode == 1 and "There is no database in" in done.stderr
    done = run("verify", cwd=folder)
    assert done.returncode == 2 and "Which database?" in done.stderr
    assert not (folder / "data").exists()


def test_verify_finds_a_planted_corruption_and_nothing_before(folder):
    with Salon(folder / "data") as salon:
        # The demo's visits of last week reach the event log in the first seconds.
        until(lambda: run("verify", "--data", folder / "data").stdout == "Every invariant holds.\n", what="a clean verification")
        salon.sql("SET session_replication_role = replica; "
                  "UPDATE slot_instances SET hold = hold + 1 WHERE id = (SELECT id FROM slot_instances WHERE capacity > booked + hold LIMIT 1)",
                  user="postgres")
        corrupt = run("verify", "--data", folder / "data")
        assert corrupt.returncode == 1
        assert corrupt.stdout.strip() and "Every invariant" not in corrupt.stdout


def login_told(salon):
    """What `up` prints below its ready line."""
    def found():
        salon.output += (salon.process.stdout.read() or b"").decode()
        return [line for line in salon.output.splitlines(keepends=True) if line.startswith("Sign in as ") and line.endswith("\n")]
    email, password = until(found, 10, "the sign-in line")[0].strip().removeprefix("Sign in as ").split(" with the password ")
    return {"email": email, "password": password}


def change_password(salon, login, password):
    token = salon.post("/auth/v1/login", login).json()["access_token"]
    staff = {"Authorization": f"Bearer {token}"}
    account = salon.get("/auth/v1/me", headers=staff).json()["id"]
    return salon.request("PATCH", f"/admin/v1/staff/{account}", {"password": password}, headers={**staff, "Idempotency-Key": "a-key-of-sixteen"})


def test_the_demo_comes_with_the_first_start_and_its_login_is_told_until_it_has_a_password_of_its_own(folder):
    with Salon(folder / "data") as salon:
        locations = salon.get("/v1/locations").json()["items"]
        assert len(locations) > 0
        login = login_told(salon)
        assert salon.post("/auth/v1/login", login).status == 200
    with Salon(folder / "data") as salon:
        assert login_told(salon) == login
        assert salon.post("/auth/v1/login", login).status == 200
        assert salon.get("/v1/locations").json()["items"] == locations
        assert change_password(salon, login, PASSWORD).status == 200
    with Salon(folder / "data") as salon:
        assert salon.post("/auth/v1/login", {**login, "password": PASSWORD}).status == 200
        assert salon.stop() == 0
        salon.output += (salon.process.stdout.read() or b"").decode()
        assert "Sign in" not in salon.output


def test_an_empty_installation_stays_empty_though_a_later_start_asks_for_the_demo(folder):
    for choice in ("--empty", "--demo"):
        with Salon(folder / "data", choice) as salon:
            assert salon.get("/v1/locations").json()["items"] == []
            assert "Sign in" not in salon.output


def test_a_demo_that_was_interrupted_is_loaded_by_the_next_start(folder):
    with Salon(folder / "data", wait=False) as salon:
        until(lambda: (folder / "data/postgres").exists(), what="the new database")
        salon.kill()
    with Salon(folder / "data") as salon:
        assert len(salon.get("/v1/locations").json()["items"]) > 0
    assert not (folder / "data/demo-wanted").exists()


def test_split_services_answer_through_the_gateway(folder):
    with Salon(folder / "data", "--split") as salon:
        location = salon.get("/v1/locations").json()["items"][0]["id"]
        services = salon.get(f"/v1/locations/{location}/services").json()["items"]
        dates = salon.get(f"/v1/dates?location_id={location}&service_id={services[0]['id']}")
        assert dates.status == 200 and dates.json()["dates"]
        assert salon.get("/auth/v1/me").status == 401
        assert salon.get("/admin/v1/bookings").status == 401
