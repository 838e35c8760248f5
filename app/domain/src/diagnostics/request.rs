use serde::{Deserialize, Serialize};

use super::{Predicate, UnreadablePredicate};

/// What somebody asks of a target. It names the target only: where that is and how to get in is
/// the administrator's configuration and never travels.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProbeRequest {
    /// The name of a configured target.
    pub target: String,
    /// What the probe is for, in the words of the runbook.
    pub title: String,
    pub check: Check,
    /// What should be true of the result, see [`Predicate`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub predicate: Option<String>,
}

impl ProbeRequest {
    /// The predicate, read; none when there is none or it is blank.
    pub fn parsed_predicate(&self) -> Result<Option<Predicate>, UnreadablePredicate> {
        match self.predicate.as_deref().map(str::trim) {
            None | Some("") => Ok(None),
            Some(text) => Predicate::parse(text).map(Some),
        }
    }
}

/// The look itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Check {
    /// One reading statement on a PostgreSQL target.
    Sql { statement: String },
    /// One GET or HEAD on an HTTP target.
    Http {
        #[serde(default)]
        method: Method,
        /// Below the target's base URL, with its query: `health?verbose=1`.
        path: String,
        /// RFC 9535; what it finds becomes `value`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        json_path: Option<String>,
    },
}

/// The methods that change nothing by definition (RFC 9110 calls them safe).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    #[default]
    Get,
    Head,
}

impl Method {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Head => "HEAD",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_reads_as_it_is_written_in_a_runbook() {
        let request: ProbeRequest = serde_json::from_str(
            r#"{"target": "shop", "title": "Is it up?",
                "check": {"kind": "http", "path": "health", "json_path": "$.status"},
                "predicate": "value = \"ok\""}"#,
        )
        .unwrap();
        let Check::Http { method, .. } = &request.check else { panic!("an HTTP check") };
        assert_eq!(*method, Method::Get);
        assert!(request.parsed_predicate().unwrap().is_some());
        let written = serde_json::to_string(&request).unwrap();
        assert_eq!(serde_json::from_str::<ProbeRequest>(&written).unwrap(), request);
    }

    #[test]
    fn a_blank_predicate_is_none() {
        let request = ProbeRequest {
            target: "db".to_owned(),
            title: "Sessions".to_owned(),
            check: Check::Sql { statement: "SELECT 1".to_owned() },
            predicate: Some("  ".to_owned()),
        };
        assert_eq!(request.parsed_predicate(), Ok(None));
    }
}
