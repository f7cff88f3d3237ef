-- What a chain has behind it: bookings on its times, a fifth of them confirmed and to come, with all that the program keeps of them.
BEGIN;
CREATE FUNCTION pg_temp.bench_id(kind int, number bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
  SELECT ('01990000-00' || lpad(to_hex(kind), 2, '0') || '-7000-8000-' || lpad(to_hex(number), 12, '0'))::uuid
$$;
-- Looks like a sealed value; nobody opens it.
CREATE FUNCTION pg_temp.sealed(size int, number bigint) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
  SELECT substring('\x01'::bytea || sha256(number::text::bytea) || sha256(('more' || number)::bytea) || repeat('s', 600)::bytea, 1, size)
$$;
CREATE FUNCTION pg_temp.hashed(number bigint) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
  SELECT substring(sha256(number::text::bytea), 1, 16)
$$;

-- The confirmed ones are at different times of their stylists: every third of them, for one service or another.
CREATE TEMP TABLE history AS
SELECT n, n <= :bookings / 5 AS is_confirmed,
       CASE WHEN n <= :bookings / 5 THEN pg_temp.bench_id(4, 1 + p / :block * :block * :services + (p / 3 % :services) * :block + p % :block)
            ELSE pg_temp.bench_id(4, 1 + n * 7919 % :slots) END AS slot_id
  FROM (SELECT n, (n - 1) * 3 AS p FROM generate_series(1, :bookings::bigint) AS n) AS numbers;

INSERT INTO visits (id, location_id, created_at)
SELECT pg_temp.bench_id(6, h.n), s.location_id, now() - interval '3 days' FROM history h JOIN slot_instances s ON s.id = h.slot_id;

INSERT INTO bookings (id, slot_id, visit_id, location_id, service_id, stylist_id, start_at, end_at, session_id, customer_name, customer_phone,
                      phone_index, search_terms, status, hold_expires_at, created_at, confirmed_at, cancelled_at, price_minor, currency, version)
SELECT pg_temp.bench_id(5, h.n), s.id, pg_temp.bench_id(6, h.n), s.location_id, s.service_id, s.stylist_id, s.start_at, s.end_at,
       pg_temp.bench_id(7, h.n), pg_temp.sealed(55, h.n), pg_temp.sealed(54, h.n + 1), pg_temp.hashed(h.n),
       ARRAY[pg_temp.hashed(h.n % 5000), pg_temp.hashed(h.n % 700), pg_temp.hashed(h.n % 90)],
       CASE WHEN h.is_confirmed THEN 'confirmed' WHEN h.n % 2 = 0 THEN 'cancelled' ELSE 'expired' END, now() - interval '2 days 23 hours',
       now() - interval '3 days', CASE WHEN h.is_confirmed THEN now() - interval '2 days 23 hours 30 minutes' END,
       CASE WHEN NOT h.is_confirmed AND h.n % 2 = 0 THEN now() - interval '2 days 23 hours 30 minutes' END, 15000, 'AED', 2
  FROM history h JOIN slot_instances s ON s.id = h.slot_id ORDER BY h.n;

INSERT INTO allocations (booking_id, slot_id, resource_id, during, live)
SELECT b.id, b.slot_id, b.stylist_id, tstzrange(b.start_at, b.end_at), b.status = 'confirmed' FROM bookings b ORDER BY b.id;

INSERT INTO booking_tokens (token_hash, booking_id) SELECT sha256(n::text::bytea), pg_temp.bench_id(5, n) FROM history;

INSERT INTO idempotency_keys (actor, key, fingerprint, status, reply, booking_id, created_at)
SELECT 'session:' || pg_temp.bench_id(7, n), 'history-' || n, sha256(n::text::bytea), 201, pg_temp.sealed(600, n), pg_temp.bench_id(5, n), now()
  FROM history WHERE n % 10 = 0;

CREATE TEMP TABLE told AS
SELECT 2 * (b.n - 1) + v AS position, pg_temp.bench_id(8, 2 * (b.n - 1) + v) AS id, now() - interval '3 days' + v * interval '1 minute' AS at,
       v AS version, CASE WHEN v = 1 THEN 'booking.created' ELSE 'booking.' || k.status END AS action, k.id AS booking_id, k.location_id,
       CASE WHEN v = 1 THEN 'held' ELSE k.status END AS status, k.slot_id
  FROM history b JOIN bookings k ON k.id = pg_temp.bench_id(5, b.n), generate_series(1, 2) AS v;

INSERT INTO outbox (id, type, location_id, booking_id, version, at, data, position, published_at)
SELECT id, action, location_id, booking_id, version, at, jsonb_build_object('status', status, 'slot_id', slot_id), position, at FROM told
 ORDER BY position;

CREATE TEMP TABLE unsealed (LIKE audit_log);
INSERT INTO unsealed (id, at, subject, role, request_id, action, location_id, entity, entity_id, version, after, position)
SELECT id, at, 'session:' || booking_id, 'user', 'history', action, location_id, 'booking', booking_id::text, version,
       jsonb_build_object('status', status), position FROM told;
INSERT INTO audit_log
SELECT id, at, subject, role, request_id, action, location_id, entity, entity_id, version, before, after, position,
       audit_chain(NULL::bytea, audit_content(ROW(u.*)::audit_log)) OVER (ORDER BY position) FROM unsealed u;

UPDATE event_sequence SET last_position = 2 * :bookings, last_sealed = 2 * :bookings;
UPDATE slot_instances SET booked = 1 WHERE id IN (SELECT slot_id FROM history WHERE is_confirmed);
COMMIT;
