//! How fast runbooks are imported: those of the fixtures, a thousand, ten thousand, and a few where many are known.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use backend::{
    Ask, Backend,
    runbooks::{Choices, Handed},
};
use domain::people::Who;

use crate::{Outcome, generated::library, open, table::Table};

/// So many are handed in beside those that are known.
const FEW: usize = 36;

/// The fixtures into an empty database; then [`FEW`] runbooks where a hundred, a thousand and ten thousand are known.
pub(crate) async fn beside_known(folder: &Path, table: &mut Table) -> Outcome<()> {
    let backend = open(folder, "fixtures").await?;
    let fixtures = fixtures()?;
    let about = format!("import of the fixtures, {} files", fixtures.len());
    let (runbooks, took) = import(&backend, fixtures).await?;
    put(table, &format!("{about}, {runbooks} runbooks"), runbooks, took);

    let (backend, mut here) = (open(folder, "growing").await?, 0);
    for known in [100, 1_000, 10_000] {
        import(&backend, library(&format!("Known{known}"), known - here)).await?;
        let few = library(&format!("Few{known}"), FEW);
        let began = Instant::now();
        backend.preview_import(Ask::by(&Who::tocsin()), few.clone(), &Choices::default()).await?;
        table.put_time(format!("preview of {FEW} where {known} are known"), began.elapsed());
        let (runbooks, took) = import(&backend, few).await?;
        put(table, &format!("import of {FEW} where {known} are known"), runbooks, took);
        here = known + FEW;
    }
    Ok(())
}

/// All of a library in one import, and the same again, which finds each runbook known.
pub(crate) async fn at_once(backend: &Backend, count: usize, table: &mut Table) -> Outcome<()> {
    for about in [format!("import of {count} at once"), format!("the same {count} again")] {
        let (runbooks, took) = import(backend, library("Library", count)).await?;
        put(table, &about, runbooks, took);
    }
    Ok(())
}

async fn import(backend: &Backend, files: Vec<Handed>) -> Outcome<(usize, Duration)> {
    let began = Instant::now();
    let imported = backend.import(Ask::by(&Who::tocsin()), files, &Choices::default()).await?;
    Ok((imported.created.len() + imported.changed.len() + imported.same, began.elapsed()))
}

fn put(table: &mut Table, about: &str, runbooks: usize, took: Duration) {
    table.put_time(format!("{about}: all"), took);
    table.put_time(format!("{about}: each"), took / u32::try_from(runbooks.max(1)).unwrap_or(u32::MAX));
}

fn fixtures() -> Outcome<Vec<Handed>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../app/domain/fixtures/runbooks");
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        files.push(Handed { name, bytes: std::fs::read(path)? });
    }
    Ok(files)
}
