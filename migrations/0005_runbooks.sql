-- Imported files, byte for byte as they were handed in. With the log they are the truth; never changed.
CREATE TABLE sources (
    id           UUID        PRIMARY KEY,
    file         TEXT        NOT NULL,
    sha256       TEXT        NOT NULL,
    bytes        BYTEA       NOT NULL,
    imported_at  TIMESTAMPTZ NOT NULL,
    imported_by  TEXT        NOT NULL
);
CREATE INDEX sources_file ON sources (file, imported_at);

-- What in a file is no runbook: overviews, contacts, commands.
CREATE TABLE handbook_sections (
    source      UUID   NOT NULL REFERENCES sources (id),
    ordinal     BIGINT NOT NULL,
    kind        TEXT   NOT NULL,
    title       TEXT   NOT NULL,
    start_byte  BIGINT NOT NULL,
    end_byte    BIGINT NOT NULL,
    sha256      TEXT   NOT NULL,
    PRIMARY KEY (source, ordinal)
);

CREATE TABLE runbooks (
    id                 UUID   PRIMARY KEY,
    slug               TEXT   NOT NULL UNIQUE,
    external_id        TEXT,
    import_id          TEXT   NOT NULL,
    title              TEXT   NOT NULL,
    -- The title in lower case, by which lists are sorted.
    sort_key           TEXT   NOT NULL,
    -- What a list finds it by, in lower case.
    words              TEXT   NOT NULL,
    severity           TEXT   CHECK (severity IN ('p0', 'p1', 'p2', 'p3')),
    owners             TEXT   NOT NULL,
    version            BIGINT NOT NULL,
    file               TEXT   NOT NULL,
    sha256             TEXT   NOT NULL,
    next_review        DATE   NOT NULL,
    last_exercised_at  TIMESTAMPTZ
);
CREATE INDEX runbooks_sort_key ON runbooks (sort_key, slug);
CREATE INDEX runbooks_next_review ON runbooks (next_review);

CREATE TABLE runbook_versions (
    runbook       UUID        NOT NULL REFERENCES runbooks (id) ON DELETE CASCADE,
    number        BIGINT      NOT NULL,
    source        UUID        NOT NULL REFERENCES sources (id),
    start_byte    BIGINT      NOT NULL,
    end_byte      BIGINT      NOT NULL,
    sha256        TEXT        NOT NULL,
    published_at  TIMESTAMPTZ NOT NULL,
    published_by  TEXT        NOT NULL,
    PRIMARY KEY (runbook, number)
);

-- Files between preview and import, so that nothing is handed in twice and a reload loses nothing.
CREATE TABLE import_previews (
    id          UUID        PRIMARY KEY,
    asked_by    TEXT        NOT NULL,
    -- What the person decided about them so far, as JSON; empty before anything was.
    choices     TEXT        NOT NULL,
    expires_at  TIMESTAMPTZ NOT NULL
);
CREATE TABLE import_preview_files (
    preview  UUID   NOT NULL REFERENCES import_previews (id) ON DELETE CASCADE,
    ordinal  BIGINT NOT NULL,
    name     TEXT   NOT NULL,
    bytes    BYTEA  NOT NULL,
    PRIMARY KEY (preview, ordinal)
);
