import pathlib
import shutil
import sys
import tempfile

import pytest

HERE = pathlib.Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "system")]


@pytest.fixture(scope="session")
def ground():
    """The one PostgreSQL and Redis that all installations of the scenarios share."""
    from installations import Ground
    folder = pathlib.Path(tempfile.mkdtemp(prefix="salon-scenarios-", dir="/tmp"))
    folder.chmod(0o755)
    try:
        with Ground(folder) as ground:
            yield ground
    finally:
        shutil.rmtree(folder, ignore_errors=True)
