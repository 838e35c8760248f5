-- What the linter says of the current version of each runbook, for lists. Written when a file is imported, and again
-- when the program that starts has other rules. The day of a review is not in it: that changes without anybody's doing.
CREATE TABLE runbook_health (
    runbook   UUID   PRIMARY KEY REFERENCES runbooks (id) ON DELETE CASCADE,
    version   BIGINT NOT NULL,
    -- Which rules judged it.
    rules     TEXT   NOT NULL,
    score     BIGINT NOT NULL,
    errors    BIGINT NOT NULL,
    warnings  BIGINT NOT NULL,
    hints     BIGINT NOT NULL
);
