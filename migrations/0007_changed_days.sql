-- What a process that keeps pages of the appointment book must read anew: each statement that changes what a page shows leaves one row, in
-- its own transaction. Readers ask for the rows of transactions that their last look could not see (pg_visible_in_snapshot), so that none is
-- missed, whatever the order of commits, and nobody waits for anybody: NOTIFY lets one transaction commit at a time.
-- Logged, since what was committed just before a crash must still be told after it; whoever meets another start of the
-- server throws away what it keeps.
CREATE TABLE changed_days (
  change    xid8 NOT NULL DEFAULT pg_current_xact_id(),
  -- An element each for what changed; what is NULL in it means all: only a location, everything about that salon; only a stylist, wherever
  -- they have times.
  locations uuid[] NOT NULL,
  services  uuid[] NOT NULL,
  stylists  uuid[] NOT NULL,
  begins    timestamptz[] NOT NULL,  -- from the first to the last moment that a booking of the times keeps its stylist busy
  ends      timestamptz[] NOT NULL
);
CREATE INDEX changed_days_by_change ON changed_days (change);

-- A time's counters change together with the hours of its stylist: of both is told, once for each service, stylist and day.
CREATE FUNCTION tell_changed_times() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO changed_days (locations, services, stylists, begins, ends)
  SELECT array_agg(location_id), array_agg(service_id), array_agg(stylist_id), array_agg(begins), array_agg(ends)
    FROM (SELECT location_id, service_id, stylist_id,
                 min(start_at + least(0, active_offsets[1]) * interval '1 minute') AS begins,
                 max(greatest(end_at, start_at + active_offsets[cardinality(active_offsets)] * interval '1 minute')) AS ends
            FROM changed GROUP BY location_id, service_id, stylist_id, date) t
  HAVING count(*) > 0;
  RETURN NULL;
END $$;
CREATE TRIGGER tell_changed AFTER UPDATE ON slot_instances REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION tell_changed_times();

-- A time that is new, or gone, has no booking: nobody's hours change.
CREATE FUNCTION tell_made_times() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO changed_days (locations, services, stylists, begins, ends)
  SELECT array_agg(location_id), array_agg(service_id), array_agg(NULL::uuid), array_agg(begins), array_agg(ends)
    FROM (SELECT location_id, service_id, min(start_at) AS begins, max(end_at) AS ends
            FROM changed GROUP BY location_id, service_id, date) t
  HAVING count(*) > 0;
  RETURN NULL;
END $$;
CREATE TRIGGER tell_made AFTER INSERT ON slot_instances REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION tell_made_times();
CREATE TRIGGER tell_gone AFTER DELETE ON slot_instances REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION tell_made_times();

-- Terms change seldom and may mean anything. The arguments name the columns of the salon and of the stylist.
CREATE FUNCTION tell_changed_terms() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO changed_days (locations, services, stylists, begins, ends)
  SELECT array_agg(location_id), array_agg(NULL::uuid), array_agg(stylist_id), array_agg(NULL::timestamptz), array_agg(NULL::timestamptz)
    FROM (SELECT (r.row ->> TG_ARGV[0])::uuid AS location_id, NULL::uuid AS stylist_id FROM (VALUES (to_jsonb(OLD)), (to_jsonb(NEW))) r(row)
           UNION
          SELECT NULL, (r.row ->> TG_ARGV[1])::uuid FROM (VALUES (to_jsonb(OLD)), (to_jsonb(NEW))) r(row)) t
   WHERE location_id IS NOT NULL OR stylist_id IS NOT NULL
  HAVING count(*) > 0;
  RETURN NULL;
END $$;
CREATE TRIGGER tell_terms AFTER INSERT OR UPDATE OR DELETE ON locations FOR EACH ROW EXECUTE FUNCTION tell_changed_terms('id', '');
CREATE TRIGGER tell_terms AFTER INSERT OR UPDATE OR DELETE ON services FOR EACH ROW EXECUTE FUNCTION tell_changed_terms('location_id', '');
CREATE TRIGGER tell_terms AFTER INSERT OR UPDATE OR DELETE ON availability_rules
  FOR EACH ROW EXECUTE FUNCTION tell_changed_terms('location_id', '');
CREATE TRIGGER tell_terms AFTER INSERT OR UPDATE OR DELETE ON stylists FOR EACH ROW EXECUTE FUNCTION tell_changed_terms('location_id', 'id');
CREATE TRIGGER tell_terms AFTER INSERT OR UPDATE OR DELETE ON stylist_locations
  FOR EACH ROW EXECUTE FUNCTION tell_changed_terms('location_id', 'stylist_id');
CREATE TRIGGER tell_terms AFTER INSERT OR UPDATE OR DELETE ON stylist_services
  FOR EACH ROW EXECUTE FUNCTION tell_changed_terms('', 'stylist_id');

-- Rows are thrown away when everybody who looks at least every half minute has seen them: those that a snapshot could see which was taken
-- half a minute ago or earlier. By age alone it would be wrong: the row of a long transaction is old when it first can be seen.
CREATE TABLE changed_days_seen (
  only_one boolean PRIMARY KEY DEFAULT TRUE CHECK (only_one),
  at       timestamptz NOT NULL DEFAULT clock_timestamp(),
  seen     pg_snapshot NOT NULL DEFAULT pg_current_snapshot()
);
CREATE FUNCTION forget_changed_days() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  old pg_snapshot;
BEGIN
  INSERT INTO changed_days_seen DEFAULT VALUES ON CONFLICT DO NOTHING;
  -- Whoever comes while another is at it has nothing to do.
  SELECT seen INTO old FROM changed_days_seen WHERE at <= clock_timestamp() - interval '30 seconds' FOR UPDATE SKIP LOCKED;
  IF NOT FOUND THEN RETURN; END IF;
  DELETE FROM changed_days WHERE change < pg_snapshot_xmax(old) AND pg_visible_in_snapshot(change, old);
  UPDATE changed_days_seen SET at = clock_timestamp(), seen = pg_current_snapshot();
END $$;
