-- What must always be true, as one statement over one snapshot: no row, all holds. `since` leaves out what has not changed since then
-- (the minutely check in production); the view looks at everything.

CREATE FUNCTION invariant_violations_since(since timestamptz)
RETURNS TABLE (invariant text, detail text) LANGUAGE sql STABLE AS $$
WITH
recent AS MATERIALIZED (
  SELECT b.* FROM bookings b
   WHERE since = '-infinity' OR b.status = 'held' OR b.created_at >= since OR b.confirmed_at >= since OR b.cancelled_at >= since
      OR b.hold_expires_at >= since
),
recent_slots AS MATERIALIZED (
  SELECT s.* FROM slot_instances s WHERE since = '-infinity' OR s.id IN (SELECT slot_id FROM recent)
),
live AS (SELECT slot_id, count(*) FILTER (WHERE status = 'confirmed') AS booked, count(*) FILTER (WHERE status = 'held') AS held
           FROM bookings WHERE slot_id IN (SELECT id FROM recent_slots) GROUP BY slot_id),
wanted AS (  -- the busy stretches that a live booking should have
  SELECT b.id AS booking_id, b.slot_id, b.stylist_id,
         tstzrange(s.start_at + s.active_offsets[i] * interval '1 minute', s.start_at + s.active_offsets[i + 1] * interval '1 minute') AS during
    FROM recent b JOIN slot_instances s ON s.id = b.slot_id, generate_series(1, cardinality(s.active_offsets), 2) AS i
   WHERE b.status IN ('held', 'confirmed') AND b.stylist_id IS NOT NULL
),
had AS (SELECT a.booking_id, a.slot_id, a.resource_id, a.during FROM allocations a
         WHERE a.live AND (since = '-infinity' OR a.booking_id IN (SELECT id FROM recent))),
versions AS (SELECT b.id, b.version, b.status,
                    (SELECT array_agg(o.version ORDER BY o.version) FROM outbox o WHERE o.booking_id = b.id) AS events,
                    (SELECT array_agg(a.version ORDER BY a.version) FROM audit_log a WHERE a.entity_id = b.id::text AND a.entity = 'booking') AS audits,
                    (SELECT o.data ->> 'status' FROM outbox o WHERE o.booking_id = b.id ORDER BY o.version DESC LIMIT 1) AS last_status,
                    (SELECT a.after ->> 'status' FROM audit_log a WHERE a.entity_id = b.id::text AND a.entity = 'booking' ORDER BY a.version DESC LIMIT 1) AS last_audit
               FROM recent b)
SELECT 'capacity', 'slot ' || id FROM recent_slots WHERE booked < 0 OR hold < 0 OR booked + hold > capacity
UNION ALL
SELECT 'booked_counter', 'slot ' || s.id FROM recent_slots s LEFT JOIN live l ON l.slot_id = s.id WHERE s.booked <> coalesce(l.booked, 0)
UNION ALL
SELECT 'hold_counter', 'slot ' || s.id FROM recent_slots s LEFT JOIN live l ON l.slot_id = s.id WHERE s.hold <> coalesce(l.held, 0)
UNION ALL
SELECT 'derived_status', 'slot ' || id FROM recent_slots
 WHERE status <> CASE WHEN blocked THEN 'blocked' WHEN booked + hold >= capacity THEN 'full' WHEN booked + hold > 0 THEN 'partial' ELSE 'open' END
UNION ALL
SELECT 'stylist_in_two_places', 'bookings ' || a.booking_id || ' and ' || b.booking_id
  FROM had a JOIN allocations b ON b.live AND b.resource_id = a.resource_id AND b.slot_id <> a.slot_id AND b.during && a.during
UNION ALL
SELECT 'allocation_missing', 'booking ' || w.booking_id FROM wanted w
 WHERE NOT EXISTS (SELECT 1 FROM had h WHERE h.booking_id = w.booking_id AND h.slot_id = w.slot_id AND h.resource_id = w.stylist_id AND h.during = w.during)
UNION ALL
SELECT 'allocation_without_phase', 'booking ' || h.booking_id FROM had h
 WHERE NOT EXISTS (SELECT 1 FROM wanted w WHERE h.booking_id = w.booking_id AND h.slot_id = w.slot_id AND h.resource_id = w.stylist_id AND h.during = w.during)
UNION ALL
SELECT 'allocation_twice', 'booking ' || booking_id FROM had GROUP BY booking_id, during HAVING count(*) > 1
UNION ALL
SELECT 'booking_agrees_with_slot', 'booking ' || b.id FROM recent b LEFT JOIN slot_instances s ON s.id = b.slot_id
 WHERE s.id IS NULL OR (b.location_id, b.service_id, b.start_at, b.end_at) IS DISTINCT FROM (s.location_id, s.service_id, s.start_at, s.end_at)
    OR b.stylist_id IS DISTINCT FROM s.stylist_id
UNION ALL
SELECT 'visit_crosses_locations', 'booking ' || b.id FROM recent b JOIN visits v ON v.id = b.visit_id WHERE v.location_id <> b.location_id
UNION ALL
SELECT 'slot_crosses_locations', 'slot ' || s.id FROM recent_slots s JOIN services v ON v.id = s.service_id WHERE v.location_id <> s.location_id
UNION ALL
SELECT 'expired_was_confirmed', 'booking ' || id FROM recent WHERE status = 'expired' AND confirmed_at IS NOT NULL
UNION ALL
SELECT 'confirmed_after_expiry', 'booking ' || id FROM recent WHERE confirmed_at >= hold_expires_at
UNION ALL
SELECT 'state_without_its_time', 'booking ' || id FROM recent
 WHERE (status = 'held' AND hold_expires_at IS NULL) OR (status = 'confirmed' AND confirmed_at IS NULL)
    OR (status = 'cancelled' AND cancelled_at IS NULL) OR (status = 'expired' AND hold_expires_at IS NULL)
    OR (status IN ('held', 'confirmed') AND cancelled_at IS NOT NULL) OR (status = 'held' AND confirmed_at IS NOT NULL)
UNION ALL
SELECT 'hold_overdue', 'booking ' || id FROM recent WHERE status = 'held' AND hold_expires_at < clock_timestamp() - interval '90 seconds'
UNION ALL
SELECT 'attendance_without_visit', 'booking ' || id FROM recent WHERE attendance <> 'none' AND confirmed_at IS NULL
UNION ALL
SELECT 'phone_without_index', 'booking ' || id FROM recent WHERE (customer_phone IS NULL) <> (phone_index IS NULL)
UNION ALL
SELECT 'confirmed_without_name', 'booking ' || id FROM recent WHERE status = 'confirmed' AND customer_name IS NULL
UNION ALL
SELECT 'events_in_order', 'booking ' || id FROM versions
 WHERE events IS DISTINCT FROM (SELECT array_agg(n) FROM generate_series(1, version) AS n)
UNION ALL
SELECT 'audit_in_order', 'booking ' || id FROM versions
 WHERE audits IS DISTINCT FROM (SELECT array_agg(n) FROM generate_series(1, version) AS n)
UNION ALL
SELECT 'events_end_in_state', 'booking ' || id FROM versions WHERE last_status IS DISTINCT FROM status
UNION ALL
SELECT 'audit_ends_in_state', 'booking ' || id FROM versions WHERE last_audit IS DISTINCT FROM status
UNION ALL
SELECT 'event_without_booking', 'event ' || o.id FROM outbox o
 WHERE o.booking_id IS NOT NULL AND (since = '-infinity' OR o.at >= since) AND NOT EXISTS (SELECT 1 FROM bookings b WHERE b.id = o.booking_id)
UNION ALL
SELECT 'outbox_stuck', 'event ' || id FROM outbox
 WHERE (published_at IS NULL AND at < clock_timestamp() - interval '15 minutes') OR (position IS NULL AND at < clock_timestamp() - interval '5 minutes')
UNION ALL
SELECT 'audit_chain', 'position ' || a.position
  FROM (SELECT x AS log, x.position, x.hash, lag(x.hash) OVER w AS previous, lag(x.position) OVER w AS before
          FROM audit_log x WHERE x.position IS NOT NULL AND (since = '-infinity' OR x.at >= since) WINDOW w AS (ORDER BY x.position)) a
 WHERE (a.before IS NOT NULL OR a.position = 1)
   AND (a.hash IS DISTINCT FROM audit_digest(a.previous, a.log) OR a.position <> coalesce(a.before, 0) + 1)
UNION ALL
SELECT 'audit_chain_start', 'position ' || min(position) FROM audit_log HAVING since = '-infinity' AND min(position) <> 1
UNION ALL
SELECT 'key_without_reply', 'key of ' || actor FROM idempotency_keys WHERE reply IS NULL OR status IS NULL OR octet_length(reply) = 0
UNION ALL
SELECT 'created_without_booking', 'key of ' || k.actor FROM idempotency_keys k
 WHERE k.status = 201 AND k.booking_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM bookings b WHERE b.id = k.booking_id)
UNION ALL
SELECT 'booking_of_two_keys', 'booking ' || booking_id FROM idempotency_keys WHERE status = 201 AND booking_id IS NOT NULL
 GROUP BY booking_id HAVING count(*) > 1
UNION ALL
SELECT 'two_live_of_one_phone', 'slot ' || slot_id FROM bookings WHERE status IN ('held', 'confirmed') AND phone_index IS NOT NULL
   AND slot_id IN (SELECT id FROM recent_slots) GROUP BY slot_id, phone_index HAVING count(*) > 1
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
SELECT 'slot_date', 'slot ' || s.id FROM recent_slots s JOIN locations l ON l.id = s.location_id
 WHERE s.date <> (s.start_at AT TIME ZONE l.timezone)::date
UNION ALL
SELECT 'readable_personal_data', 'booking ' || b.id FROM recent b, unnest(ARRAY[b.customer_name, b.customer_phone, b.customer_email, b.notes, b.cancel_reason]) AS sealed
 WHERE sealed IS NOT NULL AND (octet_length(sealed) < 42 OR get_byte(sealed, 0) <> 1)
UNION ALL
SELECT 'readable_reply', 'key of ' || actor FROM idempotency_keys WHERE octet_length(reply) < 42 OR get_byte(reply, 0) <> 1
UNION ALL
SELECT 'readable_account', 'account ' || id FROM accounts WHERE octet_length(email) < 42 OR get_byte(email, 0) <> 1
$$;

CREATE VIEW invariant_violations AS SELECT * FROM invariant_violations_since('-infinity');
