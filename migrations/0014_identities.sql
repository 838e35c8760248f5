-- Who somebody is at a provider of sign-in. The subject alone says so; an address may pass to somebody else.
CREATE TABLE identities (
    issuer     TEXT        NOT NULL,
    subject    TEXT        NOT NULL,
    person     UUID        NOT NULL,
    linked_at  TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (issuer, subject)
);
-- One person is one subject: another one with the same address is somebody else.
CREATE UNIQUE INDEX identities_person ON identities (person, issuer);

-- Sign-ins that a browser has begun and its provider has not answered: each is used once, within minutes. Of what the
-- browser holds only the SHA-256 is kept.
CREATE TABLE provider_attempts (
    state_hash    TEXT        PRIMARY KEY,
    browser_hash  TEXT        NOT NULL,
    provider      TEXT        NOT NULL,
    nonce         TEXT        NOT NULL,
    verifier      TEXT        NOT NULL,
    next          TEXT        NOT NULL,
    address_hash  TEXT        NOT NULL,
    expires_at    TIMESTAMPTZ NOT NULL
);
CREATE INDEX provider_attempts_address ON provider_attempts (address_hash, expires_at);
