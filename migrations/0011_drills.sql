-- Incidents that are held to practise: shown as such, and kept out of every figure.
ALTER TABLE incidents ADD COLUMN drill BOOLEAN NOT NULL DEFAULT FALSE;
