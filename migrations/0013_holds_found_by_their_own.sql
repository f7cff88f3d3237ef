-- A hold is looked up by the slot that it stands in or by who has it, never among all holds: while the server's statistics know of no hold
-- yet, any index of held bookings looks as good to it as the right one, and then reads all of them for each. These two hold every booking, so
-- that they answer nothing but their own question.
CREATE INDEX bookings_of_session ON bookings (session_id) WHERE session_id IS NOT NULL;
DROP INDEX bookings_held_by_session;

-- The second column is for a popular slot, of whose thousands of holds few are over.
DROP INDEX bookings_of_slot;
CREATE INDEX bookings_of_slot ON bookings (slot_id, hold_expires_at);
DROP INDEX bookings_held_of_slot;
