-- The seed's whole way of a booking: hold, confirm, cancel, each a transaction with its lock, its remembered reply and its event.
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
BEGIN;
SELECT capacity FROM slot_instances WHERE id = bench_id(4, :slot) FOR UPDATE;
SELECT count(*) AS held FROM bookings WHERE id = bench_id(5, :number) AND status = 'held' AND hold_expires_at > clock_timestamp() \gset
\if :held > 0
UPDATE slot_instances SET hold = hold - 1, booked = booked + 1 WHERE id = bench_id(4, :slot);
UPDATE bookings SET status = 'confirmed', confirmed_at = now() WHERE id = bench_id(5, :number);
INSERT INTO idempotency (actor, key, hash, status, reply) VALUES ('anonymous', 'bench-confirm-' || :number, sha256(:reply::bytea), 200, :reply);
INSERT INTO outbox (type, booking_id, data) VALUES ('booking.confirmed', bench_id(5, :number), jsonb_build_object('status', 'confirmed', 'slot_id', bench_id(4, :slot)));
\endif
COMMIT;
BEGIN;
SELECT capacity FROM slot_instances WHERE id = bench_id(4, :slot) FOR UPDATE;
SELECT count(*) AS confirmed FROM bookings WHERE id = bench_id(5, :number) AND status = 'confirmed' \gset
\if :confirmed > 0
UPDATE slot_instances SET booked = booked - 1, status = CASE WHEN booked + hold - 1 > 0 THEN 'partial' ELSE 'open' END WHERE id = bench_id(4, :slot);
UPDATE bookings SET status = 'cancelled', cancelled_at = now() WHERE id = bench_id(5, :number);
INSERT INTO idempotency (actor, key, hash, status, reply) VALUES ('anonymous', 'bench-cancel-' || :number, sha256(:reply::bytea), 200, :reply);
INSERT INTO outbox (type, booking_id, data) VALUES ('booking.cancelled', bench_id(5, :number), jsonb_build_object('status', 'cancelled', 'slot_id', bench_id(4, :slot)));
\endif
COMMIT;
