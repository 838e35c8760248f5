CREATE TABLE incidents (
    id               UUID        PRIMARY KEY,
    number           BIGINT      NOT NULL UNIQUE,
    title            TEXT        NOT NULL,
    severity         TEXT        NOT NULL CHECK (severity IN ('p0', 'p1', 'p2', 'p3')),
    stage            TEXT        NOT NULL,
    services         TEXT        NOT NULL,
    commander        TEXT,
    declared_at      TIMESTAMPTZ NOT NULL,
    respond_by       TIMESTAMPTZ,
    acknowledged_at  TIMESTAMPTZ,
    mitigated_at     TIMESTAMPTZ,
    resolved_at      TIMESTAMPTZ,
    closed_at        TIMESTAMPTZ,
    items_open       BIGINT      NOT NULL,
    items_total      BIGINT      NOT NULL
);
CREATE INDEX incidents_stage ON incidents (stage, number);
