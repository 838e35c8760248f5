//! Settings: from the command line, the environment (`TOCSIN_…`) and `tocsin.toml`, in this order.

use std::{net::SocketAddr, path::PathBuf};

use anyhow::{Context, bail};
use backend::{
    accounts::{Providers, SessionLimits},
    mail::MailSettings,
};
use serde::Deserialize;

use crate::observe::{Door, LogFormat, MetricsAccess};

/// What `tocsin.toml` may hold. Unknown names are refused, so that a slip of the pen is seen at once.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct File {
    pub(crate) listen: Option<SocketAddr>,
    pub(crate) database_url: Option<String>,
    pub(crate) data: Option<PathBuf>,
    /// How people reach this installation: `https://tocsin.example.org`. Decides links in mail and secure cookies.
    pub(crate) public_url: Option<String>,
    pub(crate) mail: MailSettings,
    /// How long people stay signed in.
    pub(crate) sessions: SessionLimits,
    /// Providers to sign in by.
    pub(crate) sign_in: toml::Table,
    pub(crate) log_format: Option<LogFormat>,
    /// Who may read `/metrics`.
    pub(crate) metrics: MetricsAccess,
    pub(crate) metrics_token_path: Option<PathBuf>,
    /// Systems that probes may look at; read by the diagnostics.
    pub(crate) targets: toml::Table,
}

/// What the server runs with.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub(crate) listen: SocketAddr,
    pub(crate) database_url: String,
    pub(crate) data: PathBuf,
    pub(crate) public_url: String,
    pub(crate) mail: MailSettings,
    pub(crate) sessions: SessionLimits,
    pub(crate) providers: Providers,
    pub(crate) log_format: LogFormat,
    pub(crate) metrics: MetricsAccess,
    pub(crate) metrics_token_path: Option<PathBuf>,
    pub(crate) targets: toml::Table,
}

impl Settings {
    /// What is wrong with the address that people are given, if anything: links in letters begin with it.
    pub(crate) fn unreachable(&self) -> Option<String> {
        let address = self.public_url.strip_prefix("https://").or_else(|| self.public_url.strip_prefix("http://"));
        let host = address.unwrap_or_default().split('/').next().unwrap_or_default();
        if host.is_empty() {
            return Some(format!(
                "public_url is “{}”, which is no address: write it as https://tocsin.example.org.",
                self.public_url
            ));
        }
        let is_plain = self.public_url.starts_with("http://");
        let is_here = ["127.", "localhost", "[::1]"].iter().any(|here| host.starts_with(here));
        (is_plain && !is_here).then(|| {
            "public_url is plain http, so that cookies and passwords cross the network in clear: put a server that speaks \
             HTTPS before Tocsin, and write https://…"
                .to_owned()
        })
    }

    /// Who may read `/metrics`, with the token where it takes one.
    pub(crate) fn metrics_door(&self) -> anyhow::Result<Door> {
        self.metrics.door(self.metrics_token_path.as_ref())
    }
}

/// The settings that every command takes.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Given {
    /// Settings file [default: tocsin.toml, where there is one]
    #[arg(long, env = "TOCSIN_CONFIG", global = true)]
    config: Option<PathBuf>,
    /// Folder for the embedded database and letters that became files [default: var]
    #[arg(long, env = "TOCSIN_DATA", global = true)]
    data: Option<PathBuf>,
    /// `postgres://user@host/name`, or `sqlite:FILE` [default: tocsin.db in the data folder]
    #[arg(long, env = "TOCSIN_DATABASE_URL", global = true, hide_env_values = true)]
    database_url: Option<String>,
    /// Address to listen on [default: 127.0.0.1:3000]
    #[arg(long, env = "TOCSIN_LISTEN", global = true)]
    listen: Option<SocketAddr>,
    /// How people reach this installation, for links in mail [default: `http://` and the address listened on]
    #[arg(long, env = "TOCSIN_PUBLIC_URL", global = true)]
    public_url: Option<String>,
    /// `smtp://user:password@host:587`; without it letters become files in DATA/mail
    #[arg(long, env = "TOCSIN_SMTP", global = true, hide_env_values = true)]
    smtp: Option<String>,
    /// How a line of the log is written [default: text]
    #[arg(long, env = "TOCSIN_LOG_FORMAT", global = true)]
    log_format: Option<LogFormat>,
}

impl Given {
    pub(crate) fn settle(self) -> anyhow::Result<Settings> {
        let file = self.file()?;
        let data = self.data.or(file.data).unwrap_or_else(|| PathBuf::from("var"));
        let listen = self.listen.or(file.listen).unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 3000)));
        let database_url = if let Some(url) = self.database_url.or(file.database_url) {
            url
        } else {
            std::fs::create_dir_all(&data)
                .with_context(|| format!("The data folder {} can't be made: choose another with --data.", data.display()))?;
            format!("sqlite:{}", data.join("tocsin.db").display())
        };
        if file.sessions.idle_hours == 0 || file.sessions.longest_days == 0 {
            bail!(
                "With a session that lasts no time nobody can sign in: set sessions.idle_hours and sessions.longest_days to 1 or more."
            );
        }
        let public_url = self.public_url.or(file.public_url).unwrap_or_else(|| format!("http://{listen}"));
        let mail = MailSettings { smtp: self.smtp.or(file.mail.smtp.clone()), ..file.mail };
        let providers = Providers::from_table(&file.sign_in, &public_url)?;
        Ok(Settings {
            listen,
            database_url,
            data,
            public_url,
            mail,
            sessions: file.sessions,
            providers,
            log_format: self.log_format.or(file.log_format).unwrap_or_default(),
            metrics: file.metrics,
            metrics_token_path: file.metrics_token_path,
            targets: file.targets,
        })
    }

    fn file(&self) -> anyhow::Result<File> {
        let path = self.config.clone().unwrap_or_else(|| PathBuf::from("tocsin.toml"));
        if self.config.is_none() && !path.exists() {
            return Ok(File::default());
        }
        let text =
            std::fs::read_to_string(&path).with_context(|| format!("The settings file {} can't be read.", path.display()))?;
        toml::from_str(&text).with_context(|| format!("The settings file {} has a mistake.", path.display()))
    }
}
