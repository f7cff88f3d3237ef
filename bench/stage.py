"""What the rows share: the servers, the chain, how long and how often to measure."""
import contextlib
import dataclasses

import data
import profiling
import servers
from processes import say
from verify import until_quiet


@dataclasses.dataclass(frozen=True)
class Pace:
    rounds: int = 5
    seconds: int = 4  # of a round


class Stage:
    def __init__(self, scratch, pace, is_profiled=False):
        self.scratch, self.pace, self.is_profiled = scratch, pace, is_profiled
        self.stores = servers.Stores(scratch, profiling.PRELOADED if is_profiled else {})
        self.chain = data.Chain()
        self.is_chain_made = False

    @property
    def postgres(self):
        return self.stores.postgres

    def rounds(self, row):
        for number in range(self.pace.rounds):
            say(f"{row}: round {number + 1} of {self.pace.rounds}")
            yield number

    def need_chain(self):
        if self.is_chain_made:
            return
        say(f"making a chain with {self.chain.slots} free times")
        data.make_chain(self.stores, servers.Salon(self.scratch, self.stores, "chain"), "chain", self.chain)
        self.is_chain_made = True

    @contextlib.contextmanager
    def salon(self, database, prepare=None, target="all"):
        """The program on a fresh copy of the chain, with nothing in Redis; both are gone afterwards."""
        self.need_chain()
        self.postgres.create(database, template="chain")
        try:
            if prepare:
                prepare(database)
            self.stores.redis.ask("FLUSHALL")
            with servers.Salon(self.scratch, self.stores, database, target) as salon:
                until_quiet(self.postgres)
                yield salon
        finally:
            self.postgres.drop(database)

    @contextlib.contextmanager
    def baseline(self, database, hot_capacity=None):
        """The seed's tables, gone afterwards."""
        data.make_baseline(self.stores, database, self.chain.slots, hot_capacity)
        try:
            yield database
        finally:
            self.postgres.drop(database)

    def processes(self, salon):
        """Whose CPU an operation of ours costs, beside the client's."""
        return {"server": salon.process, "postgres": self.postgres.process, "redis": self.stores.redis.process}
