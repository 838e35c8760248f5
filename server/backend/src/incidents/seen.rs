/// Leaves out of a list what is kept with a restricted incident, for whoever is not named on it. Stands in every statement that
/// lists incidents or what comes out of them, which `server/tests/tidy` looks for: by the incident's number, and by the
/// parameter that holds whoever asks ([`Ask::person`](crate::Ask)).
macro_rules! seen {
    ($number:literal, $person:literal) => {
        concat!(
            "(NOT EXISTS (SELECT 1 FROM audiences WHERE audiences.number = ",
            $number,
            ") OR EXISTS (SELECT 1 FROM audiences WHERE audiences.number = ",
            $number,
            " AND audiences.person = ",
            $person,
            "))"
        )
    };
}
pub(crate) use seen;
