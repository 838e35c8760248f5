-- Promises of what will happen when. Claimed in a transaction; several servers may run them all.
CREATE TABLE timers (
    id           UUID        PRIMARY KEY,
    kind         TEXT        NOT NULL,
    subject      UUID        NOT NULL,
    fire_at      TIMESTAMPTZ NOT NULL,
    claim_until  TIMESTAMPTZ,
    attempts     INTEGER     NOT NULL DEFAULT 0,
    done_at      TIMESTAMPTZ,
    last_error   TEXT,
    UNIQUE (kind, subject, fire_at)
);
CREATE INDEX timers_due ON timers (done_at, fire_at);

-- Mail on its way: written with the change that asks for it, sent afterwards, tried again until it is taken.
CREATE TABLE outbox (
    id           UUID        PRIMARY KEY,
    recipient    TEXT        NOT NULL,
    subject      TEXT        NOT NULL,
    body         TEXT        NOT NULL,
    created_at   TIMESTAMPTZ NOT NULL,
    next_at      TIMESTAMPTZ NOT NULL,
    claim_until  TIMESTAMPTZ,
    attempts     INTEGER     NOT NULL DEFAULT 0,
    sent_at      TIMESTAMPTZ,
    given_up_at  TIMESTAMPTZ,
    last_error   TEXT
);
CREATE INDEX outbox_due ON outbox (sent_at, next_at);
