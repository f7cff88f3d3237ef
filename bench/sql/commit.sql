-- One statement, one commit.
\set number :start + :turn
\set turn :turn + 1
INSERT INTO idempotency (actor, key, hash, status, reply) VALUES ('anonymous', 'bench-lone-' || :number, '\x00', 201, 'reply');
