-- What became of a call stands where people look: in the list of what waits for an answer, and in the room to which a letter
-- calls. A letter that calls nobody has no incident; told_at is when its incident heard that it does not leave.
ALTER TABLE incidents ADD COLUMN called_at TIMESTAMPTZ;
ALTER TABLE incidents ADD COLUMN reached TEXT NOT NULL DEFAULT '';
ALTER TABLE incidents ADD COLUMN missed TEXT NOT NULL DEFAULT '';
ALTER TABLE outbox ADD COLUMN incident UUID;
ALTER TABLE outbox ADD COLUMN call_seq BIGINT;
ALTER TABLE outbox ADD COLUMN called TEXT NOT NULL DEFAULT '';
ALTER TABLE outbox ADD COLUMN told_at TIMESTAMPTZ;
