-- The seed's hold: lock the slot, count, book, remember, tell.
\set number :start + :client_id + :clients * :turn
\set turn :turn + 1
\set slot permute(:number, :slots, 42)
BEGIN;
SELECT capacity - booked - hold AS free FROM slot_instances WHERE id = bench_id(4, :slot) FOR UPDATE \gset
\if :free > 0
UPDATE slot_instances SET hold = hold + 1, status = CASE WHEN booked + hold + 1 >= capacity THEN 'full' ELSE 'partial' END WHERE id = bench_id(4, :slot);
INSERT INTO bookings (id, slot_id, customer_name, customer_phone, status, hold_expires_at) VALUES (bench_id(5, :number), bench_id(4, :slot), 'Guest ' || :number, '+97150' || lpad((:number)::text, 7, '0'), 'held', now() + interval '10 minutes');
INSERT INTO idempotency (actor, key, hash, status, reply) VALUES ('anonymous', 'bench-hold-' || :number, sha256(:reply::bytea), 201, :reply);
INSERT INTO outbox (type, booking_id, data) VALUES ('booking.created', bench_id(5, :number), jsonb_build_object('status', 'held', 'slot_id', bench_id(4, :slot)));
\endif
COMMIT;
