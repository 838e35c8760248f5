use std::{
    io::Read as _,
    path::{Path, PathBuf},
};

use anyhow::{Context, bail};
use backend::{
    Backend,
    backup::{Noted, tables},
};
use tokio::process::Command;

use super::{make, restore};

/// So begins a file that `pg_dump --format=custom` has made.
const SIGN: &[u8; 5] = b"PGDMP";

/// Fills a file that is there and empty: so it keeps who may read it.
pub(super) async fn dump(database_url: &str, to: &Path) -> anyhow::Result<()> {
    let mut tool = Command::new("pg_dump");
    tool.args(["--format=custom", "--no-owner", "--no-privileges", "--file"]).arg(to);
    run(tool, "pg_dump", database_url).await?;
    std::fs::File::open(to)?.sync_all()?;
    // That of a newer Tocsin too: this one may still work on its schema.
    if noted(to).await?.is_none() {
        bail!("There is no database of Tocsin's at this address: look at --database-url.");
    }
    Ok(())
}

/// Refuses what `pg_dump` has not made or not finished, what is not Tocsin's, and what a newer Tocsin has made.
pub(super) async fn usable(file: &Path) -> anyhow::Result<()> {
    let mut sign = [0; SIGN.len()];
    let read = std::fs::File::open(file).and_then(|mut opened| opened.read_exact(&mut sign));
    read.with_context(|| format!("{} can't be read. Name the file that `tocsin backup` has made.", file.display()))?;
    if &sign != SIGN {
        bail!("{} is no backup of a PostgreSQL database; nothing was changed.", file.display());
    }
    match noted(file).await? {
        None => bail!("{} is no backup of Tocsin's PostgreSQL database; nothing was changed.", file.display()),
        Some(noted) if noted.is_newer() => {
            bail!("{} was made by a newer Tocsin, and nothing was changed: restore it with that one.", file.display())
        }
        Some(_) => Ok(()),
    }
}

/// The changes of the schema that a backup holds; absent where it is no database of Tocsin's.
async fn noted(file: &Path) -> anyhow::Result<Option<Noted>> {
    let mut tool = Command::new("pg_restore");
    tool.args(["--data-only", "--table=_sqlx_migrations", "--file=-"]).arg(file);
    Ok(Noted::in_script(&run(tool, "pg_restore", "").await?))
}

/// Puts the backup in the place of what the database holds, all of it or nothing. What it held goes into `kept`; whatever fails
/// afterwards says so.
pub(super) async fn put_back(backup: &Path, database_url: &str, kept: Option<PathBuf>) -> anyhow::Result<Vec<PathBuf>> {
    let folder = Scratch::new()?;
    let fill = folder.0.join("fill.sql");
    let mut tool = Command::new("pg_restore");
    tool.args(["--no-owner", "--no-privileges", "--clean", "--if-exists", "--file"]).arg(&fill).arg(backup);
    run(tool, "pg_restore", "").await?;
    if let Some(kept) = &kept {
        if let Some(folder) = kept.parent() {
            std::fs::create_dir_all(folder).with_context(|| format!("The folder {} can't be made.", folder.display()))?;
        }
        make::write(database_url, kept).await.context("What the database holds can't be kept, so nothing was changed.")?;
    }
    let place = kept.as_deref().map(Path::display);
    if let Err(error) = replace(database_url, &folder.0.join("clear.sql"), &fill).await {
        let copy = place.map(|place| format!(" A copy of that is in {place}.")).unwrap_or_default();
        bail!("{error:#}\nThe database holds what it held.{copy}");
    }
    if let Err(error) = look_through(database_url).await {
        let back = match place {
            Some(place) => format!("What it held before is in {place}: `tocsin restore {place} --replace` puts it back."),
            None => "It held nothing before: `tocsin restore FILE --replace` puts another one in its place.".to_owned(),
        };
        bail!("{error:#}\nThe backup is in the database all the same. {back}");
    }
    Ok(kept.into_iter().collect())
}

/// Empties the database and fills it, in one transaction.
async fn replace(database_url: &str, clear: &Path, fill: &Path) -> anyhow::Result<()> {
    // Tables that the backup does not know would stand in the way of the migrations that make them.
    let drops: Vec<String> = tables(database_url).await?.iter().map(|name| format!("DROP TABLE {name} CASCADE;\n")).collect();
    std::fs::write(clear, drops.concat())?;
    let mut tool = Command::new("psql");
    tool.args(["--no-psqlrc", "--quiet", "--single-transaction", "--set", "ON_ERROR_STOP=1", "--output", "/dev/null"]);
    tool.arg("--file").arg(clear).arg("--file").arg(fill);
    run(tool, "psql", database_url).await.map(drop)
}

/// Brings the schema of what was put back up to date and looks whether all of it is sound.
async fn look_through(database_url: &str) -> anyhow::Result<()> {
    let backend = Backend::open(database_url).await.context("The restored database can't be opened.")?;
    let sound = restore::sound(&backend).await;
    backend.db.close().await;
    sound
}

/// Runs one of PostgreSQL's tools and gives what it prints. The password goes by the environment, since arguments are for
/// everybody to see.
async fn run(mut tool: Command, name: &str, database_url: &str) -> anyhow::Result<String> {
    if !database_url.is_empty() {
        tool.envs(environment(database_url)?);
    }
    let done = match tool.output().await {
        Ok(done) => done,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            bail!(
                "PostgreSQL's tool {name} is not installed here (Debian: apt install postgresql-client). Install it, then try again."
            )
        }
        Err(error) => return Err(error).with_context(|| format!("{name} can't be started.")),
    };
    if !done.status.success() {
        bail!("{name} refused: {}", String::from_utf8_lossy(&done.stderr).trim());
    }
    Ok(String::from_utf8_lossy(&done.stdout).into_owned())
}

/// The address of a database in the words of PostgreSQL's own tools.
fn environment(database_url: &str) -> anyhow::Result<Vec<(String, String)>> {
    let url: url::Url = database_url.parse().context("database_url is no address: write it as postgres://user@host/name.")?;
    let plain = |text: &str| percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned();
    // An address of IPv6 stands in brackets here, and nowhere else.
    let host = url.host_str().unwrap_or("localhost").trim_matches(['[', ']']);
    let mut pairs = vec![
        ("PGHOST", plain(host)),
        ("PGPORT", url.port().unwrap_or(5432).to_string()),
        ("PGUSER", plain(url.username())),
        ("PGDATABASE", plain(url.path().trim_start_matches('/'))),
    ];
    pairs.extend(url.password().map(|password| ("PGPASSWORD", plain(password))));
    for (name, value) in url.query_pairs() {
        let known = match name.as_ref() {
            "host" => "PGHOST",
            "port" => "PGPORT",
            "user" => "PGUSER",
            "password" => "PGPASSWORD",
            "dbname" => "PGDATABASE",
            "sslmode" | "ssl-mode" => "PGSSLMODE",
            "sslrootcert" | "ssl-root-cert" => "PGSSLROOTCERT",
            "sslcert" => "PGSSLCERT",
            "sslkey" => "PGSSLKEY",
            "options" => "PGOPTIONS",
            _ => continue,
        };
        pairs.push((known, value.into_owned()));
    }
    Ok(pairs.into_iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| (name.to_owned(), value)).collect())
}

/// A folder that nobody else may look into, gone when it is dropped: what passes through it is the whole database.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> anyhow::Result<Self> {
        use std::os::unix::fs::DirBuilderExt as _;
        let folder = std::env::temp_dir().join(format!("tocsin-restore-{}", backend::Ids.next::<uuid::Uuid>().simple()));
        std::fs::DirBuilder::new()
            .mode(0o700)
            .create(&folder)
            .with_context(|| format!("The folder {} can't be made.", folder.display()))?;
        Ok(Self(folder))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_said_in_the_words_of_the_tools() {
        let said = environment("postgres://ada:p%40ss@db.example.org:6432/tocsin?sslmode=require&application_name=x").unwrap();
        let said: Vec<_> = said.iter().map(|(name, value)| format!("{name}={value}")).collect();
        assert_eq!(
            said,
            ["PGHOST=db.example.org", "PGPORT=6432", "PGUSER=ada", "PGDATABASE=tocsin", "PGPASSWORD=p@ss", "PGSSLMODE=require"]
        );
        let socket = environment("postgres://ada@localhost/tocsin?host=/run/postgresql").unwrap();
        assert_eq!(socket.iter().rfind(|(name, _)| name == "PGHOST").unwrap().1, "/run/postgresql");
        let six = environment("postgres://ada@[2001:db8::7]:6432/tocsin").unwrap();
        assert!(six.contains(&("PGHOST".to_owned(), "2001:db8::7".to_owned())), "{six:?}");
    }
}
