-- The file whose runbooks call this one by its number, where that is another than the one it stands in; else empty.
ALTER TABLE runbooks ADD COLUMN collection TEXT NOT NULL DEFAULT '';
