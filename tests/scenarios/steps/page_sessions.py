"""Signing in as a page does: by cookies, and with the token that goes with every change."""
from runner import step
from world import PASSWORD, Person, cookies_set_by


@step(r"{name} signs in as a page does")
def signs_in(world, name):
    """Instead of the access token that they had."""
    page = world.people[name] = Person(name, email=world.people[name].email)
    reply = world.say(page, "POST", "/auth/v1/session", {"email": page.email, "password": PASSWORD})
    page.csrf = reply.json()["csrf_token"]
    world.names[f"{name}'s first cookie"] = page.cookies["salon_refresh"][0]


@step(r"{name} renews their sign-in(?P<with_first> with their first cookie)?")
def renews(world, name, with_first=None):
    page = world.people[name]
    if with_first:
        page.cookies["salon_refresh"] = (world.names[f"{name}'s first cookie"], "/auth/v1/session")
    world.say(page, "POST", "/auth/v1/session/refresh", {})


@step(r"no script and no other site gets hold of the cookies")
def out_of_reach(world):
    set_by_it = cookies_set_by(world.last())
    assert len(set_by_it) == 2, set_by_it
    for cookie in set_by_it:
        assert {"HttpOnly", "SameSite=Strict"} <= set(cookie.split("; ")), cookie
        assert cookie.split(";")[0].split("=", 1)[1].encode() not in world.last().body, cookie


@step(r"{name} has no cookies any more")
def no_cookies(world, name):
    assert world.people[name].cookies == {}
