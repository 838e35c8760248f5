-- Of which shape the state was that a row was written from: rows of a former one are written anew at the start.
ALTER TABLE incidents ADD COLUMN shape INTEGER NOT NULL DEFAULT 0;
