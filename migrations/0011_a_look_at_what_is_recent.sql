-- The minutely look at what changed lately reads what changed lately, however much there is besides: rows are found by when they were
-- written, and from there by their keys. All is read by `salon verify` and by whoever asks since '-infinity'.

-- Indexes of page ranges: nothing is written for a row, and these columns never change, so that rows stay updatable in place.
CREATE INDEX bookings_lately ON bookings USING brin (created_at) WITH (pages_per_range = 32);
CREATE INDEX outbox_lately ON outbox USING brin (at) WITH (pages_per_range = 32);
CREATE INDEX audit_log_lately ON audit_log USING brin (at) WITH (pages_per_range = 32);
CREATE INDEX customers_lately ON customers USING brin (created_at) WITH (pages_per_range = 32);
CREATE INDEX visits_lately ON visits USING brin (created_at) WITH (pages_per_range = 32);
CREATE INDEX accounts_lately ON accounts USING brin (created_at) WITH (pages_per_range = 32);

CREATE OR REPLACE FUNCTION invariant_violations_of_bookings(since timestamptz, at_time timestamptz)
RETURNS TABLE (invariant text, detail text) LANGUAGE sql STABLE SET jit = off AS $$
WITH
recent_ids AS MATERIALIZED (  -- each change of a booking has its event and its audit row
  SELECT id FROM bookings WHERE status = 'held'
  UNION SELECT id FROM bookings WHERE created_at >= since
  UNION SELECT booking_id FROM outbox WHERE at >= since AND booking_id IS NOT NULL
  UNION SELECT entity_id::uuid FROM audit_log WHERE at >= since AND entity = 'booking'
),
recent AS MATERIALIZED (
  SELECT b.* FROM recent_ids r CROSS JOIN LATERAL (SELECT * FROM bookings WHERE id = r.id LIMIT 1) AS b
   WHERE since <> '-infinity' AND (b.status = 'held' OR b.created_at >= since OR b.confirmed_at >= since OR b.cancelled_at >= since
                                   OR b.hold_expires_at >= since)
  UNION ALL SELECT b.* FROM bookings b WHERE since = '-infinity'
),
recent_slots AS MATERIALIZED (
  SELECT s.* FROM (SELECT DISTINCT slot_id FROM recent) AS r CROSS JOIN LATERAL (SELECT * FROM slot_instances WHERE id = r.slot_id LIMIT 1) AS s
   WHERE since <> '-infinity'
  UNION ALL SELECT s.* FROM slot_instances s WHERE since = '-infinity'
),
recent_keys AS (SELECT k.* FROM idempotency_keys k WHERE k.created_at >= since),
of_slots AS MATERIALIZED (  -- all bookings of these slots
  SELECT b.* FROM recent_slots s CROSS JOIN LATERAL (SELECT slot_id, status, phone_index FROM bookings WHERE slot_id = s.id OFFSET 0) AS b
   WHERE since <> '-infinity'
  UNION ALL SELECT b.slot_id, b.status, b.phone_index FROM bookings b WHERE since = '-infinity'
),
live AS (SELECT slot_id, count(*) FILTER (WHERE status = 'confirmed') AS booked, count(*) FILTER (WHERE status = 'held') AS held
           FROM of_slots GROUP BY slot_id),
busy AS (  -- a slot that was made without phases keeps its stylist busy throughout
  SELECT b.id AS booking_id, b.slot_id, b.stylist_id, s.start_at,
         CASE WHEN cardinality(s.active_offsets) = 0 THEN ARRAY[0, s.duration_minutes]::smallint[] ELSE s.active_offsets END AS offsets
    FROM recent b JOIN recent_slots s ON s.id = b.slot_id WHERE b.status IN ('held', 'confirmed') AND b.stylist_id IS NOT NULL
),
wanted AS MATERIALIZED (  -- the busy stretches that a live booking should have
  SELECT booking_id, slot_id, stylist_id,
         tstzrange(start_at + offsets[i] * interval '1 minute', start_at + offsets[i + 1] * interval '1 minute') AS during
    FROM busy, generate_series(1, cardinality(offsets) - 1, 2) AS i WHERE offsets[i] < offsets[i + 1]
),
had AS MATERIALIZED (
  SELECT a.* FROM recent b CROSS JOIN LATERAL (
           SELECT booking_id, slot_id, resource_id, during FROM allocations WHERE booking_id = b.id AND live OFFSET 0) AS a
   WHERE since <> '-infinity'
  UNION ALL SELECT a.booking_id, a.slot_id, a.resource_id, a.during FROM allocations a WHERE a.live AND since = '-infinity'
),
versions AS MATERIALIZED (  -- a version that was told before `pruned_before` may have no event any more
  SELECT b.id, b.version, b.status, b.slot_id, q.pruned_before,
         (SELECT array_agg(o.version ORDER BY o.version) FROM outbox o WHERE o.booking_id = b.id) AS events,
         (SELECT array_agg(o.version ORDER BY o.at, o.version) FROM outbox o WHERE o.booking_id = b.id) AS events_by_time,
         (SELECT array_agg(a.version ORDER BY a.version) FROM audit_log a WHERE a.entity_id = b.id::text AND a.entity = 'booking') AS audits,
         (SELECT min(o.data ->> 'status') FROM outbox o WHERE o.booking_id = b.id AND o.version = b.version) AS last_status,
         (SELECT min(o.data ->> 'slot_id') FROM outbox o WHERE o.booking_id = b.id AND o.version = b.version) AS last_slot,
         (SELECT a.after ->> 'status' FROM audit_log a WHERE a.entity_id = b.id::text AND a.entity = 'booking' ORDER BY a.version DESC LIMIT 1)
           AS last_audit
    FROM recent b CROSS JOIN event_sequence q
),
excused AS (
  SELECT v.id, (SELECT array_agg(n) FROM generate_series(1, v.version) AS n
                 WHERE n = ANY (v.events)
                    OR NOT EXISTS (SELECT 1 FROM audit_log a WHERE a.entity_id = v.id::text AND a.entity = 'booking' AND a.version = n
                                      AND a.at < v.pruned_before)) AS expected
    FROM versions v WHERE v.events IS DISTINCT FROM (SELECT array_agg(n) FROM generate_series(1, v.version) AS n)
)
SELECT 'capacity', 'slot ' || id FROM recent_slots WHERE booked < 0 OR hold < 0 OR booked + hold > capacity
UNION ALL
SELECT 'booked_counter', 'slot ' || s.id FROM recent_slots s LEFT JOIN live l ON l.slot_id = s.id WHERE s.booked <> coalesce(l.booked, 0)
UNION ALL
SELECT 'hold_counter', 'slot ' || s.id FROM recent_slots s LEFT JOIN live l ON l.slot_id = s.id WHERE s.hold <> coalesce(l.held, 0)
UNION ALL
SELECT 'derived_status', 'slot ' || id FROM recent_slots
 WHERE status IS DISTINCT FROM
       CASE WHEN blocked THEN 'blocked' WHEN booked + hold >= capacity THEN 'full' WHEN booked + hold > 0 THEN 'partial' ELSE 'open' END
UNION ALL
SELECT 'stylist_in_two_places', 'bookings ' || a.booking_id || ' and ' || b.booking_id
  FROM had a CROSS JOIN LATERAL (SELECT o.booking_id FROM allocations o WHERE o.live AND o.resource_id = a.resource_id
                                    AND o.slot_id <> a.slot_id AND o.during && a.during OFFSET 0) AS b
UNION ALL
SELECT 'allocation_missing', 'booking ' || w.booking_id FROM wanted w
 WHERE NOT EXISTS (SELECT 1 FROM had h WHERE h.booking_id = w.booking_id AND h.slot_id = w.slot_id AND h.resource_id = w.stylist_id AND h.during = w.during)
UNION ALL
SELECT 'allocation_without_phase', 'booking ' || h.booking_id FROM had h
 WHERE NOT EXISTS (SELECT 1 FROM wanted w WHERE h.booking_id = w.booking_id AND h.slot_id = w.slot_id AND h.resource_id = w.stylist_id AND h.during = w.during)
UNION ALL
SELECT 'allocation_twice', 'booking ' || booking_id FROM had GROUP BY booking_id, during HAVING count(*) > 1
UNION ALL
SELECT 'booking_agrees_with_slot', 'booking ' || b.id FROM recent b LEFT JOIN recent_slots s ON s.id = b.slot_id
 WHERE s.id IS NULL OR (b.location_id, b.service_id, b.start_at, b.end_at) IS DISTINCT FROM (s.location_id, s.service_id, s.start_at, s.end_at)
    OR b.stylist_id IS DISTINCT FROM s.stylist_id
UNION ALL
SELECT 'visit_crosses_locations', 'booking ' || b.id FROM recent b
 WHERE (SELECT v.location_id FROM visits v WHERE v.id = b.visit_id) IS DISTINCT FROM b.location_id
UNION ALL
SELECT 'slot_crosses_locations', 'slot ' || s.id FROM recent_slots s LEFT JOIN services v ON v.id = s.service_id
 WHERE v.location_id IS DISTINCT FROM s.location_id
UNION ALL
SELECT 'rule_crosses_locations', 'rule ' || r.id FROM availability_rules r LEFT JOIN services v ON v.id = r.service_id
 WHERE r.service_id IS NOT NULL AND v.location_id IS DISTINCT FROM r.location_id
UNION ALL
SELECT 'expired_was_confirmed', 'booking ' || id FROM recent WHERE status = 'expired' AND confirmed_at IS NOT NULL
UNION ALL
SELECT 'confirmed_after_expiry', 'booking ' || id FROM recent WHERE confirmed_at >= hold_expires_at
UNION ALL
SELECT 'state_without_its_time', 'booking ' || id FROM recent
 WHERE (status = 'held' AND hold_expires_at IS NULL) OR (status = 'confirmed' AND confirmed_at IS NULL)
    OR (status = 'cancelled' AND cancelled_at IS NULL) OR (status = 'expired' AND hold_expires_at IS NULL)
    OR (status IN ('held', 'confirmed', 'expired') AND cancelled_at IS NOT NULL) OR (status = 'held' AND confirmed_at IS NOT NULL)
UNION ALL
SELECT 'hold_overdue', 'booking ' || id FROM recent WHERE status = 'held' AND hold_expires_at < at_time - interval '90 seconds'
UNION ALL
SELECT 'attendance_without_visit', 'booking ' || id FROM recent WHERE attendance <> 'none' AND confirmed_at IS NULL
UNION ALL
SELECT 'phone_without_index', 'booking ' || id FROM recent WHERE (customer_phone IS NULL) <> (phone_index IS NULL)
UNION ALL
SELECT 'email_without_index', 'booking ' || id FROM recent WHERE (customer_email IS NULL) <> (email_index IS NULL)
UNION ALL
SELECT 'confirmed_without_name', 'booking ' || id FROM recent WHERE status = 'confirmed' AND customer_name IS NULL
UNION ALL
SELECT 'events_in_order', 'booking ' || v.id FROM versions v JOIN excused e ON e.id = v.id WHERE v.events IS DISTINCT FROM e.expected
UNION ALL
SELECT 'events_by_time', 'booking ' || id FROM versions WHERE events IS DISTINCT FROM events_by_time
UNION ALL
SELECT 'audit_in_order', 'booking ' || id FROM versions
 WHERE audits IS DISTINCT FROM (SELECT array_agg(n) FROM generate_series(1, version) AS n)
UNION ALL
SELECT 'events_end_in_state', 'booking ' || id FROM versions
 WHERE version = ANY (events) AND (last_status IS DISTINCT FROM status OR last_slot IS DISTINCT FROM slot_id::text)
UNION ALL
SELECT 'audit_ends_in_state', 'booking ' || id FROM versions WHERE last_audit IS DISTINCT FROM status
UNION ALL
SELECT 'event_without_booking', 'event ' || o.id FROM outbox o
 WHERE o.booking_id IS NOT NULL AND o.at >= since AND (SELECT b.id FROM bookings b WHERE b.id = o.booking_id) IS NULL
UNION ALL
SELECT 'outbox_stuck', 'event ' || id FROM outbox WHERE published_at IS NULL AND at < at_time - interval '15 minutes'
UNION ALL
SELECT 'outbox_stuck', 'event ' || id FROM outbox
 WHERE position IS NULL AND at < at_time - interval '5 minutes' AND (published_at IS NOT NULL OR at >= at_time - interval '15 minutes')
UNION ALL
SELECT 'event_position', 'position ' || o.position FROM outbox o CROSS JOIN event_sequence q WHERE o.position > q.last_position
UNION ALL
SELECT 'audit_stuck', 'row ' || id FROM audit_log WHERE position IS NULL AND at < at_time - interval '5 minutes'
UNION ALL
SELECT 'audit_chain', 'position ' || a.position
  FROM (SELECT x AS log, x.position, x.hash, lag(x.hash) OVER w AS previous, lag(x.position) OVER w AS before
          FROM audit_log x
         WHERE x.position > (SELECT CASE WHEN since = '-infinity' THEN 0 ELSE last_sealed - 10000 END FROM event_sequence) WINDOW w AS (ORDER BY x.position)) a
 WHERE (a.before IS NOT NULL OR a.position = 1)
   AND (a.hash IS DISTINCT FROM audit_digest(a.previous, a.log) OR a.position <> coalesce(a.before, 0) + 1)
UNION ALL
SELECT 'audit_chain_start', 'position ' || min(position) FROM audit_log HAVING since = '-infinity' AND min(position) <> 1
UNION ALL
SELECT 'audit_chain_end', 'position ' || q.last_sealed FROM event_sequence q
 WHERE q.last_sealed <> coalesce((SELECT max(position) FROM audit_log), 0)
UNION ALL
SELECT 'key_without_reply', 'key of ' || actor FROM recent_keys WHERE reply IS NULL OR status IS NULL OR octet_length(reply) = 0
UNION ALL
SELECT 'created_without_booking', 'key of ' || k.actor FROM recent_keys k
 WHERE k.status = 201 AND k.booking_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM bookings b WHERE b.id = k.booking_id)
UNION ALL
SELECT 'booking_of_two_keys', 'booking ' || booking_id FROM recent_keys WHERE status = 201 AND booking_id IS NOT NULL
 GROUP BY booking_id HAVING count(*) > 1
UNION ALL
SELECT 'two_live_of_one_phone', 'slot ' || slot_id FROM of_slots WHERE status IN ('held', 'confirmed') AND phone_index IS NOT NULL GROUP BY slot_id, phone_index HAVING count(*) > 1
UNION ALL
SELECT 'duplicate_slot', 'service ' || service_id || ' at ' || start_at FROM recent_slots
 GROUP BY location_id, service_id, stylist_id, start_at HAVING count(*) > 1
UNION ALL
SELECT 'duplicate_rule', 'location ' || location_id FROM availability_rules
 GROUP BY location_id, stylist_id, service_id, rule_kind, days_of_week, start_time, end_time, valid_from, valid_to, is_closed, end_day_offset
HAVING count(*) > 1
UNION ALL
SELECT 'slot_length', 'slot ' || id FROM recent_slots WHERE end_at <> start_at + duration_minutes * interval '1 minute'
UNION ALL
SELECT 'slot_whole_seconds', 'slot ' || id FROM recent_slots WHERE date_trunc('second', start_at) <> start_at OR date_trunc('second', end_at) <> end_at
UNION ALL
SELECT 'slot_phases', 'slot ' || id FROM recent_slots
 WHERE cardinality(active_offsets) % 2 <> 0 OR EXISTS (
   SELECT 1 FROM generate_series(1, cardinality(active_offsets) - 1) AS i WHERE active_offsets[i] >= active_offsets[i + 1])
UNION ALL
SELECT 'slot_date', 'slot ' || s.id FROM recent_slots s JOIN locations l ON l.id = s.location_id
 WHERE s.date <> (s.start_at AT TIME ZONE l.timezone)::date
UNION ALL
SELECT 'readable_personal_data', 'booking ' || b.id FROM recent b, unnest(ARRAY[b.customer_name, b.customer_phone, b.customer_email, b.notes, b.cancel_reason]) AS sealed
 WHERE is_readable(sealed)
UNION ALL
SELECT 'readable_customer', 'customer ' || c.id FROM customers c, unnest(ARRAY[c.name, c.phone, c.email]) AS sealed
 WHERE c.created_at >= since AND is_readable(sealed)
UNION ALL
SELECT 'readable_index', 'booking ' || b.id FROM recent b
 WHERE octet_length(b.phone_index) <> 16 OR octet_length(b.email_index) <> 16
    OR EXISTS (SELECT 1 FROM unnest(b.search_terms) AS term WHERE octet_length(term) <> 16)
UNION ALL
SELECT 'readable_reply', 'key of ' || actor FROM recent_keys WHERE is_readable(reply)
UNION ALL
SELECT 'readable_account', 'account ' || id FROM accounts WHERE created_at >= since AND is_readable(email)
UNION ALL
SELECT 'readable_signing_key', 'key ' || key_id FROM signing_keys WHERE is_readable(private_jwk)
$$;

CREATE OR REPLACE FUNCTION invariant_violations_before_sets(since timestamptz, at_time timestamptz)
RETURNS TABLE (invariant text, detail text) LANGUAGE sql STABLE SET jit = off AS $$
  SELECT * FROM invariant_violations_of_bookings(since, at_time)
  UNION ALL
  SELECT 'booking_of_customer', 'booking ' || b.id
    FROM (SELECT id, customer_id, phone_index FROM bookings WHERE created_at >= since
          UNION ALL SELECT id, customer_id, phone_index FROM bookings WHERE status = 'held' AND created_at < since
          UNION ALL SELECT b.id, b.customer_id, b.phone_index
                      FROM (SELECT DISTINCT booking_id FROM outbox WHERE at >= since AND booking_id IS NOT NULL) AS told
                     CROSS JOIN LATERAL (SELECT * FROM bookings WHERE id = told.booking_id LIMIT 1) AS b
                     WHERE b.status <> 'held' AND b.created_at < since) AS b
   WHERE b.phone_index IS DISTINCT FROM (SELECT c.phone_index FROM customers c WHERE c.id = b.customer_id)
  UNION ALL
  SELECT 'visit_without_location', 'visit ' || v.id FROM visits v LEFT JOIN locations l ON l.id = v.location_id
   WHERE v.created_at >= since AND l.id IS NULL
$$;
