use std::{
    io::{self, Write},
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

use anyhow::Context;
use backend::{
    Ask, Backend,
    runbooks::{Adoption, Choices, Handed, Imported, SourceFile},
};
use domain::{
    people::Who,
    runbooks::{FileReport, SeverityWords, report},
};

#[derive(Debug, clap::Args)]
pub(crate) struct ImportArgs {
    /// Markdown files, or folders of them
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Say what the files hold, and keep nothing; needs no database
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Print what was found as JSON
    #[arg(long)]
    json: bool,
    /// Leave severity matrix, contacts, template, protocol and triage as they are
    #[arg(long)]
    no_adopt: bool,
}

/// Reads the files and says what stands in them.
pub(crate) fn preview(args: &ImportArgs) -> anyhow::Result<ExitCode> {
    print(&reports(read(&args.files)?, &Arc::default())?, args.json)?;
    Ok(ExitCode::SUCCESS)
}

/// Keeps the files, and makes runbooks and versions of what stands in them: all or nothing.
pub(crate) async fn import(backend: &Backend, args: &ImportArgs) -> anyhow::Result<ExitCode> {
    let files = read(&args.files)?;
    let reports = reports(files.clone(), &Arc::new(backend.organisation().await?.severity_words))?;
    let who = Who::tocsin();
    let adopt = if args.no_adopt { vec![] } else { Adoption::ALL.to_vec() };
    let imported = backend.import(Ask::by(&who), files, &Choices { adopt, ..Choices::default() }).await?;
    print(&reports, args.json)?;
    eprintln!("{}", sentence(&imported));
    Ok(ExitCode::SUCCESS)
}

pub(super) fn read(paths: &[PathBuf]) -> anyhow::Result<Vec<Handed>> {
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() {
            for path in markdown_in(path)? {
                files.push(handed(&path)?);
            }
        } else {
            files.push(handed(path)?);
        }
    }
    Ok(files)
}

fn handed(path: &Path) -> anyhow::Result<Handed> {
    let bytes = std::fs::read(path).with_context(|| format!("{} can't be read", path.display()))?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    Ok(Handed { name, bytes })
}

fn markdown_in(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder).with_context(|| format!("The folder {} can't be read", folder.display()))?;
    let paths = entries.filter_map(Result::ok).map(|entry| entry.path());
    let mut paths: Vec<PathBuf> =
        paths.filter(|path| path.extension().is_some_and(|end| end == "md" || end == "markdown")).collect();
    paths.sort();
    anyhow::ensure!(!paths.is_empty(), "There is no Markdown file in {}: name a folder that holds some.", folder.display());
    Ok(paths)
}

fn reports(files: Vec<Handed>, words: &Arc<SeverityWords>) -> anyhow::Result<Vec<FileReport>> {
    Ok(SourceFile::read_all(files, words)?.iter().map(|file| report(&file.document)).collect())
}

fn print(reports: &[FileReport], as_json: bool) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    let written = if as_json {
        let json = serde_json::to_string_pretty(reports)?;
        writeln!(out, "{json}")
    } else {
        reports.iter().try_for_each(|report| table(&mut out, report)).and_then(|()| total(&mut out, reports))
    };
    match written {
        // Whoever reads has seen enough, as `head` does.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => Ok(other?),
    }
}

fn table(out: &mut impl Write, report: &FileReport) -> io::Result<()> {
    writeln!(out, "{}", report.file)?;
    for runbook in &report.runbooks {
        let steps: usize = runbook.sections.iter().map(|section| section.steps.len()).sum();
        let severity = runbook.severity.map_or("--", domain::incidents::Severity::label);
        let review = runbook.next_review.map_or_else(String::new, |date| format!(", review {date}"));
        let owners = if runbook.owners.is_empty() { "no owner".to_owned() } else { runbook.owners.join(", ") };
        let length = format!("{}, {}", counted(runbook.sections.len(), "section"), counted(steps, "step"));
        writeln!(out, "  {severity}  {}  ({})", runbook.title, runbook.id)?;
        writeln!(out, "      {length}, {owners}{review}")?;
    }
    for section in &report.handbook {
        writeln!(out, "  ··  {}  (handbook)", section.title)?;
    }
    for warning in &report.warnings {
        writeln!(out, "  !   {warning}")?;
    }
    writeln!(out)
}

fn total(out: &mut impl Write, reports: &[FileReport]) -> io::Result<()> {
    let runbooks: usize = reports.iter().map(|report| report.runbooks.len()).sum();
    let handbook: usize = reports.iter().map(|report| report.handbook.len()).sum();
    let warnings: usize = reports.iter().map(|report| report.warnings.len()).sum();
    let files = counted(reports.len(), "file");
    let (runbooks, handbook) = (counted(runbooks, "runbook"), counted(handbook, "handbook section"));
    writeln!(out, "{files}: {runbooks}, {handbook}, {}.", counted(warnings, "warning"))
}

fn sentence(imported: &Imported) -> String {
    let mut sentence = format!(
        "Imported: {} new, {} with a new version, {} unchanged.",
        imported.created.len(),
        imported.changed.len(),
        imported.same
    );
    if !imported.adopted.is_empty() {
        let adopted: Vec<&str> = imported.adopted.iter().map(|adoption| adoption.label()).collect();
        sentence.extend([" Adopted: ", &adopted.join(", "), "."]);
    }
    sentence
}

pub(super) fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
