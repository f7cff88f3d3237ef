import os
import pathlib
import shutil
import sys
import tempfile

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))


@pytest.fixture
def folder():
    """A fresh folder with a short path that every user can reach."""
    path = pathlib.Path(tempfile.mkdtemp(prefix="salon-", dir="/tmp"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture
def plain_folder(folder):
    """The same, owned by a user who is not root."""
    from salon import NOBODY
    path = folder / "home"
    path.mkdir()
    if os.geteuid() == 0:
        os.chown(path, NOBODY, NOBODY)
    return path
