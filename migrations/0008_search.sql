-- What runbooks are found by, a row a passage: the title, each error text, each alert, each section and step.
-- A read model, written from the current version.
CREATE TABLE runbook_passages (
    runbook  UUID   NOT NULL REFERENCES runbooks (id) ON DELETE CASCADE,
    ordinal  BIGINT NOT NULL,
    version  BIGINT NOT NULL,
    kind     TEXT   NOT NULL CHECK (kind IN ('title', 'signature', 'alert', 'prose', 'step')),
    -- Where on the runbook's page it stands; empty for the top.
    anchor   TEXT   NOT NULL,
    -- What a list shows of it.
    label    TEXT   NOT NULL,
    -- All of it, in lower case.
    words    TEXT   NOT NULL,
    PRIMARY KEY (runbook, ordinal)
);
