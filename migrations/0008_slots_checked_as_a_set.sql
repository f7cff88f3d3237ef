-- What a slot names is looked up once for all slots of a statement. Foreign keys look it up three times for each slot, which was two thirds
-- of the time that making slots took; what they promise is promised here: what is named is there, is locked against removal while the slot is
-- being made, and is not removed while a slot names it. See docs/decisions/0012-slots-are-checked-as-a-set.md.
ALTER TABLE slot_instances
  DROP CONSTRAINT slot_instances_location_id_fkey, DROP CONSTRAINT slot_instances_service_id_fkey, DROP CONSTRAINT slot_instances_stylist_id_fkey;

CREATE FUNCTION check_what_slots_name() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  places uuid[];
  offers uuid[];
  people uuid[];
  broken text;
BEGIN
  SELECT array_agg(location_id), array_agg(service_id), array_agg(stylist_id)
    INTO places, offers, people FROM (SELECT DISTINCT location_id, service_id, stylist_id FROM made) AS named;
  -- Whoever is being removed is waited for, and then not among the locked.
  IF (SELECT count(*) FROM (SELECT id FROM locations WHERE id = ANY (places) ORDER BY id FOR KEY SHARE) AS locked)
     < (SELECT count(DISTINCT place) FROM unnest(places) AS place) THEN
    broken := 'slot_instances_location_id_fkey';
  ELSIF (SELECT count(*) FROM (SELECT id FROM services WHERE id = ANY (offers) ORDER BY id FOR KEY SHARE) AS locked)
     < (SELECT count(DISTINCT offer) FROM unnest(offers) AS offer) THEN
    broken := 'slot_instances_service_id_fkey';
  ELSIF (SELECT count(*) FROM (SELECT id FROM stylists WHERE id = ANY (people) ORDER BY id FOR KEY SHARE) AS locked)
     < (SELECT count(DISTINCT person) FROM unnest(people) AS person) THEN
    broken := 'slot_instances_stylist_id_fkey';
  -- A service has one place; whoever removes it finds its slots by both.
  ELSIF EXISTS (SELECT 1 FROM unnest(places, offers) AS named(place, offer) JOIN services v ON v.id = named.offer
                 WHERE v.location_id <> named.place) THEN
    broken := 'slots_of_own_services';
  END IF;
  IF broken IS NOT NULL THEN
    RAISE foreign_key_violation USING MESSAGE = 'a slot names what is not there', CONSTRAINT = broken, TABLE = 'slot_instances';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER slots_name_what_is_there AFTER INSERT ON slot_instances REFERENCING NEW TABLE AS made
  FOR EACH STATEMENT EXECUTE FUNCTION check_what_slots_name();

CREATE FUNCTION refuse_another_owner() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE foreign_key_violation USING MESSAGE = 'a slot stays where it was made, and what it names keeps its id and place',
    CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
END $$;
CREATE TRIGGER slots_stay_where_they_are AFTER UPDATE OF location_id, service_id, stylist_id ON slot_instances FOR EACH ROW
  WHEN (OLD.location_id <> NEW.location_id OR OLD.service_id <> NEW.service_id OR OLD.stylist_id IS DISTINCT FROM NEW.stylist_id)
  EXECUTE FUNCTION refuse_another_owner();
CREATE TRIGGER locations_keep_their_id AFTER UPDATE OF id ON locations FOR EACH ROW
  WHEN (OLD.id <> NEW.id) EXECUTE FUNCTION refuse_another_owner();
CREATE TRIGGER services_keep_their_place AFTER UPDATE OF id, location_id ON services FOR EACH ROW
  WHEN (OLD.id <> NEW.id OR OLD.location_id <> NEW.location_id) EXECUTE FUNCTION refuse_another_owner();
CREATE TRIGGER stylists_keep_their_id AFTER UPDATE OF id ON stylists FOR EACH ROW
  WHEN (OLD.id <> NEW.id) EXECUTE FUNCTION refuse_another_owner();

CREATE FUNCTION keep_locations_of_slots() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM gone g JOIN slot_instances s ON s.location_id = g.id) THEN
    RAISE foreign_key_violation USING MESSAGE = 'slots name what is removed', CONSTRAINT = 'slot_instances_location_id_fkey', TABLE = TG_TABLE_NAME;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER keep_locations_of_slots AFTER DELETE ON locations REFERENCING OLD TABLE AS gone
  FOR EACH STATEMENT EXECUTE FUNCTION keep_locations_of_slots();

CREATE FUNCTION keep_services_of_slots() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM gone g JOIN slot_instances s ON s.location_id = g.location_id AND s.service_id = g.id) THEN
    RAISE foreign_key_violation USING MESSAGE = 'slots name what is removed', CONSTRAINT = 'slot_instances_service_id_fkey', TABLE = TG_TABLE_NAME;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER keep_services_of_slots AFTER DELETE ON services REFERENCING OLD TABLE AS gone
  FOR EACH STATEMENT EXECUTE FUNCTION keep_services_of_slots();

CREATE FUNCTION keep_stylists_of_slots() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM gone g CROSS JOIN services v
               JOIN slot_instances s ON s.location_id = v.location_id AND s.service_id = v.id AND s.stylist_id = g.id) THEN
    RAISE foreign_key_violation USING MESSAGE = 'slots name what is removed', CONSTRAINT = 'slot_instances_stylist_id_fkey', TABLE = TG_TABLE_NAME;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER keep_stylists_of_slots AFTER DELETE ON stylists REFERENCING OLD TABLE AS gone
  FOR EACH STATEMENT EXECUTE FUNCTION keep_stylists_of_slots();

-- The ids of slots begin with the millisecond in which they were made: what was made lately is found by its id.
ALTER FUNCTION invariant_violations_at(timestamptz, timestamptz) RENAME TO invariant_violations_before_sets;
CREATE FUNCTION invariant_violations_at(since timestamptz, at_time timestamptz)
RETURNS TABLE (invariant text, detail text) LANGUAGE sql STABLE SET jit = off AS $$
  SELECT * FROM invariant_violations_before_sets(since, at_time)
  UNION ALL
  SELECT 'slot_names_what_is_there', 'slot ' || s.id
    FROM slot_instances s LEFT JOIN locations l ON l.id = s.location_id LEFT JOIN services v ON v.id = s.service_id
    LEFT JOIN stylists y ON y.id = s.stylist_id
   WHERE s.id >= CASE WHEN since > '1970-01-01' THEN (lpad(to_hex((extract(epoch FROM since) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid
                      ELSE '00000000-0000-0000-0000-000000000000'::uuid END
     AND (l.id IS NULL OR v.id IS NULL OR (s.stylist_id IS NOT NULL AND y.id IS NULL))
$$;
