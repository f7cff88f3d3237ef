"""An installation with a small salon, shared by the tests that only look at what it says: in one process, and split."""
import pathlib
import shutil
import tempfile

from brand import Brand, ask, make_admin
from salon import Salon, environment_of
from serving import NO_LIMITS


class Living:
    def __init__(self, how):
        self.how = how
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="salon-", dir="/tmp"))
        self.folder.chmod(0o755)
        arguments = ["--empty"] + (["--split"] if how == "split" else [])
        self.salon = Salon(self.folder / "data", *arguments, env={**NO_LIMITS, "SALON_LOG_LEVEL": "debug"})
        self.salon.start()
        make_admin(self.salon)
        self.brand = Brand(lambda: self.salon.url).open(days=2, granularity=30)

    def metrics(self):
        """What each process counts."""
        ports = [environment_of(pid)["SALON_PORT"] for pid in self.salon.services().values()]
        replies = [ask(url, "GET", "/metrics") for url in (self.salon.url, *(f"http://127.0.0.1:{port}" for port in ports))]
        assert all(reply.status == 200 and reply.headers["Content-Type"].startswith("text/plain") for reply in replies)
        return [reply.body.decode() for reply in replies]

    def end(self):
        self.salon.end()
        shutil.rmtree(self.folder, ignore_errors=True)


def shared(config, how="whole"):
    """The same one for every module of a run; it ends with the run."""
    living = config.__dict__.setdefault("living_salons", {})
    if how not in living:
        living[how] = Living(how)
        config.add_cleanup(living[how].end)
    return living[how]
