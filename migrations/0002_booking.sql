-- What is bookable and what is booked. Every rule that must hold is held here too: the application locks and decides first, the
-- constraints have the last word.

CREATE TABLE slot_instances (
  id               uuid PRIMARY KEY,
  location_id      uuid NOT NULL REFERENCES locations (id),
  service_id       uuid NOT NULL REFERENCES services (id),
  stylist_id       uuid REFERENCES stylists (id),
  date             date NOT NULL,
  start_at         timestamptz NOT NULL,
  end_at           timestamptz NOT NULL,
  capacity         smallint NOT NULL CHECK (capacity BETWEEN 1 AND 100),
  booked           smallint NOT NULL DEFAULT 0,
  hold             smallint NOT NULL DEFAULT 0,
  blocked          boolean NOT NULL DEFAULT FALSE,
  duration_minutes smallint NOT NULL CHECK (duration_minutes > 0),
  -- The stylist's busy stretches in minutes from start_at, flat pairs {from, to, from, to}; as the service was when the slot was made.
  active_offsets   smallint[] NOT NULL,
  status           text NOT NULL GENERATED ALWAYS AS (
                     CASE WHEN blocked THEN 'blocked'
                          WHEN booked + hold >= capacity THEN 'full'
                          WHEN booked + hold > 0 THEN 'partial'
                          ELSE 'open' END) STORED
                   CHECK (status IN ('open', 'partial', 'full', 'blocked')),
  CONSTRAINT slot_counters CHECK (booked >= 0 AND hold >= 0 AND booked + hold <= capacity),
  CONSTRAINT slot_length CHECK (end_at = start_at + duration_minutes * interval '1 minute'),
  CONSTRAINT slot_whole_seconds CHECK (date_trunc('second', start_at) = start_at),
  CONSTRAINT slot_instances_once UNIQUE NULLS NOT DISTINCT (location_id, service_id, stylist_id, start_at)
) WITH (fillfactor = 70);
CREATE INDEX slot_instances_of_day ON slot_instances (location_id, date, service_id);

CREATE TABLE customers (
  id          uuid PRIMARY KEY,
  name        bytea,
  phone       bytea,
  email       bytea,
  phone_index bytea UNIQUE,
  email_index bytea,
  created_at  timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE visits (
  id          uuid PRIMARY KEY,
  location_id uuid NOT NULL REFERENCES locations (id),
  created_at  timestamptz NOT NULL
);

CREATE TABLE bookings (
  id                uuid PRIMARY KEY,
  slot_id           uuid NOT NULL REFERENCES slot_instances (id),
  visit_id          uuid NOT NULL REFERENCES visits (id),
  location_id       uuid NOT NULL,
  service_id        uuid NOT NULL,
  stylist_id        uuid,
  start_at          timestamptz NOT NULL,
  end_at            timestamptz NOT NULL,
  user_id           uuid,
  session_id        uuid,
  customer_id       uuid REFERENCES customers (id),
  -- Sealed by the application; they open only in this row and column.
  customer_name     bytea,
  customer_phone    bytea,
  customer_email    bytea,
  notes             bytea,
  -- Keyed hashes: equal texts are found, nothing can be read.
  phone_index       bytea,
  email_index       bytea,
  search_terms      bytea[],
  status            text NOT NULL CHECK (status IN ('held', 'confirmed', 'cancelled', 'expired')),
  hold_expires_at   timestamptz,
  created_at        timestamptz NOT NULL DEFAULT now(),
  confirmed_at      timestamptz,
  cancelled_at      timestamptz,
  attendance        text NOT NULL DEFAULT 'none' CHECK (attendance IN ('none', 'arrived', 'in_chair', 'completed', 'no_show')),
  source            text NOT NULL DEFAULT 'web' CHECK (source IN ('web', 'desk', 'import')),
  price_minor       bigint NOT NULL,
  currency          char(3) NOT NULL,
  payment_reference text,
  cancel_reason     bytea,
  version           bigint NOT NULL DEFAULT 1,
  sequence          int NOT NULL DEFAULT 0,
  CONSTRAINT held_expires CHECK (status <> 'held' OR hold_expires_at IS NOT NULL),
  CONSTRAINT confirmed_when CHECK (status <> 'confirmed' OR confirmed_at IS NOT NULL),
  CONSTRAINT cancelled_when CHECK (status <> 'cancelled' OR cancelled_at IS NOT NULL)
) WITH (fillfactor = 80);
-- A customer has one live booking of a slot (D1). NULL phones are not unique.
CREATE UNIQUE INDEX bookings_one_live_per_phone ON bookings (slot_id, phone_index) WHERE status IN ('held', 'confirmed');
CREATE INDEX bookings_of_slot ON bookings (slot_id);
CREATE INDEX bookings_due ON bookings (hold_expires_at) WHERE status = 'held';
CREATE INDEX bookings_held_by_session ON bookings (session_id) WHERE status = 'held';
CREATE INDEX bookings_of_user ON bookings (user_id, start_at) WHERE user_id IS NOT NULL;
CREATE INDEX bookings_of_location ON bookings (location_id, start_at, id);
CREATE INDEX bookings_of_stylist ON bookings (stylist_id, start_at) WHERE stylist_id IS NOT NULL;
CREATE INDEX bookings_by_phone ON bookings (phone_index) WHERE phone_index IS NOT NULL;
CREATE INDEX bookings_by_email ON bookings (email_index) WHERE email_index IS NOT NULL;
CREATE INDEX bookings_by_name ON bookings USING gin (search_terms);

-- D4: where each stylist is. Bookings of one slot share it up to its capacity; different slots of one stylist never overlap.
CREATE TABLE allocations (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  booking_id    uuid NOT NULL REFERENCES bookings (id),
  slot_id       uuid NOT NULL REFERENCES slot_instances (id),
  resource_kind text NOT NULL DEFAULT 'stylist' CHECK (resource_kind IN ('stylist', 'chair', 'room')),
  resource_id   uuid NOT NULL,
  during        tstzrange NOT NULL CHECK (NOT isempty(during)),
  live          boolean NOT NULL DEFAULT TRUE,
  CONSTRAINT never_in_two_places EXCLUDE USING gist (resource_id WITH =, slot_id WITH <>, during WITH &&) WHERE (live)
);
CREATE INDEX allocations_of_booking ON allocations (booking_id);

CREATE TABLE booking_tokens (
  token_hash bytea PRIMARY KEY,
  booking_id uuid NOT NULL REFERENCES bookings (id) ON DELETE CASCADE,
  purpose    text NOT NULL DEFAULT 'manage',
  expires_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX booking_tokens_of_booking ON booking_tokens (booking_id);

-- D40–D43: written once, complete, in the transaction of the effect.
CREATE TABLE idempotency_keys (
  actor       text NOT NULL,
  key         text NOT NULL,
  fingerprint bytea NOT NULL,
  status      smallint NOT NULL,
  reply       bytea NOT NULL,
  booking_id  uuid,
  created_at  timestamptz NOT NULL,
  PRIMARY KEY (actor, key)
);
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);

-- D50, D51. `position` is given to committed rows by one sequencer, so that readers can follow without gaps.
CREATE TABLE outbox (
  id           uuid PRIMARY KEY,
  type         text NOT NULL,
  location_id  uuid NOT NULL,
  booking_id   uuid,
  version      bigint NOT NULL,
  at           timestamptz NOT NULL,
  data         jsonb NOT NULL,
  position     bigint UNIQUE,
  published_at timestamptz
);
CREATE INDEX outbox_unpublished ON outbox (id) WHERE published_at IS NULL;
CREATE INDEX outbox_unsequenced ON outbox (id) WHERE position IS NULL;
CREATE INDEX outbox_of_booking ON outbox (booking_id, version) WHERE booking_id IS NOT NULL;

-- D52. Sealed rows form a chain: each hash covers the row and the hash before it.
CREATE TABLE audit_log (
  id          uuid PRIMARY KEY,
  at          timestamptz NOT NULL,
  subject     text NOT NULL,
  role        text NOT NULL,
  request_id  text NOT NULL,
  action      text NOT NULL,
  location_id uuid,
  entity      text NOT NULL,
  entity_id   text NOT NULL,
  version     bigint NOT NULL,
  before      jsonb,
  after       jsonb,
  position    bigint UNIQUE,
  hash        bytea
);
CREATE INDEX audit_log_unsealed ON audit_log (id) WHERE position IS NULL;
CREATE INDEX audit_log_of_entity ON audit_log (entity_id, version);
CREATE INDEX audit_log_of_location ON audit_log (location_id, position);

CREATE FUNCTION audit_digest(previous bytea, a audit_log) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
  SELECT sha256(coalesce(previous, ''::bytea) || convert_to(concat_ws(E'\x1f',
    a.position, a.id, extract(epoch FROM a.at), a.subject, a.role, a.request_id, a.action, coalesce(a.location_id::text, '-'),
    a.entity, a.entity_id, a.version, coalesce(a.before::text, '-'), coalesce(a.after::text, '-')), 'UTF8'))
$$;

CREATE TABLE jobs (
  id           uuid PRIMARY KEY,
  kind         text NOT NULL DEFAULT 'generate',
  state        text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'running', 'done', 'failed')),
  location_id  uuid NOT NULL REFERENCES locations (id) ON DELETE CASCADE,
  from_date    date NOT NULL,
  to_date      date NOT NULL,
  service_id   uuid,
  stylist_id   uuid,
  dry_run      boolean NOT NULL DEFAULT FALSE,
  by_itself    boolean NOT NULL DEFAULT FALSE,
  done         int NOT NULL DEFAULT 0,
  total        int NOT NULL,
  result       jsonb,
  error        text NOT NULL DEFAULT '',
  created_at   timestamptz NOT NULL,
  heard_of_at  timestamptz,
  finished_at  timestamptz
);
CREATE INDEX jobs_open ON jobs (created_at) WHERE state IN ('waiting', 'running');
CREATE INDEX jobs_of_location ON jobs (location_id, created_at);
