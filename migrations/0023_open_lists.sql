-- What waits for somebody is found without reading all that is over: Now asks for it whenever anything changes.
CREATE INDEX postmortems_stage ON postmortems (stage, due_at);
