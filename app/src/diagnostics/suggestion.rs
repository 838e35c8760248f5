use domain::{
    checklists::Item,
    diagnostics::{TargetCard, TargetKind},
    runbooks::{Command, Language},
};

/// What a step's text lets one fill in beforehand. A person looks at it before it runs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Suggestion {
    pub title: String,
    /// The first target that understands what the step holds.
    pub target: String,
    pub statement: String,
    /// The path of an address, never its host: that is the target's.
    pub path: String,
}

impl Suggestion {
    pub fn from_step(item: &Item, targets: &[TargetCard]) -> Self {
        let statement = item.commands.iter().find(|command| command.language == Language::Sql).map(|command| command.text.trim());
        let path = item.commands.iter().find_map(path);
        let first = |kind: TargetKind| targets.iter().find(|target| target.kind == kind).map(|target| target.name.clone());
        let for_sql = statement.and_then(|_| first(TargetKind::Postgres));
        let for_http = path.as_ref().and_then(|_| first(TargetKind::Http));
        Self {
            title: item.text.replace("**", "").replace('`', "").trim_end_matches([':', '.']).chars().take(120).collect(),
            target: for_sql.or(for_http).unwrap_or_default(),
            statement: statement.unwrap_or_default().to_owned(),
            path: path.unwrap_or_default(),
        }
    }
}

/// The path that a reading request asks for: of `GET /health`, or of a line with `curl`.
fn path(command: &Command) -> Option<String> {
    command.text.lines().map(str::trim).find_map(|line| match command.language {
        Language::Http => line.strip_prefix("GET ").or_else(|| line.strip_prefix("HEAD ")).and_then(path_of),
        _ => line.trim_start_matches("$ ").strip_prefix("curl ").filter(|rest| only_reads(rest)).and_then(curl_path),
    })
}

fn only_reads(arguments: &str) -> bool {
    let mut words = arguments.split_whitespace().map(bare);
    let sends =
        |word: &str| word.starts_with("-d") || word.starts_with("--data") || word.starts_with("-F") || word.starts_with("-T");
    while let Some(word) = words.next() {
        let method = match word {
            "-X" | "--request" => words.next().map(bare),
            _ => word.strip_prefix("-X").or_else(|| word.strip_prefix("--request=")),
        };
        if sends(word) || method.is_some_and(|method| !matches!(method, "GET" | "HEAD")) {
            return false;
        }
    }
    true
}

fn curl_path(arguments: &str) -> Option<String> {
    let words = arguments.split_whitespace().map(bare);
    words.filter(|word| !word.starts_with('-')).find(|word| word.contains("://") || word.starts_with('$')).and_then(path_of)
}

fn bare(word: &str) -> &str {
    word.trim_matches(['"', '\''])
}

/// `https://host/a/b?c` and `$BASE/a/b?c` are `/a/b?c`.
fn path_of(address: &str) -> Option<String> {
    let address = bare(address.split_whitespace().next()?);
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let at = rest.find('/')?;
    Some(rest[at..].to_owned())
}

#[cfg(test)]
mod tests {
    use domain::{checklists::ItemState, runbooks::Danger};

    use super::*;

    fn suggested(language: Language, text: &str) -> Suggestion {
        let item = Item {
            key: "imm-1".to_owned(),
            text: "**Check** `pool` use:".to_owned(),
            detail: String::new(),
            danger: Danger::None,
            commands: vec![Command { language, text: text.to_owned() }],
            is_added: false,
            state: ItemState::Open,
            assignee: None,
            note: String::new(),
            by: None,
            at: None,
            seq: 1,
        };
        let card = |name: &str, kind, max_rows| TargetCard { name: name.to_owned(), kind, timeout_ms: 1, max_rows, max_bytes: 1 };
        Suggestion::from_step(&item, &[card("shop", TargetKind::Http, None), card("shop-db", TargetKind::Postgres, Some(1))])
    }

    #[test]
    fn a_statement_goes_to_the_database_with_the_steps_words_for_its_name() {
        let suggestion = suggested(Language::Sql, "SELECT 1;\n");
        assert_eq!((suggestion.target.as_str(), suggestion.statement.as_str()), ("shop-db", "SELECT 1;"));
        assert_eq!(suggestion.title, "Check pool use");
        assert_eq!(suggestion.path, "");
    }

    #[test]
    fn of_an_address_only_the_path_is_taken() {
        for (language, text, path) in [
            (Language::Shell, "curl -s https://api.example.com/health?full=1 | jq .", "/health?full=1"),
            (Language::Shell, "# first\n$ curl -I \"$BASE_URL/v1/health\"", "/v1/health"),
            (Language::Shell, "curl -X GET 'http://localhost:3000/metrics'", "/metrics"),
            (Language::Http, "GET /api/jobs HTTP/1.1", "/api/jobs"),
        ] {
            let suggestion = suggested(language, text);
            assert_eq!((suggestion.target.as_str(), suggestion.path.as_str()), ("shop", path), "{text}");
        }
    }

    #[test]
    fn what_changes_something_is_never_suggested() {
        for (language, text) in [
            (Language::Shell, "curl -X POST https://api.example.com/jobs/pause"),
            (Language::Shell, "curl --data x=1 https://api.example.com/jobs"),
            (Language::Shell, "curl -XDELETE https://api.example.com/jobs"),
            (Language::Http, "POST /api/jobs/pause"),
            (Language::Shell, "systemctl restart api"),
        ] {
            let suggestion = suggested(language, text);
            assert_eq!((suggestion.target.as_str(), suggestion.path.as_str()), ("", ""), "{text}");
        }
    }
}
