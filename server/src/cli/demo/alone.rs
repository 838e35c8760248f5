use clap::{ArgMatches, Args, Command, Error, FromArgMatches, error::ErrorKind, parser::ValueSource};

/// Settings that every command takes, and that say where others keep what they have.
const FOR_OTHERS: [(&str, &str); 3] = [("data", "--data"), ("database_url", "--database-url"), ("smtp", "--smtp")];

/// The demo keeps to itself: it has a database of its own, and its people have no mailboxes. Whoever names others on its
/// command line is told so. Those of the environment and of `tocsin.toml` are meant for the server and left alone.
#[derive(Debug)]
pub(super) struct Alone;

impl FromArgMatches for Alone {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        match FOR_OTHERS.iter().find(|(setting, _)| matches.value_source(setting) == Some(ValueSource::CommandLine)) {
            None => Ok(Self),
            Some((_, option)) => Err(Error::raw(
                ErrorKind::ArgumentConflict,
                format!("The demo has a database and letters of its own, gone when it ends: leave {option} away.\n"),
            )),
        }
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

/// It adds none.
impl Args for Alone {
    fn augment_args(command: Command) -> Command {
        command
    }

    fn augment_args_for_update(command: Command) -> Command {
        command
    }
}
