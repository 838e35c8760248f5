-- Search by an index, so that ten thousand runbooks answer as quickly as ten. A passage gets a number, under which FTS5 keeps
-- its terms. What was written before has none and is written anew at the start.
DROP TABLE runbook_passages;

CREATE TABLE runbook_passages (
    id       INTEGER PRIMARY KEY,
    runbook  UUID    NOT NULL REFERENCES runbooks (id) ON DELETE CASCADE,
    ordinal  BIGINT  NOT NULL,
    version  BIGINT  NOT NULL,
    kind     TEXT    NOT NULL CHECK (kind IN ('title', 'signature', 'alert', 'prose', 'step')),
    -- Where on the runbook's page it stands; empty for the top.
    anchor   TEXT    NOT NULL,
    -- What a list shows of it.
    label    TEXT    NOT NULL,
    -- All of it, in lower case.
    words    TEXT    NOT NULL,
    -- How a title, an error text or an alert begins; empty for all else.
    key      TEXT    NOT NULL DEFAULT '',
    UNIQUE (runbook, ordinal)
);
CREATE INDEX runbook_passages_key ON runbook_passages (key) WHERE key <> '';

-- Terms come from the server as they are to be kept: ASCII keeps them so. `called` holds those of titles, error texts and
-- alerts, `said` those of all else.
CREATE VIRTUAL TABLE runbook_terms USING fts5 (
    called, said, content = '', contentless_delete = 1, detail = 'column', tokenize = 'ascii', prefix = '2 3'
);
CREATE TRIGGER runbook_passages_deleted AFTER DELETE ON runbook_passages BEGIN
    DELETE FROM runbook_terms WHERE rowid = old.id;
END;
