-- What the dashboard counts: in which variant of the list a booking was chosen, and how often lists were shown.
ALTER TABLE bookings ADD COLUMN variant text CHECK (variant IN ('control', 'compact'));

-- Counted by the processes that show the lists and added every few seconds; a location may be gone by then.
CREATE TABLE shown_counts (
  location_id uuid NOT NULL,
  date        date NOT NULL,
  variant     text NOT NULL CHECK (variant IN ('control', 'compact')),
  lists_shown bigint NOT NULL DEFAULT 0 CHECK (lists_shown >= 0),
  times_shown bigint NOT NULL DEFAULT 0 CHECK (times_shown >= 0),
  PRIMARY KEY (location_id, date, variant)
);

-- The brand itself, as soon as somebody has said what it is.
CREATE TABLE brand (
  only_one       boolean PRIMARY KEY DEFAULT TRUE CHECK (only_one),
  name           text NOT NULL CHECK (name <> ''),
  widget_origins text[] NOT NULL DEFAULT '{}',
  version        bigint NOT NULL DEFAULT 1
);
