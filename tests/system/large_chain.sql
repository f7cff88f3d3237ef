-- As much of everything as makes a wrong plan expensive, whatever it says.
CREATE FUNCTION pg_temp.thing(kind int, number bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
  SELECT ('01990000-00' || lpad(to_hex(kind), 2, '0') || '-7000-8000-' || lpad(to_hex(number), 12, '0'))::uuid
$$;
INSERT INTO locations (id, name) SELECT pg_temp.thing(1, l), 'Salon ' || l FROM generate_series(1, 20) AS l;
INSERT INTO services (id, location_id, name, duration_minutes)
SELECT pg_temp.thing(2, 4 * l + v), pg_temp.thing(1, l), 'Service ' || v, 30 FROM generate_series(1, 20) AS l, generate_series(1, 4) AS v;
INSERT INTO stylists (id, location_id, name)
SELECT pg_temp.thing(3, 10 * l + s), pg_temp.thing(1, l), 'Stylist ' || s FROM generate_series(1, 20) AS l, generate_series(1, 10) AS s;
INSERT INTO stylist_locations SELECT id, location_id FROM stylists;

-- 200,000 times: 20 locations, 4 services, 10 stylists, 25 days, 10 starts.
INSERT INTO slot_instances (id, location_id, service_id, stylist_id, date, start_at, end_at, capacity, duration_minutes, active_offsets)
SELECT pg_temp.thing(4, row_number() OVER ()), location_id, service_id, stylist_id, day, start_at, start_at + interval '30 minutes', 1, 30, '{0,30}'
  FROM (SELECT v.location_id, v.id AS service_id, y.id AS stylist_id, d::date AS day, d + (5 + k) * interval '1 hour' AS start_at
          FROM services v JOIN stylists y ON y.location_id = v.location_id,
               generate_series('2027-03-01'::timestamptz, '2027-03-25', interval '1 day') AS d, generate_series(0, 9) AS k) AS times;

INSERT INTO customers (id, phone_index) SELECT pg_temp.thing(9, n), int8send(n) || int8send(n) FROM generate_series(1, 100000) AS n;
INSERT INTO visits (id, location_id, created_at)
SELECT pg_temp.thing(6, n), s.location_id, '2027-02-01' FROM generate_series(1, 100000) AS n JOIN slot_instances s ON s.id = pg_temp.thing(4, 2 * n);
-- A hundredth is held, a tenth confirmed, the rest is over.
INSERT INTO bookings (id, slot_id, visit_id, location_id, service_id, stylist_id, start_at, end_at, user_id, session_id, customer_id, phone_index,
                      email_index, search_terms, status, hold_expires_at, created_at, confirmed_at, cancelled_at, price_minor, currency)
SELECT pg_temp.thing(5, n), s.id, pg_temp.thing(6, n), s.location_id, s.service_id, s.stylist_id, s.start_at, s.end_at,
       CASE WHEN n % 2 = 0 THEN pg_temp.thing(10, n / 10) END, CASE WHEN n % 2 = 1 THEN pg_temp.thing(11, n) END, pg_temp.thing(9, n),
       int8send(n) || int8send(n), int8send(n) || int8send(n), ARRAY[int8send(n % 5000) || int8send(n % 5000)],
       CASE WHEN n % 100 = 0 THEN 'held' WHEN n % 10 = 0 THEN 'confirmed' WHEN n % 2 = 0 THEN 'cancelled' ELSE 'expired' END,
       '2027-02-02'::timestamptz + n * interval '1 second', '2027-02-01'::timestamptz + n * interval '1 second',
       CASE WHEN n % 10 = 0 AND n % 100 <> 0 THEN '2027-02-01'::timestamptz END, CASE WHEN n % 2 = 0 AND n % 10 <> 0 THEN '2027-02-01'::timestamptz END,
       1000, 'AED'
  FROM generate_series(1, 100000) AS n JOIN slot_instances s ON s.id = pg_temp.thing(4, 2 * n);
INSERT INTO allocations (booking_id, slot_id, resource_id, during, live)
SELECT id, slot_id, stylist_id, tstzrange(start_at, end_at), FALSE FROM bookings;
UPDATE allocations SET live = TRUE WHERE booking_id IN (SELECT id FROM bookings WHERE status IN ('held', 'confirmed') AND service_id
  IN (SELECT min(id::text)::uuid FROM services GROUP BY location_id));
INSERT INTO booking_tokens (token_hash, booking_id) SELECT sha256(id::text::bytea), id FROM bookings;
INSERT INTO idempotency_keys (actor, key, fingerprint, status, reply, booking_id, created_at)
SELECT 'session:' || id, 'key', '\x00', 201, '\x00', id, created_at FROM bookings;
INSERT INTO outbox (id, type, location_id, booking_id, version, at, data, position, published_at)
SELECT pg_temp.thing(7, n), 'booking.created', location_id, id, 1, created_at, '{}', n, created_at
  FROM (SELECT *, row_number() OVER (ORDER BY created_at) AS n FROM bookings) AS told;
INSERT INTO audit_log (id, at, subject, role, request_id, action, location_id, entity, entity_id, version, position, hash)
SELECT id, at, 'session:x', 'guest', 'r', type, location_id, 'booking', booking_id::text, version, position, '\x00' FROM outbox;
INSERT INTO accounts (id, email, email_index, password_hash, role, created_at)
SELECT pg_temp.thing(12, n), '\x00', int8send(n), 'x', 'user', '2027-02-01' FROM generate_series(1, 20000) AS n;
INSERT INTO refresh_tokens (hash, family_id, account_id, expires_at)
SELECT sha256(int8send(n)), pg_temp.thing(13, n), pg_temp.thing(12, n), '2027-03-01' FROM generate_series(1, 20000) AS n;
UPDATE event_sequence SET last_position = 100000, last_sealed = 100000;
VACUUM ANALYZE;
