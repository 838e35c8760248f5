-- The incident from which a proposal came, where people did otherwise than the runbook says.
ALTER TABLE proposals ADD COLUMN incident BIGINT;
CREATE INDEX proposals_incident ON proposals (incident, runbook);
