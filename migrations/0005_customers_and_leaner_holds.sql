-- Customers are kept from now on, and a hold writes only the indexes that somebody reads.

-- A hold may last a day (a group that collects its deposits); whoever wants less says less.
ALTER TABLE locations DROP CONSTRAINT locations_hold_minutes_check;
ALTER TABLE locations ADD CONSTRAINT locations_hold_minutes_check CHECK (hold_minutes BETWEEN 1 AND 1440);

-- How many may share a slot is the rule's affair (D13).
ALTER TABLE slot_instances DROP CONSTRAINT slot_instances_capacity_check;
ALTER TABLE slot_instances ADD CONSTRAINT slot_instances_capacity_check CHECK (capacity >= 1);

-- Who came before this with a phone is known by its blind index; name and phone cannot be copied, for they open only in their row.
INSERT INTO customers (id, phone_index, created_at)
SELECT (lpad(to_hex((extract(epoch FROM min(created_at)) * 1000)::bigint), 12, '0') || '7' || substr(md5(phone_index::text), 1, 3) || '8'
        || substr(md5(phone_index::text), 4, 15))::uuid, phone_index, min(created_at)
  FROM bookings WHERE phone_index IS NOT NULL GROUP BY phone_index
ON CONFLICT (phone_index) DO NOTHING;
UPDATE bookings b SET customer_id = c.id FROM customers c WHERE c.phone_index = b.phone_index AND b.customer_id IS NULL;
CREATE INDEX bookings_of_customer ON bookings (customer_id) WHERE customer_id IS NOT NULL;

-- Where most rows have nothing, the index holds only those that have something.
DROP INDEX bookings_one_live_per_phone;
CREATE UNIQUE INDEX bookings_one_live_per_phone ON bookings (slot_id, phone_index)
  WHERE status IN ('held', 'confirmed') AND phone_index IS NOT NULL;
DROP INDEX bookings_by_name;
CREATE INDEX bookings_by_name ON bookings USING gin (search_terms) WHERE search_terms IS NOT NULL;
DROP INDEX bookings_held_by_session;
CREATE INDEX bookings_held_by_session ON bookings (session_id) WHERE status = 'held' AND session_id IS NOT NULL;
ALTER TABLE outbox DROP CONSTRAINT outbox_position_key;
CREATE UNIQUE INDEX outbox_position ON outbox (position) WHERE position IS NOT NULL;
ALTER TABLE audit_log DROP CONSTRAINT audit_log_position_key;
CREATE UNIQUE INDEX audit_log_position ON audit_log (position) WHERE position IS NOT NULL;

-- A popular slot has thousands of holds, of which few are over.
CREATE INDEX bookings_held_of_slot ON bookings (slot_id, hold_expires_at) WHERE status = 'held';

-- Tokens are looked up by their hash; bookings are not deleted.
DROP INDEX booking_tokens_of_booking;

-- A visit is written with its bookings, and their slots name the location: locking its row for each visit told nothing new.
ALTER TABLE visits DROP CONSTRAINT visits_location_id_fkey;

ALTER FUNCTION invariant_violations_at(timestamptz, timestamptz) RENAME TO invariant_violations_of_bookings;
CREATE FUNCTION invariant_violations_at(since timestamptz, at_time timestamptz)
RETURNS TABLE (invariant text, detail text) LANGUAGE sql STABLE SET jit = off AS $$
  SELECT * FROM invariant_violations_of_bookings(since, at_time)
  UNION ALL
  SELECT 'booking_of_customer', 'booking ' || b.id FROM bookings b LEFT JOIN customers c ON c.id = b.customer_id
   WHERE (since = '-infinity' OR b.status = 'held' OR b.created_at >= since OR b.confirmed_at >= since)
     AND b.phone_index IS DISTINCT FROM c.phone_index
  UNION ALL
  SELECT 'visit_without_location', 'visit ' || v.id FROM visits v LEFT JOIN locations l ON l.id = v.location_id
   WHERE (since = '-infinity' OR v.created_at >= since) AND l.id IS NULL
$$;
