-- Work that was promised: the read model of the streams of kind "action_item".
CREATE TABLE action_items (
    id               UUID        PRIMARY KEY,
    number           BIGINT      NOT NULL UNIQUE,
    title            TEXT        NOT NULL,
    kind             TEXT        NOT NULL,
    owner_id         UUID        NOT NULL,
    owner_name       TEXT        NOT NULL,
    due              DATE        NOT NULL,
    state            TEXT        NOT NULL CHECK (state IN ('open', 'started', 'done')),
    incident_number  BIGINT,
    postmortem       UUID,
    added_at         TIMESTAMPTZ NOT NULL,
    done_at          TIMESTAMPTZ,
    proof            TEXT        NOT NULL
);
CREATE INDEX action_items_due ON action_items (state, due);
CREATE INDEX action_items_owner ON action_items (owner_id, state);
