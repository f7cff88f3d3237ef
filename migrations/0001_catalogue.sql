-- What the salon offers: locations, services, stylists, availability rules.
-- The seed's columns keep their names; see docs/ARCHITECTURE.md for what was added and why.

CREATE EXTENSION IF NOT EXISTS btree_gist;

CREATE TABLE locations (
  id                          uuid PRIMARY KEY,
  name                        text NOT NULL CHECK (name <> ''),
  timezone                    text NOT NULL DEFAULT 'Asia/Dubai',
  currency                    char(3) NOT NULL DEFAULT 'AED',
  region                      char(2) NOT NULL DEFAULT 'AE',
  minimum_notice_minutes      int NOT NULL DEFAULT 60 CHECK (minimum_notice_minutes >= 0),
  horizon_days                int NOT NULL DEFAULT 60 CHECK (horizon_days BETWEEN 1 AND 365),
  cancellation_window_minutes int NOT NULL DEFAULT 1440 CHECK (cancellation_window_minutes >= 0),
  hold_minutes                int NOT NULL DEFAULT 10 CHECK (hold_minutes BETWEEN 1 AND 60),
  address                     text NOT NULL DEFAULT '',
  map_url                     text NOT NULL DEFAULT '',
  photo_url                   text NOT NULL DEFAULT '',
  active                      boolean NOT NULL DEFAULT TRUE,
  version                     bigint NOT NULL DEFAULT 1
);

CREATE TABLE services (
  id                    uuid PRIMARY KEY,
  location_id           uuid NOT NULL REFERENCES locations (id),
  name                  text NOT NULL CHECK (name <> ''),
  category              text NOT NULL DEFAULT '',
  description           text NOT NULL DEFAULT '',
  duration_minutes      int NOT NULL CHECK (duration_minutes > 0),
  requires_stylist      boolean NOT NULL DEFAULT TRUE,
  active                boolean NOT NULL DEFAULT TRUE,
  price_minor           bigint NOT NULL DEFAULT 0 CHECK (price_minor >= 0),
  required_skill        text,
  -- Signed minutes: positive the stylist is busy, negative the colour works and the stylist is free. Empty: busy throughout.
  phases                smallint[] NOT NULL DEFAULT '{}',
  buffer_before_minutes int NOT NULL DEFAULT 0 CHECK (buffer_before_minutes >= 0),
  buffer_after_minutes  int NOT NULL DEFAULT 0 CHECK (buffer_after_minutes >= 0),
  version               bigint NOT NULL DEFAULT 1
);
CREATE INDEX services_of_location ON services (location_id);

CREATE TABLE stylists (
  id          uuid PRIMARY KEY,
  location_id uuid NOT NULL REFERENCES locations (id),
  name        text NOT NULL CHECK (name <> ''),
  skills      text[] NOT NULL DEFAULT '{}',
  active      boolean NOT NULL DEFAULT TRUE,
  version     bigint NOT NULL DEFAULT 1
);

CREATE TABLE stylist_locations (
  stylist_id  uuid NOT NULL REFERENCES stylists (id) ON DELETE CASCADE,
  location_id uuid NOT NULL REFERENCES locations (id) ON DELETE CASCADE,
  PRIMARY KEY (stylist_id, location_id)
);
CREATE INDEX stylist_locations_of_location ON stylist_locations (location_id);

CREATE TABLE stylist_services (
  stylist_id       uuid NOT NULL REFERENCES stylists (id) ON DELETE CASCADE,
  service_id       uuid NOT NULL REFERENCES services (id) ON DELETE CASCADE,
  duration_minutes int CHECK (duration_minutes > 0),
  price_minor      bigint CHECK (price_minor >= 0),
  PRIMARY KEY (stylist_id, service_id)
);

CREATE TABLE availability_rules (
  id                       uuid PRIMARY KEY,
  location_id              uuid NOT NULL REFERENCES locations (id) ON DELETE CASCADE,
  stylist_id               uuid REFERENCES stylists (id) ON DELETE CASCADE,
  service_id               uuid REFERENCES services (id) ON DELETE CASCADE,
  rule_kind                text NOT NULL CHECK (rule_kind IN ('WEEKLY', 'DATE_RANGE', 'EXCEPTION')),
  days_of_week             smallint[],
  start_time               time NOT NULL,
  end_time                 time NOT NULL,
  end_day_offset           smallint NOT NULL DEFAULT 0 CHECK (end_day_offset IN (0, 1)),
  slot_capacity            smallint NOT NULL DEFAULT 1 CHECK (slot_capacity BETWEEN 1 AND 100),
  slot_granularity_minutes smallint NOT NULL DEFAULT 15 CHECK (slot_granularity_minutes BETWEEN 5 AND 240),
  valid_from               date,
  valid_to                 date,
  is_closed                boolean NOT NULL DEFAULT FALSE,
  version                  bigint NOT NULL DEFAULT 1,
  CHECK (start_time < end_time OR end_day_offset = 1),
  CONSTRAINT availability_rules_once UNIQUE NULLS NOT DISTINCT
    (location_id, stylist_id, service_id, rule_kind, days_of_week, start_time, end_time, valid_from, valid_to, is_closed, end_day_offset)
);
