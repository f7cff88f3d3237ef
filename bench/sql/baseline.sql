-- The seed's schema as a careful person would create it for the hand-written transactions: its keys, the indexes that its queries need,
-- and for the safe one the stylist's allocations under the exclusion constraint.
BEGIN;
CREATE EXTENSION IF NOT EXISTS btree_gist;

CREATE FUNCTION bench_id(kind int, number bigint) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT ('01990000-00' || lpad(to_hex(kind), 2, '0') || '-7000-8000-' || lpad(to_hex(number), 12, '0'))::uuid
$$;

CREATE TABLE slot_instances (
  id          uuid PRIMARY KEY,
  location_id uuid NOT NULL,
  service_id  uuid NOT NULL,
  stylist_id  uuid,
  date        date NOT NULL,
  start_at    timestamptz NOT NULL,
  end_at      timestamptz NOT NULL,
  capacity    smallint NOT NULL,
  booked      smallint NOT NULL DEFAULT 0,
  hold        smallint NOT NULL DEFAULT 0,
  status      text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'partial', 'full', 'blocked')),
  CHECK (booked >= 0 AND hold >= 0 AND booked + hold <= capacity),
  UNIQUE (location_id, service_id, stylist_id, start_at)
) WITH (fillfactor = 70);
CREATE INDEX ON slot_instances (location_id, date, service_id);

CREATE TABLE bookings (
  id              uuid PRIMARY KEY,
  slot_id         uuid NOT NULL REFERENCES slot_instances (id),
  user_id         uuid,
  customer_name   text NOT NULL,
  customer_phone  text NOT NULL,
  customer_email  text,
  notes           text,
  status          text NOT NULL CHECK (status IN ('held', 'confirmed', 'cancelled', 'expired')),
  hold_expires_at timestamptz,
  created_at      timestamptz NOT NULL DEFAULT now(),
  confirmed_at    timestamptz,
  cancelled_at    timestamptz
);
CREATE UNIQUE INDEX ON bookings (slot_id, customer_phone) WHERE status IN ('held', 'confirmed');
CREATE INDEX ON bookings (hold_expires_at) WHERE status = 'held';

CREATE TABLE idempotency (
  actor      text NOT NULL,
  key        text NOT NULL,
  hash       bytea NOT NULL,
  status     smallint NOT NULL,
  reply      text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (actor, key)
);

CREATE TABLE outbox (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  type         text NOT NULL,
  booking_id   uuid NOT NULL,
  data         jsonb NOT NULL,
  created_at   timestamptz NOT NULL DEFAULT now(),
  published_at timestamptz
);
CREATE INDEX ON outbox (id) WHERE published_at IS NULL;

CREATE TABLE allocations (
  booking_id  uuid NOT NULL REFERENCES bookings (id),
  slot_id     uuid NOT NULL,
  resource_id uuid NOT NULL,
  during      tstzrange NOT NULL,
  live        boolean NOT NULL DEFAULT TRUE,
  EXCLUDE USING gist (resource_id WITH =, slot_id WITH <>, during WITH &&) WHERE (live)
);
CREATE INDEX ON allocations (booking_id);

-- A thousand stylists, each with every thousandth time.
INSERT INTO slot_instances (id, location_id, service_id, stylist_id, date, start_at, end_at, capacity)
SELECT bench_id(4, n), bench_id(1, n % 50), bench_id(2, n % 50), CASE WHEN :capacity = 1 THEN bench_id(3, n % 1000) END,
       (start_at AT TIME ZONE 'Asia/Dubai')::date, start_at, start_at + interval '1 hour', :capacity
  FROM (SELECT n, (:first_day::date + time '09:00') AT TIME ZONE 'Asia/Dubai'
                  + ((n / 1000) / 10) * interval '1 day' + ((n / 1000) % 10) * interval '1 hour' AS start_at
          FROM generate_series(0, :slots - 1) AS n) AS times;
COMMIT;
