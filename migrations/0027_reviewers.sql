-- Who was asked to review a post-mortem, by their ids with commas between: two people may have one name. Rows from before are
-- filled at the start. When it is due follows from the incident, so that due_at is not written any more.
ALTER TABLE postmortems ADD COLUMN reviewer_ids TEXT NOT NULL DEFAULT '';

-- Who wrote in a shared text, of the updates that are folded by now; the others say it themselves.
CREATE TABLE document_writers (
    document UUID NOT NULL,
    person   UUID NOT NULL,
    PRIMARY KEY (document, person)
);

-- Figures leave drills out by their number.
CREATE INDEX incidents_drills ON incidents (number) WHERE drill = TRUE;
