-- What only this database can do is added here by later migrations (full-text search comes first).
SELECT 1;
