use std::{
    io::{self, Write as _},
    process::ExitCode,
};

use anyhow::bail;
use backend::{Ask, Backend, Error};
use domain::people::Who;

use crate::settings::Settings;

#[derive(Debug, clap::Args)]
pub(crate) struct PasswordLinkArgs {
    /// E-mail address with which that person signs in
    email: String,
}

/// Prints a link to a new password, for the administrator whom nobody else can give one. The server may run meanwhile.
pub(crate) async fn password_link(backend: &Backend, settings: &Settings, args: &PasswordLinkArgs) -> anyhow::Result<ExitCode> {
    let who = Who::tocsin();
    let person = match backend.person_with_email(Ask::by(&who), &args.email).await {
        Err(Error::NotFound) => bail!(
            "Nobody has an account with the address {}. Check how it is written, and that this command has the settings of the \
             server: --config, --data or --database-url.",
            args.email.trim()
        ),
        found => found?,
    };
    let link = backend.make_password_link(Ask::by(&who), person.id).await?;
    // Alone on standard output, and not into a log.
    writeln!(io::stdout(), "{}{}", settings.public_url.trim_end_matches('/'), link.path)?;
    eprintln!(
        "With this link {} chooses a new password for {}, once, until {}. A letter says that it was made.",
        person.name,
        person.email,
        link.expires_at.format("%H:%M UTC on %Y-%m-%d")
    );
    Ok(ExitCode::SUCCESS)
}
