use std::{
    io::{self, Write},
    path::PathBuf,
    process::ExitCode,
    sync::Arc,
};

use backend::{
    Clock,
    lint::{Finding, Health, Hunk, Level, RULES, lint},
    runbooks::{Handed, SourceFile},
};
use domain::runbooks::{PieceKind, Shelf, import};
use serde::Serialize;

use super::{files::read, import::counted};

#[derive(Debug, clap::Args)]
#[command(after_help = "Exit status: 0 nothing at or above --fail-on, 1 findings at or above it, 2 a file could not be read.")]
pub(crate) struct LintArgs {
    /// Markdown files, or folders of them; folders in those count, those that begin with a dot don't
    #[arg(required_unless_present = "rules", value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The least serious level that makes the command fail: error, warning or hint
    #[arg(long, value_name = "LEVEL", default_value = "error")]
    fail_on: Level,
    /// Leave out what these rules find; may be given several times
    #[arg(long, value_name = "RULE", value_parser = rule_id)]
    ignore: Vec<&'static str>,
    /// Show the quick fixes as diffs
    #[arg(long)]
    fixes: bool,
    /// Print findings and scores as JSON
    #[arg(long)]
    json: bool,
    /// Say what each rule looks for and why, and read no file
    #[arg(long)]
    rules: bool,
}

fn rule_id(id: &str) -> Result<&'static str, String> {
    let known = RULES.iter().find(|text| text.id == id).map(|text| text.id);
    known.ok_or_else(|| "no rule has that name: `tocsin lint --rules` lists them".to_owned())
}

/// What a file was found to be.
#[derive(Debug, Serialize)]
struct Judged {
    /// The path by which it was named, or was found in a folder.
    file: String,
    runbooks: Vec<Scored>,
    findings: Vec<Finding>,
    #[serde(skip)]
    text: String,
}

#[derive(Debug, Serialize)]
struct Scored {
    id: String,
    title: String,
    #[serde(flatten)]
    health: Health,
}

/// Reads the files and says what is wrong with them; needs no settings and no database.
pub(crate) fn main(args: &LintArgs) -> ExitCode {
    let outcome = if args.rules { rules(args.json).map(|()| ExitCode::SUCCESS) } else { judge(args) };
    match outcome {
        Ok(code) => code,
        Err(error) => {
            eprintln!("tocsin: {error:#}");
            ExitCode::from(2)
        }
    }
}

fn judge(args: &LintArgs) -> anyhow::Result<ExitCode> {
    let today = Clock::default().now().date_naive();
    let read_one = |handed: Handed| Ok((handed.name.clone(), SourceFile::read(handed, &Arc::default())?));
    let files: Vec<(String, SourceFile)> = read(&args.files)?.into_iter().map(read_one).collect::<anyhow::Result<_>>()?;
    let mut shelf = Shelf::default();
    for (_, file) in &files {
        shelf.put_document(&file.document);
    }
    let judged: Vec<Judged> = files
        .into_iter()
        .map(|(path, mut file)| {
            import::settle(&mut file.document, &file.text, &shelf, None);
            let mut findings = lint(&file.document, &file.text, file.words(), today);
            findings.retain(|finding| !args.ignore.contains(&finding.rule.id()));
            let runbooks = file.document.pieces.iter().filter_map(|piece| match &piece.kind {
                PieceKind::Runbook(draft) => {
                    let health = Health::of_piece(&findings, piece);
                    Some(Scored { id: draft.id(), title: draft.title.clone(), health })
                }
                _ => None,
            });
            Judged { runbooks: runbooks.collect(), file: path, text: file.text, findings }
        })
        .collect();
    written(|out| if args.json { json(out, &judged) } else { report(out, &judged, args.fixes) })?;
    let serious = judged.iter().flat_map(|file| &file.findings).any(|finding| finding.level >= args.fail_on);
    Ok(if serious { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn json(out: &mut dyn Write, judged: &[Judged]) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, judged)?;
    writeln!(out)
}

fn report(out: &mut dyn Write, judged: &[Judged], with_fixes: bool) -> io::Result<()> {
    for Judged { file, runbooks, findings, text } in judged {
        for finding in findings {
            writeln!(out, "{file}:{}: {}: {} [{}]", finding.place.line, finding.level, finding.what, finding.rule)?;
            for hunk in finding.diff(text).into_iter().filter(|_| with_fixes) {
                match hunk {
                    Hunk::Kept(line) => writeln!(out, "      {line}")?,
                    Hunk::Removed(line) => writeln!(out, "    - {line}")?,
                    Hunk::Added(line) => writeln!(out, "    + {line}")?,
                }
            }
        }
        for Scored { id, title, health } in runbooks {
            writeln!(out, "{file}: {:>3} of 100  {title} ({id})", health.score)?;
        }
    }
    let total = Health::of(judged.iter().flat_map(|file| &file.findings));
    let sum = |count: u32, what| counted(usize::try_from(count).unwrap_or(usize::MAX), what);
    let files = counted(judged.len(), "file");
    writeln!(out, "{files}: {}, {}, {}.", sum(total.errors, "error"), sum(total.warnings, "warning"), sum(total.hints, "hint"))
}

fn rules(as_json: bool) -> anyhow::Result<()> {
    written(|out| {
        if as_json {
            serde_json::to_writer_pretty(&mut *out, RULES)?;
            return writeln!(out);
        }
        for text in RULES {
            writeln!(out, "{}  ({})\n  {}. {}\n", text.id, text.level, text.title, text.why)?;
        }
        Ok(())
    })
}

fn written(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> anyhow::Result<()> {
    match write(&mut io::stdout().lock()) {
        // Whoever reads has seen enough, as `head` does.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => Ok(other?),
    }
}
