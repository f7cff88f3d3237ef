"""One installation with a small salon, shared by the tests that only look at what it says."""
import pathlib
import shutil
import tempfile

from brand import Brand, make_admin
from salon import Salon
from serving import NO_LIMITS


class Living:
    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="salon-", dir="/tmp"))
        self.folder.chmod(0o755)
        self.salon = Salon(self.folder / "data", "--empty", env={**NO_LIMITS, "SALON_LOG_LEVEL": "debug"})
        self.salon.start()
        make_admin(self.salon)
        self.brand = Brand(lambda: self.salon.url).open(days=2, granularity=30)

    def end(self):
        self.salon.end()
        shutil.rmtree(self.folder, ignore_errors=True)


def shared(config):
    """The same one for every module of a run; it ends with the run."""
    if not hasattr(config, "living_salon"):
        config.living_salon = Living()
        config.add_cleanup(config.living_salon.end)
    return config.living_salon
