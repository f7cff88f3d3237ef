-- One salon with opening hours and no times yet.
BEGIN;
INSERT INTO locations (id, name, timezone, currency, region) VALUES (:location, 'Salon', 'Asia/Dubai', 'AED', 'AE');
INSERT INTO jobs (id, state, location_id, from_date, to_date, by_itself, total, created_at, begun_at, finished_at)
VALUES (gen_random_uuid(), 'done', :location, :first_day::date - 30, :first_day::date + 400, TRUE, 431, now(), now() + interval '1 day', now());
INSERT INTO services (id, location_id, name, duration_minutes, price_minor) VALUES (:service, :location, 'Cut', 30, 15000);
INSERT INTO stylists (id, location_id, name)
SELECT ('01990000-0003-7000-8000-' || lpad(to_hex(s), 12, '0'))::uuid, :location, 'Stylist ' || s FROM generate_series(1, :stylists) AS s;
INSERT INTO availability_rules (id, location_id, rule_kind, days_of_week, start_time, end_time, slot_granularity_minutes)
VALUES (gen_random_uuid(), :location, 'WEEKLY', '{1,2,3,4,5,6,7}', '09:00', '19:00', 15);
COMMIT;
