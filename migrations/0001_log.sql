-- The log. Events are never updated or deleted; everything else can be rebuilt from them.
CREATE TABLE streams (
    id    UUID   PRIMARY KEY,
    kind  TEXT   NOT NULL,
    seq   BIGINT NOT NULL,
    hash  TEXT   NOT NULL
);
CREATE INDEX streams_kind ON streams (kind);

CREATE TABLE events (
    stream       UUID        NOT NULL,
    seq          BIGINT      NOT NULL,
    occurred_at  TIMESTAMPTZ NOT NULL,
    recorded_at  TIMESTAMPTZ NOT NULL,
    actor        TEXT        NOT NULL,
    body         TEXT        NOT NULL,
    prev_hash    TEXT        NOT NULL,
    hash         TEXT        NOT NULL,
    PRIMARY KEY (stream, seq)
);

CREATE TABLE snapshots (
    stream  UUID    PRIMARY KEY,
    shape   INTEGER NOT NULL,
    seq     BIGINT  NOT NULL,
    state   TEXT    NOT NULL
);

-- Requests that were carried out, by the name that the browser gave them: asked again, nothing happens twice.
CREATE TABLE done_requests (
    name     TEXT        PRIMARY KEY,
    done_at  TIMESTAMPTZ NOT NULL
);
CREATE INDEX done_requests_done_at ON done_requests (done_at);

-- Numbers that people say: INC-42, ACT-7.
CREATE TABLE counters (
    name   TEXT   PRIMARY KEY,
    value  BIGINT NOT NULL
);
