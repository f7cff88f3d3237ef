"""Who may show the booking page in a frame."""
from runner import step


@step(r"within seconds the booking page may (?P<no>no longer )?be framed by (?P<origin>\S+)")
def may_be_framed(world, origin, no=None):
    origin = world.fill(origin)

    def ancestors():
        policy = world.web.request("GET", "/").headers["Content-Security-Policy"]
        return policy.split("frame-ancestors ")[1].split(";")[0].split()
    world.wait(lambda: (origin in ancestors()) == (no is None), f"{origin} to be heeded")
    assert ancestors()[0] == "'self'"
