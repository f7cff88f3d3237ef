"""./dev itself, as far as it can be asked without installing or building anything."""
import os
import pathlib
import stat
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]


def dev(*arguments, **options):
    return subprocess.run([ROOT / "dev", *arguments], capture_output=True, text=True, timeout=60, **options)


def shell(script, **environment):
    """Runs a line of bash with ./dev's functions at hand."""
    return subprocess.run(["bash", "-c", f'set -euo pipefail; root={ROOT}; . "$root/tools/dev/common.sh"; {script}'],
                          capture_output=True, text=True, timeout=60, env={**os.environ, **environment})


def test_an_unknown_command_is_refused_and_help_is_given():
    done = dev("fly")
    assert done.returncode == 2 and 'no command "fly"' in done.stderr
    assert "./dev up" in dev().stdout


def test_an_installed_package_is_not_missing_and_one_that_no_one_has_is():
    done = shell('missing_packages bash "no-such-package-a|bash" no-such-package-b "no-such-package-c|no-such-package-d"')
    assert done.stdout.split("\n")[:-1] == ["no-such-package-b", "no-such-package-c|no-such-package-d"]


def fake_folder(tmp_path, **programs):
    for name, text in programs.items():
        path = tmp_path / name.replace("_", "-")
        path.write_text(f"#!/bin/sh\n{text}\n")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return tmp_path


def test_without_root_and_sudo_what_is_missing_is_named_in_one_sentence(tmp_path):
    fakes = fake_folder(tmp_path, apt_get="exit 1", dpkg_query="exit 0")
    # EUID cannot be set in bash: another user is asked for by a fake of the check's surroundings.
    script = 'need=$(declare -f need_packages); eval "${need//EUID/user}"; user=1000; need_packages no-such-package'
    done = subprocess.run(["/bin/bash", "-c", f'root={ROOT}; . "$root/tools/dev/common.sh"; {script}'], capture_output=True,
                          text=True, timeout=60, env={"PATH": f"{fakes}"})
    assert done.returncode == 1
    assert done.stderr == ("./dev: these packages are missing, and there is no sudo to install them; "
                           "as root: apt-get install no-such-package\n")


def test_the_pinned_node_says_how_to_install_it_when_it_is_missing(tmp_path):
    copy = tmp_path / "run"
    copy.write_text((ROOT / "tools/node/run").read_text())
    done = subprocess.run(["sh", copy, "--version"], capture_output=True, text=True, timeout=30)
    assert done.returncode == 1 and "npm ci" in done.stderr


def test_lock_files_hold_no_download_addresses():
    for file in [*ROOT.glob("tools/*/package-lock.json"), ROOT / "web/package-lock.json"]:
        assert '"resolved"' not in file.read_text(), file
