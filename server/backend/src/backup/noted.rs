use crate::db::known_migrations;

/// The changes of its schema that a PostgreSQL database notes as made, each by its number and its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Noted(Vec<(i64, String)>);

impl Noted {
    pub(super) fn new(changes: Vec<(i64, String)>) -> Self {
        Self(changes)
    }

    /// What a dump holds of them, from the script that `pg_restore --data-only --table=_sqlx_migrations` makes of it. Absent:
    /// it is no dump of a database of Tocsin's.
    pub fn in_script(script: &str) -> Option<Self> {
        // Other programs may keep theirs in a schema beside ours.
        script.split("\nCOPY ").skip(1).filter_map(read).find(Self::is_tocsins)
    }

    /// Other programs that note their changes in the same way begin with another one.
    pub(super) fn is_tocsins(&self) -> bool {
        let known = known_migrations(true);
        let first = known.iter().next();
        first.is_some_and(|first| self.0.iter().any(|(number, name)| *number == first.version && *name == first.description))
    }

    /// Whether a change is among them that only a newer Tocsin makes.
    pub fn is_newer(&self) -> bool {
        let known = known_migrations(true);
        self.0.iter().any(|(number, _)| !known.version_exists(*number))
    }
}

/// The rows of one `COPY`, which begins with the name of its table and those of its columns and ends with `\.`. A line is a
/// row, since ends of lines and tabs within a value are written in another way:
/// <https://www.postgresql.org/docs/15/sql-copy.html>.
fn read(copy: &str) -> Option<Noted> {
    let mut lines = copy.lines();
    let (_, columns) = lines.next()?.split_once('(')?;
    let columns: Vec<&str> = columns.split(')').next()?.split(", ").collect();
    let place = |name: &str| columns.iter().position(|column| *column == name);
    let (number, name) = (place("version")?, place("description")?);
    let row = |line: &str| {
        let values: Vec<&str> = line.split('\t').collect();
        Some((values.get(number)?.parse::<i64>().ok()?, (*values.get(name)?).to_owned()))
    };
    lines.take_while(|line| *line != "\\.").map(row).collect::<Option<Vec<_>>>().map(Noted)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As PostgreSQL 15 writes it.
    fn script(rows: &[(i64, &str)]) -> String {
        let rows: Vec<String> = rows
            .iter()
            .map(|(number, name)| format!("{number}\t{name}\t2026-11-30 06:04:57.356119+00\tt\t\\\\x00ff\t12\n"))
            .collect();
        format!(
            "--\n-- PostgreSQL database dump\n--\n\nSET row_security = off;\n\nCOPY public._sqlx_migrations (version, \
             description, installed_on, success, checksum, execution_time) FROM stdin;\n{}\\.\n\n\n--\n-- PostgreSQL \
             database dump complete\n--\n",
            rows.concat()
        )
    }

    #[test]
    fn a_dump_of_tocsins_is_told_from_others_and_a_newer_one_from_those_that_can_be_restored() {
        let known = known_migrations(true);
        let ours: Vec<(i64, &str)> = known.iter().map(|change| (change.version, change.description.as_ref())).collect();
        let noted = Noted::in_script(&script(&ours)).unwrap();
        assert!(!noted.is_newer() && noted.0.len() == ours.len(), "{noted:?}");
        let older = Noted::in_script(&script(&ours[..1])).unwrap();
        assert!(!older.is_newer(), "{older:?}");
        let newer = Noted::in_script(&script(&[&ours[..], &[(9999, "of tomorrow\\nand the day after")]].concat())).unwrap();
        assert!(newer.is_newer(), "{newer:?}");

        let theirs = script(&[(20_260_101_120_000, "orders")]);
        for foreign in ["", "--\n-- PostgreSQL database dump\n--\n", theirs.as_str(), &script(&[(1, "orders")]), &script(&[])] {
            assert_eq!(Noted::in_script(foreign), None, "{foreign}");
        }
        let beside = Noted::in_script(&(theirs + &script(&ours))).unwrap();
        assert!(!beside.is_newer(), "{beside:?}");
    }
}
