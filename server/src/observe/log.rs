use std::{
    env::{self, VarError},
    io::IsTerminal as _,
};

use anyhow::{Context, bail};
use serde::Deserialize;
use tracing_subscriber::{EnvFilter, filter::LevelFilter};

/// How a line of the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// For machines: an object a line.
    Json,
}

/// Where nothing is asked for.
const USUAL: &str = "info,sqlx=warn";

/// What happens goes to standard error, as much of it as `TOCSIN_LOG` asks for; panics too, in the same form.
pub(crate) fn begin_log(format: LogFormat) -> anyhow::Result<()> {
    let filter = filter(env::var("TOCSIN_LOG"))?;
    // Colours are for a terminal: in a file they stand between a name and its value.
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let log = log.with_ansi(std::io::stderr().is_terminal());
    match format {
        LogFormat::Text => log.init(),
        LogFormat::Json => log.json().flatten_event(true).with_span_list(false).init(),
    }
    std::panic::set_hook(Box::new(|panic| {
        let at = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(at, message = panic.payload_as_str().unwrap_or_default(), "panicked");
    }));
    Ok(())
}

/// Refuses what can't be read, or somebody would look in vain for what they asked for.
fn filter(asked: Result<String, VarError>) -> anyhow::Result<EnvFilter> {
    let asked = match asked {
        Err(VarError::NotPresent) => USUAL.to_owned(),
        asked => asked.context("TOCSIN_LOG can't be read.")?,
    };
    // A word alone that is no level would be taken for a part of the program, and all the others would be silent.
    let is_slip = asked.chars().all(char::is_alphabetic) && asked.parse::<LevelFilter>().is_err();
    match EnvFilter::try_new(&asked) {
        Ok(filter) if !is_slip => Ok(filter),
        _ => bail!("TOCSIN_LOG is “{asked}”, which can't be read: write error, warn, info or debug, or several as in {USUAL}."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_of_the_log_is_read_or_refused_with_what_to_write() {
        assert!(filter(Err(VarError::NotPresent)).unwrap().to_string().contains("info"));
        for asked in ["debug", "WARN", "info,sqlx=warn", "backend=debug", "off", ""] {
            assert!(filter(Ok(asked.to_owned())).is_ok(), "{asked}");
        }
        for unreadable in ["info,sqlx=loud", "server=debug=info", "[request", "verbose"] {
            let error = filter(Ok(unreadable.to_owned())).unwrap_err().to_string();
            assert!(error.contains(unreadable) && error.contains("write error, warn, info"), "{error}");
        }
        assert!(filter(Err(VarError::NotUnicode("\u{fffd}".into()))).is_err());
    }
}
