use std::{path::PathBuf, process::ExitCode};

use anyhow::{Context, bail};
use backend::{
    Backend,
    diagnostics::{Prober, Targets},
    mail::MailSettings,
};
use chrono::{DateTime, Utc};

use super::{
    alone::Alone,
    cast::{MEMBERS, PASSWORD},
    story,
};
use crate::{cli::serve::serve_backend, observe::begin_log, settings::Settings};

#[derive(Debug, clap::Args)]
#[command(after_help = "\
    It keeps to itself: --data, --database-url and --smtp are refused. Its probes look at the demo itself, unless the settings \
    name targets.")]
pub(in crate::cli) struct DemoArgs {
    #[command(flatten)]
    _alone: Alone,
    /// Tell it as of this moment, such as `2026-11-18T10:00:20Z`, at which the clock then stands: for pictures
    #[arg(long, value_name = "MOMENT")]
    at: Option<DateTime<Utc>>,
}

/// Makes a scratch database with an organisation at work, serves it, and forgets it when it ends.
pub(in crate::cli) async fn demo(settings: Settings, args: &DemoArgs) -> anyhow::Result<ExitCode> {
    if !settings.listen.ip().is_loopback() {
        bail!("The demo's passwords are known to everybody, so it listens on this machine only: leave --listen away.");
    }
    begin_log(settings.log_format)?;
    let folder = Scratch::new()?;
    let database_url = format!("sqlite:{}", folder.0.join("demo.db").display());
    // Letters become files: the people of the demo have no mailboxes.
    let settings = Settings { data: folder.0.clone(), mail: MailSettings::default(), database_url, ..settings };
    let backend = Backend::open(&settings.database_url).await.context("The scratch database can't be opened.")?;
    let backend = backend.with_prober(Prober::new(Targets::from_table(&settings.targets)?));
    if let Some(at) = args.at {
        backend.clock.stand_at(at);
    }
    story::tell(&backend).await.context("The demo could not be made: report this as a defect.")?;
    invite(&settings.public_url);
    let backend = if settings.targets.is_empty() { backend.with_prober(Prober::new(itself(&settings)?)) } else { backend };
    serve_backend(settings, backend).await
}

/// Where no target is configured, the demo is one, so that whoever looks around can run a probe.
fn itself(settings: &Settings) -> anyhow::Result<Targets> {
    Ok(Targets::from_toml(&format!("[targets.tocsin]\nkind = \"http\"\nbase_url = \"http://{}/\"", settings.listen).parse()?)?)
}

#[allow(clippy::print_stdout, reason = "without it nobody gets in")]
fn invite(address: &str) {
    println!("\nTocsin's demo is at {address}. Sign in as one of these, with the password “{PASSWORD}”:\n");
    for member in MEMBERS {
        println!("    {:<22} {:<10} {}", member.email, member.role.word(), member.is);
    }
    println!("\nWhat you do in it is gone when it ends (Ctrl-C).\n");
}

/// A folder of its own, gone with everything in it when it is dropped.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> anyhow::Result<Self> {
        let name = backend::Ids.next::<uuid::Uuid>().simple().to_string();
        let folder = std::env::temp_dir().join(format!("tocsin-demo-{name}"));
        std::fs::create_dir(&folder).with_context(|| format!("The folder {} can't be made.", folder.display()))?;
        Ok(Self(folder))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // The system clears its folder for temporary files anyway.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
