-- Who there is: the read model of the streams of kind "member".
CREATE TABLE people (
    id                   UUID        PRIMARY KEY,
    name                 TEXT        NOT NULL,
    email                TEXT        NOT NULL UNIQUE,
    role                 TEXT        NOT NULL CHECK (role IN ('viewer', 'responder', 'commander', 'admin')),
    joined_at            TIMESTAMPTZ NOT NULL,
    disabled_at          TIMESTAMPTZ,
    -- The number of the last event that ended all sessions of this person.
    sessions_valid_from  BIGINT      NOT NULL
);

-- Kept apart from the log, which is read by many: argon2id in PHC notation.
CREATE TABLE credentials (
    person         UUID        PRIMARY KEY,
    password_hash  TEXT        NOT NULL,
    changed_at     TIMESTAMPTZ NOT NULL
);

-- Of every token only the SHA-256 is kept: who reads the database can't use it.
CREATE TABLE invitations (
    token_hash  TEXT        PRIMARY KEY,
    email       TEXT        NOT NULL,
    role        TEXT        NOT NULL,
    invited_by  UUID,
    made_at     TIMESTAMPTZ NOT NULL,
    expires_at  TIMESTAMPTZ NOT NULL,
    used_at     TIMESTAMPTZ
);
CREATE INDEX invitations_email ON invitations (email);

-- Links to the first account; empty once it is made.
CREATE TABLE set_up_links (
    token_hash  TEXT        PRIMARY KEY,
    made_at     TIMESTAMPTZ NOT NULL
);

-- Attempts to sign in that did not succeed, by the SHA-256 of an account's address or of a network address.
CREATE TABLE sign_in_attempts (
    subject   TEXT        PRIMARY KEY,
    attempts  BIGINT      NOT NULL,
    last_at   TIMESTAMPTZ NOT NULL
);
CREATE INDEX sign_in_attempts_last_at ON sign_in_attempts (last_at);

-- Browsers that are signed in, by the SHA-256 of what their cookie holds.
CREATE TABLE sessions (
    id_hash     TEXT        PRIMARY KEY,
    data        TEXT        NOT NULL,
    expires_at  TIMESTAMPTZ NOT NULL
);
CREATE INDEX sessions_expires_at ON sessions (expires_at);
