use std::{collections::HashSet, net::IpAddr};

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::Plan;
use crate::{
    log::Actor,
    refusal::{Refusal, bounded},
    runbooks::{Language, Marker, MarkerKind, markers},
};

/// Something that the items of a checklist leave to be filled in, with the value where somebody has given one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parameter {
    /// The placeholder as written, with its brackets: `<pid>`, `${POD}`.
    pub name: String,
    pub kind: MarkerKind,
    pub value: Option<ParameterValue>,
}

/// What stands in a placeholder's stead. Never a secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParameterValue {
    pub text: String,
    pub by: Actor,
    pub at: DateTime<Utc>,
}

impl Parameter {
    /// The most characters of a value.
    pub const MOST: usize = 200;

    /// Those of a plan, in the order in which its items name them first. A variable that the plan's own commands set is
    /// none: nobody has to fill it in.
    pub fn of(plan: &Plan) -> Vec<Self> {
        let own = set_by_commands(plan);
        let mut found: Vec<Self> = Vec::new();
        for item in plan.items() {
            let in_commands = item.commands.iter().flat_map(|command| placeholders(&command.text, Some(command.language)));
            for marker in placeholders(&item.text, None).into_iter().chain(in_commands) {
                if !own.contains(marker.text.as_str()) && !found.iter().any(|known| known.name == marker.text) {
                    found.push(Self { name: marker.text, kind: marker.kind, value: None });
                }
            }
        }
        found
    }

    /// Whether people are asked for it. A secret is looked up where it is kept.
    pub fn is_asked(&self) -> bool {
        self.kind != MarkerKind::SecretRef
    }

    /// The value as it stands; empty where nobody has given one.
    pub fn text(&self) -> &str {
        self.value.as_ref().map_or("", |value| value.text.as_str())
    }

    /// Takes what somebody typed, trimmed; empty takes the value back. Refuses a secret, what is not of the kind, and
    /// letters that nobody sees, since what is copied must be what is read.
    pub fn checked(&self, typed: &str) -> Result<String, Refusal> {
        let refused = |sentence: String| Err(Refusal::invalid(&self.name, sentence));
        if typed.chars().any(is_unseen) {
            return refused(format!(
                "The value of {} holds a line break or a letter that nobody sees: type it in one line.",
                self.name
            ));
        }
        let text = bounded(&self.name, typed, Self::MOST)?;
        if text.is_empty() {
            return Ok(text);
        }
        let (is_of_kind, wanted) = match self.kind {
            MarkerKind::SecretRef => {
                return refused(format!(
                    "{} is a secret, and Tocsin keeps none: look it up where it is kept when you run the command.",
                    self.name
                ));
            }
            MarkerKind::Text => (true, ""),
            MarkerKind::Number => (is_number(&text), "a number in digits, such as 42"),
            MarkerKind::Date => (text.parse::<NaiveDate>().is_ok(), "a date such as 2026-01-31"),
            MarkerKind::Address if self.name.starts_with(|letter: char| letter.is_ascii_digit()) => {
                (is_range(&text), "an address such as 10.0.3.7, or a range such as 10.0.3.0/24")
            }
            MarkerKind::Address => {
                (is_range(&text) || is_host(&text), "an address such as 10.0.3.7, 10.0.3.0/24 or db-1.example.org")
            }
        };
        if !is_of_kind {
            return refused(format!("“{text}” can't stand for {}: write {wanted}.", self.name));
        }
        Ok(text)
    }
}

/// What has to be filled in in an item's words, or in a command of a language. In languages other than shell, SQL and HTTP
/// `${…}` puts a value in by itself, and `<…>` after a word is a type.
pub(super) fn placeholders(text: &str, language: Option<Language>) -> Vec<Marker> {
    let is_code = language == Some(Language::Other);
    let follows_word = |start: usize| text.get(..start).is_some_and(|before| before.ends_with(char::is_alphanumeric));
    let is_meant = |marker: &Marker| {
        !(is_code && (marker.text.starts_with('$') || (marker.text.starts_with('<') && follows_word(marker.start))))
    };
    markers(text).into_iter().filter(is_meant).collect()
}

/// `${POD}` where a command says `POD=…`, `read POD` or `for POD in`.
fn set_by_commands(plan: &Plan) -> HashSet<String> {
    let commands = plan.items().flat_map(|item| &item.commands).filter(|command| command.language == Language::Shell);
    let mut set = HashSet::new();
    for command in commands {
        let words: Vec<&str> = command.text.split(|letter: char| letter.is_whitespace() || ";&|()".contains(letter)).collect();
        for (at, word) in words.iter().enumerate() {
            let before = |back: usize| at.checked_sub(back).and_then(|place| words.get(place)).copied().unwrap_or_default();
            let name = match word.split_once('=') {
                // `-d name=${name}` sets nothing.
                Some((name, value)) if !value.contains(&format!("${{{name}}}")) => name,
                None if before(1) == "for" || before(1) == "read" || (before(2) == "read" && before(1).starts_with('-')) => word,
                _ => continue,
            };
            if !name.is_empty() && name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_') {
                set.insert(format!("${{{name}}}"));
            }
        }
    }
    set
}

/// Control characters, and those that change how the text beside them is read without being seen.
fn is_unseen(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    [whole, part].iter().all(|digits| !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit()))
}

/// An address, or a range of them.
fn is_range(text: &str) -> bool {
    let (address, bits) = text.split_once('/').map_or((text, None), |(address, bits)| (address, Some(bits)));
    let Ok(address) = address.parse::<IpAddr>() else { return false };
    let most = if address.is_ipv4() { 32 } else { 128 };
    bits.is_none_or(|bits| bits.parse::<u8>().is_ok_and(|bits| bits <= most))
}

/// A host's name, perhaps with a port.
fn is_host(text: &str) -> bool {
    let (host, port) = text.split_once(':').map_or((text, None), |(host, port)| (host, Some(port)));
    let is_label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, b'-' | b'_'))
    };
    // Four numbers are an address, and here they are none.
    let is_name = host.bytes().any(|letter| letter.is_ascii_alphabetic());
    is_name && host.split('.').all(is_label) && port.is_none_or(|port| port.parse::<u16>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        checklists::{Group, PlanItem},
        runbooks::Command,
        scene::{group, item, plan},
    };

    fn names(items: &[(&str, Language, &str)]) -> Vec<String> {
        let items = items.iter().map(|(text, language, command)| PlanItem {
            text: (*text).to_owned(),
            commands: vec![Command { language: *language, text: (*command).to_owned() }],
            ..item("imm-1")
        });
        let plan = plan(vec![Group { items: items.collect(), ..group("imm", &[]) }]);
        Parameter::of(&plan).into_iter().map(|parameter| parameter.name).collect()
    }

    #[test]
    fn what_items_leave_open_is_asked_once_in_their_order() {
        let items = [
            ("Ask [Name] for the pod", Language::Shell, "kubectl logs <pod>"),
            ("Block 192.0.2.1", Language::Sql, "-- of <pod>\nSELECT pg_terminate_backend(<pid>)"),
        ];
        assert_eq!(names(&items), ["[Name]", "<pod>", "192.0.2.1", "<pid>"]);
        assert_eq!(names(&[("Look", Language::Shell, "uptime")]), Vec::<String>::new());
    }

    #[test]
    fn what_the_commands_set_themselves_is_not_asked_for() {
        let items = [
            ("Find it", Language::Shell, "POD=$(kubectl get pods -o name | head -1)"),
            ("Look", Language::Shell, "kubectl logs ${POD} -n ${NAMESPACE}"),
            ("Each", Language::Shell, "for NODE in a b; do ssh ${NODE}; done; read -r ANSWER; echo ${ANSWER}"),
            ("Send", Language::Shell, "curl -d user=${user} https://example.org/?team=${team}"),
        ];
        assert_eq!(names(&items), ["${NAMESPACE}", "${user}", "${team}"]);
    }

    #[test]
    fn in_a_program_types_and_templates_are_no_placeholders() {
        assert_eq!(names(&[("Look", Language::Other, "const x: Array<Row> = `${id}`; get(\"/jobs/<job>\")")]), ["<job>"]);
    }

    #[test]
    fn a_value_is_of_the_kind_of_its_placeholder() {
        let checked = |name: &str, typed: &str| {
            let kind = markers(name)[0].kind;
            Parameter { name: name.to_owned(), kind, value: None }.checked(typed)
        };
        for (name, typed, taken) in [
            ("<pid>", " 4711 ", "4711"),
            ("<pid>", "-0.5", "-0.5"),
            ("<pid>", "", ""),
            ("<date>", "2026-02-28", "2026-02-28"),
            ("192.0.2.1/32", "10.0.3.0/24", "10.0.3.0/24"),
            ("<client-ip>", "2001:db8::7", "2001:db8::7"),
            ("<client-ip>", "db-1.example.org:5432", "db-1.example.org:5432"),
            ("<pod>", "a'; DROP TABLE x; --", "a'; DROP TABLE x; --"),
        ] {
            assert_eq!(checked(name, typed), Ok(taken.to_owned()), "{name}");
        }
        for (name, typed, said) in [
            ("<pid>", "many", "“many” can't stand for <pid>: write a number in digits, such as 42."),
            ("<pid>", "1.", "a number"),
            ("<date>", "2026-02-30", "a date such as 2026-01-31"),
            ("192.0.2.1/32", "db-1", "an address such as 10.0.3.7"),
            ("192.0.2.1/32", "10.0.3.0/33", "a range"),
            ("<client-ip>", "10.0.3.999", "an address such as"),
            ("<pod>", "a\nrm -r /", "type it in one line"),
            ("<pod>", "a\u{202e}b", "nobody sees"),
            ("${ADMIN_TOKEN}", "hunter2", "Tocsin keeps none"),
        ] {
            let refused = checked(name, typed).unwrap_err();
            assert!(refused.to_string().contains(said), "{name}: {refused}");
            assert!(!refused.to_string().contains("hunter2"), "a secret is not said again");
        }
        assert!(checked("<pod>", &"x".repeat(201)).is_err());
    }
}
