-- The workflow of post-mortems as lists show it; title and severity are the incident's.
CREATE TABLE postmortems (
    id           UUID        PRIMARY KEY,
    number       BIGINT      NOT NULL UNIQUE,
    incident     UUID        NOT NULL,
    stage        TEXT        NOT NULL CHECK (stage IN ('draft', 'in_review', 'approved')),
    started_at   TIMESTAMPTZ NOT NULL,
    due_at       TIMESTAMPTZ,
    approved_at  TIMESTAMPTZ,
    reviewers    TEXT        NOT NULL
);

-- Texts that several people write at once. No read model: these rows are the truth of what was typed.
-- last_n numbers the updates; what is up to snapshot_n is folded into the snapshot (Yjs update, v2).
CREATE TABLE documents (
    id          UUID   PRIMARY KEY,
    last_n      BIGINT NOT NULL,
    snapshot_n  BIGINT NOT NULL,
    snapshot    BYTEA
);

-- Updates as they came (Yjs update, v1). Stored before anybody else sees them.
CREATE TABLE document_updates (
    document   UUID        NOT NULL,
    n          BIGINT      NOT NULL,
    body       BYTEA       NOT NULL,
    by_person  UUID,
    at         TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (document, n)
);
