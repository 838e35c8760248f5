use std::{
    io::{self, Write},
    path::PathBuf,
    process::ExitCode,
    sync::Arc,
};

use backend::{
    Ask, Backend,
    runbooks::{Adoption, Choices, Handed, Imported, SourceFile},
};
use domain::{
    people::Who,
    runbooks::{FileReport, SeverityWords, Shelf, import, report},
};

use super::files::read;

#[derive(Debug, clap::Args)]
pub(crate) struct ImportArgs {
    /// Markdown files, or folders of them; folders in those count, those that begin with a dot don't
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

fn reports(files: Vec<Handed>, words: &Arc<SeverityWords>) -> anyhow::Result<Vec<FileReport>> {
    let mut files = SourceFile::read_all(files, words)?;
    let mut shelf = Shelf::default();
    for file in &files {
        shelf.put_document(&file.document);
    }
    let report = |file: &mut SourceFile| {
        import::settle(&mut file.document, &file.text, &shelf, None);
        report(&file.document)
    };
    Ok(files.iter_mut().map(report).collect())
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
    if !imported.kept.is_empty() {
        let kept = imported.kept.join(", ");
        sentence.extend([" Left as they are, since they moved on after their file was taken: ", &kept, "."]);
    }
    if !imported.adopted.is_empty() {
        let adopted: Vec<&str> = imported.adopted.iter().map(|adoption| adoption.label()).collect();
        sentence.extend([" Adopted: ", &adopted.join(", "), "."]);
    }
    sentence
}

pub(super) fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
