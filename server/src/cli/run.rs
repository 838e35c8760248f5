use std::process::ExitCode;

use clap::{Parser, Subcommand};

use super::{doctor, serve};
use crate::settings::Given;

/// Tocsin: live through an incident together, and learn from it.
#[derive(Debug, Parser)]
#[command(name = "tocsin", version, about, max_term_width = 100)]
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
    /// Check settings, database, log, lists, clocks, mail and targets; a line each
    Doctor,
}

/// What `tocsin …` does; a failure is a sentence on standard error.
pub(crate) fn main() -> ExitCode {
    let cli = Cli::parse();
    let run = async {
        let settings = cli.given.settle()?;
        match cli.command {
            Command::Serve => serve::serve(settings).await,
            Command::Doctor => doctor::doctor(settings).await,
        }
    };
    let outcome = tokio::runtime::Runtime::new().map_err(anyhow::Error::from).and_then(|runtime| runtime.block_on(run));
    match outcome {
        Ok(code) => code,
        Err(error) => {
            eprintln!("tocsin: {error:#}");
            ExitCode::FAILURE
        }
    }
}
