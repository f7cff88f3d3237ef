-- A chain of salons with its times. Ids are numbered, so that whoever measures knows them.
BEGIN;
CREATE FUNCTION pg_temp.bench_id(kind int, number bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
  SELECT ('01990000-00' || lpad(to_hex(kind), 2, '0') || '-7000-8000-' || lpad(to_hex(number), 12, '0'))::uuid
$$;

INSERT INTO locations (id, name, timezone, currency, region, hold_minutes, horizon_days)
SELECT pg_temp.bench_id(1, l), 'Salon ' || l, 'Asia/Dubai', 'AED', 'AE', 60, :days + 10 FROM generate_series(1, :locations) AS l;

-- The times below belong to no rule, so nothing may be generated while they are measured: each location has had its turn.
INSERT INTO jobs (id, state, location_id, from_date, to_date, by_itself, total, created_at, begun_at, finished_at)
SELECT gen_random_uuid(), 'done', id, :first_day::date - 30, :first_day::date + 400, TRUE, 431, now(), now() + interval '1 day', now() FROM locations;

INSERT INTO services (id, location_id, name, duration_minutes, price_minor)
SELECT pg_temp.bench_id(2, (l - 1) * :services + v), pg_temp.bench_id(1, l), 'Cut ' || v, :minutes, 15000
  FROM generate_series(1, :locations) AS l, generate_series(1, :services) AS v;

INSERT INTO stylists (id, location_id, name)
SELECT pg_temp.bench_id(3, (l - 1) * :stylists + s), pg_temp.bench_id(1, l), 'Stylist ' || s
  FROM generate_series(1, :locations) AS l, generate_series(1, :stylists) AS s;

INSERT INTO slot_instances (id, location_id, service_id, stylist_id, date, start_at, end_at, capacity, duration_minutes, active_offsets)
SELECT pg_temp.bench_id(4, row_number() OVER ()), location, service, stylist, day, start_at, start_at + :minutes * interval '1 minute', 1,
       :minutes, ARRAY[0, :minutes]::smallint[]
  FROM (SELECT pg_temp.bench_id(1, l) AS location, pg_temp.bench_id(2, (l - 1) * :services + v) AS service,
               pg_temp.bench_id(3, (l - 1) * :stylists + s) AS stylist, d::date AS day,
               (d::date + time '09:00' + k * :minutes * interval '1 minute') AT TIME ZONE 'Asia/Dubai' AS start_at
          FROM generate_series(1, :locations) AS l,
               generate_series(:first_day::date, :first_day::date + (:days - 1), interval '1 day') AS d,
               generate_series(1, :services) AS v, generate_series(0, :starts - 1) AS k, generate_series(1, :stylists) AS s
         ORDER BY l, d, v, k, s) AS times;
COMMIT;
