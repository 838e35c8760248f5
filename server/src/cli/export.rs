use std::{path::PathBuf, process::ExitCode};

use anyhow::Context;
use backend::{Ask, Backend};
use domain::people::Who;

#[derive(Debug, clap::Args)]
pub(crate) struct ExportArgs {
    /// Folder for the files; made where it is missing
    #[arg(long, value_name = "DIR")]
    source: PathBuf,
}

/// Writes the files as they were last imported. What is in the folder under another name stays.
pub(crate) async fn export(backend: &Backend, args: &ExportArgs) -> anyhow::Result<ExitCode> {
    let folder = &args.source;
    let who = Who::tocsin();
    let files = backend.export_sources(Ask::by(&who)).await?;
    std::fs::create_dir_all(folder)
        .with_context(|| format!("The folder {} can't be made: name another with --source.", folder.display()))?;
    for (name, bytes) in &files {
        let path = folder.join(name);
        std::fs::write(&path, bytes).with_context(|| format!("{} can't be written.", path.display()))?;
    }
    eprintln!("{} written to {}.", super::import::counted(files.len(), "file"), folder.display());
    Ok(ExitCode::SUCCESS)
}
