"""Many requests in a row, and what is said when they are too many."""
import re

from runner import step


@step(r"{who:who} sends GET (?P<path>/\S*) {count:int} times")
def sends_often(world, who, path, count):
    person = world.person(who)
    world.crowd = [world.ask(person, "GET", path) for _ in range(int(count))]


@step(r"{viewers:int} viewers send GET (?P<path>/\S*) {count:int} times each")
def viewers_send(world, viewers, path, count):
    guests = [world.new_guest(f"viewer {number}") for number in range(int(viewers))]
    world.crowd = [world.ask(guest, "GET", path) for guest in guests for _ in range(int(count))]


@step(r"all of them succeed")
def all_succeed(world):
    assert all(reply.status < 300 for reply in world.crowd), [reply.status for reply in world.crowd]


@step(r"the wait it asks for is not shorter than its limit's")
def wait_is_long_enough(world):
    headers = world.last().headers
    assert int(headers["Retry-After"]) >= int(re.search(r"t=(\d+)", headers["RateLimit"]).group(1)), dict(headers)


@step(r"somebody at another address sends the same again")
def another_address(world):
    world.address = world.installation.next_address()
    body = {"email": f"eve-unique-{world.run}@example.test", "password": "wrong password"}
    world.say(world.person("nobody"), "POST", "/auth/v1/login", body)
