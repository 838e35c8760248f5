use std::{env, fmt, fs, path::PathBuf};

use serde::Deserialize;

/// Something that must not be shown: written out, or by reference to the environment or a file.
///
/// A reference is read at each use, so that a secret that was renewed needs no restart.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub(crate) enum Secret {
    Plain(String),
    Environment(EnvironmentReference),
    File(FileReference),
}

#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct EnvironmentReference {
    pub(crate) env: String,
}

#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FileReference {
    pub(crate) file: PathBuf,
}

impl Secret {
    /// The secret itself, without the line end of a file; or a sentence without it.
    pub(crate) fn reveal(&self) -> Result<String, String> {
        match self {
            Self::Plain(secret) => Ok(secret.clone()),
            Self::Environment(EnvironmentReference { env }) => {
                env::var(env).map_err(|_| format!("The environment variable {env} is not set: set it where Tocsin is started."))
            }
            Self::File(FileReference { file }) => {
                fs::read_to_string(file).map(|text| text.trim_end_matches(['\r', '\n']).to_owned()).map_err(|error| {
                    format!("The secret file {} cannot be read ({error}): make it readable for Tocsin.", file.display())
                })
            }
        }
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Plain(_) => f.write_str("•••"),
            Self::Environment(from) => write!(f, "environment {}", from.env),
            Self::File(from) => write!(f, "file {}", from.file.display()),
        }
    }
}
