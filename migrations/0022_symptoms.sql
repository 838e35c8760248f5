-- What people may see when a runbook is the right one: the lines of its symptoms, once each. Written with every version, and
-- at the start for versions from before there were any.
CREATE TABLE runbook_symptoms (
    runbook UUID   NOT NULL REFERENCES runbooks (id) ON DELETE CASCADE,
    -- The beginning of the SHA-256 of the words, in lower-case hex: by it an address names the symptom.
    mark    TEXT   NOT NULL,
    version BIGINT NOT NULL,
    -- As lists show it.
    label   TEXT   NOT NULL,
    -- Its words in lower case with a blank between: symptoms of the same words are one.
    words   TEXT   NOT NULL,
    PRIMARY KEY (runbook, mark)
);
CREATE INDEX runbook_symptoms_mark ON runbook_symptoms (mark);
CREATE INDEX runbook_symptoms_words ON runbook_symptoms (words, runbook);
