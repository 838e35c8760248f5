/// The beginning of every query that gives [`RunbookSummary`](domain::runbooks::RunbookSummary)s, before what is written after
/// `FROM runbooks`.
macro_rules! summaries {
    ($rest:literal) => {
        concat!(
            "SELECT id, slug, external_id, import_id, title, severity, owners, version, file, sha256, next_review,
                    last_exercised_at, retired
             FROM runbooks ",
            $rest
        )
    };
}
pub(crate) use summaries;
