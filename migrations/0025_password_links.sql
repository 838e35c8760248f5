-- Links with which somebody chooses a new password, one for each person: a newer one takes the place of the one before. Of
-- the token only the SHA-256 is kept. It is good while whoever made it is an administrator; nobody made one of the command line.
-- One that was used stays, so that whoever follows it again is told so; one that is void for another reason is deleted.
CREATE TABLE password_links (
    person      UUID        PRIMARY KEY,
    token_hash  TEXT        NOT NULL UNIQUE,
    made_by     UUID,
    made_at     TIMESTAMPTZ NOT NULL,
    expires_at  TIMESTAMPTZ NOT NULL,
    used_at     TIMESTAMPTZ
);
