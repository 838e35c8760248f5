use std::process::ExitCode;

use anyhow::Context;
use backend::Backend;
use clap::{Parser, Subcommand};

use super::{
    backup::{self, BackupArgs, RestoreArgs},
    demo::{self, DemoArgs},
    doctor,
    export::{self, ExportArgs},
    import::{self, ImportArgs},
    lint::{self, LintArgs},
    password_link::{self, PasswordLinkArgs},
    serve,
    sync::{self, SyncArgs},
};
use crate::settings::{Given, Settings};

/// Tocsin: live through an incident together, and learn from it.
#[derive(Debug, Parser)]
#[command(name = "tocsin", version, max_term_width = 100)]
struct Cli {
    #[command(flatten)]
    given: Given,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the web app; on a fresh database it prints a one-time set-up link
    Serve,
    /// Serve an organisation at work, with people to sign in as; gone when it ends
    Demo(DemoArgs),
    /// Check settings, database, commits, log, lists, clocks, mail, sign-in and targets; a line each
    Doctor,
    /// Print a one-time link with which somebody chooses a new password, also for the last administrator
    PasswordLink(PasswordLinkArgs),
    /// Copy the database into a file while the server goes on
    Backup(BackupArgs),
    /// Put a backup in the place of the database, and look whether all of it is sound
    Restore(RestoreArgs),
    /// Read runbook files and keep them, with all runbooks and versions that they hold
    Import(ImportArgs),
    /// Say what is wrong with runbook files, before they are imported or in a team's own CI
    Lint(LintArgs),
    /// Write the imported files to a folder, byte for byte, or each runbook as a file of its own
    Export(ExportArgs),
    /// Bring the runbooks in step with a folder of Markdown files, such as one in git
    Sync(SyncArgs),
}

/// What `tocsin …` does; a failure is a sentence on standard error.
pub(crate) fn main() -> ExitCode {
    let cli = Cli::parse();
    if let Command::Lint(args) = &cli.command {
        // Files alone: settings of a server are not asked for.
        return lint::main(args);
    }
    // By it a team's CI tells a check that could not be made from one that found something.
    let failed = if matches!(cli.command, Command::Sync(_)) { ExitCode::from(2) } else { ExitCode::FAILURE };
    let run = async {
        let settings = cli.given.settle()?;
        match cli.command {
            Command::Serve => serve::serve(settings).await,
            Command::Demo(args) => demo::demo(settings, &args).await,
            Command::Doctor => doctor::doctor(settings).await,
            Command::PasswordLink(args) => password_link::password_link(&open(&settings).await?, &settings, &args).await,
            Command::Backup(args) => backup::backup(&settings, &args).await,
            Command::Restore(args) => backup::restore(&settings, &args).await,
            Command::Import(args) if args.dry_run => import::preview(&args),
            Command::Import(args) => import::import(&open(&settings).await?, &args).await,
            Command::Lint(args) => Ok(lint::main(&args)),
            Command::Sync(args) => sync::sync(&open(&settings).await?, &args).await,
            Command::Export(args) => export::export(&open(&settings).await?, &args).await,
        }
    };
    let outcome = tokio::runtime::Runtime::new().map_err(anyhow::Error::from).and_then(|runtime| runtime.block_on(run));
    match outcome {
        Ok(code) => code,
        Err(error) => {
            eprintln!("tocsin: {error:#}");
            failed
        }
    }
}

/// The database, for a command that uses it and ends.
async fn open(settings: &Settings) -> anyhow::Result<Backend> {
    Backend::open(&settings.database_url).await.context("The database can't be opened.")
}
