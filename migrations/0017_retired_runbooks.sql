-- Runbooks with which nobody works any longer: they stay to be read, and no list of work shows them.
ALTER TABLE runbooks ADD COLUMN retired BOOLEAN NOT NULL DEFAULT FALSE;
