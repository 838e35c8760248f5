-- For whom an incident is that is for named people alone; any other has no row here. Part of the read model of incidents.
CREATE TABLE audiences (
    number BIGINT NOT NULL,
    person UUID   NOT NULL,
    PRIMARY KEY (number, person)
);
ALTER TABLE incidents ADD COLUMN restricted BOOLEAN NOT NULL DEFAULT FALSE;
