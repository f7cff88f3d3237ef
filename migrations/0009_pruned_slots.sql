-- Up to which day times that nobody ever booked have been taken away, so that a sweep reads only the days that have become old since the last.
CREATE TABLE pruned_slots (
  location_id uuid PRIMARY KEY REFERENCES locations (id) ON DELETE CASCADE,
  before      date NOT NULL
);
