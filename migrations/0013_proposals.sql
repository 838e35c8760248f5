-- Changes of runbooks that somebody else reads before they count.
CREATE TABLE proposals (
    id           UUID        PRIMARY KEY,
    number       BIGINT      NOT NULL UNIQUE,
    runbook      UUID        NOT NULL,
    slug         TEXT        NOT NULL,
    title        TEXT        NOT NULL,
    summary      TEXT        NOT NULL,
    stage        TEXT        NOT NULL CHECK (stage IN ('draft', 'in_review', 'approved', 'published', 'withdrawn')),
    author_id    UUID,
    author_name  TEXT        NOT NULL,
    changed_at   TIMESTAMPTZ NOT NULL
);
CREATE INDEX proposals_stage ON proposals (stage, changed_at);
CREATE INDEX proposals_runbook ON proposals (runbook, number);
