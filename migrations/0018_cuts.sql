-- How a person cut the file and what they took its pieces for, as JSON; empty where the file was read as it stands.
ALTER TABLE sources ADD COLUMN cuts TEXT NOT NULL DEFAULT '';
