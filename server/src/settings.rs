//! Settings: from the command line, the environment (`TOCSIN_…`) and `tocsin.toml`, in this order.

use std::{net::SocketAddr, path::PathBuf};

use anyhow::{Context, bail};
use backend::{accounts::SessionLimits, mail::MailSettings};
use serde::Deserialize;

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
    pub(crate) targets: toml::Table,
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
    /// How people reach this installation, for links in mail [default: <http://LISTEN>]
    #[arg(long, env = "TOCSIN_PUBLIC_URL", global = true)]
    public_url: Option<String>,
    /// `smtp://user:password@host:587`; without it letters become files in DATA/mail
    #[arg(long, env = "TOCSIN_SMTP", global = true, hide_env_values = true)]
    smtp: Option<String>,
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
        Ok(Settings { listen, database_url, data, public_url, mail, sessions: file.sessions, targets: file.targets })
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
