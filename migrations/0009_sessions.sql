-- Whose a session is, and where, for the list on one's own account. Absent for browsers that are not signed in.
-- Those from before do not say; whoever had one signs in again.
DELETE FROM sessions;
ALTER TABLE sessions ADD COLUMN person UUID;
-- `people.sessions_valid_from` when they signed in: the session stands only while both are equal.
ALTER TABLE sessions ADD COLUMN valid_from BIGINT;
ALTER TABLE sessions ADD COLUMN signed_in_at TIMESTAMPTZ;
-- Used last, to a few minutes.
ALTER TABLE sessions ADD COLUMN seen_at TIMESTAMPTZ;
ALTER TABLE sessions ADD COLUMN device TEXT;
ALTER TABLE sessions ADD COLUMN address TEXT;
CREATE INDEX sessions_person ON sessions (person);
