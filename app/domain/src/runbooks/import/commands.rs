//! Commands, judged by what they say: a fence that is tagged `bash` may hold SQL.

use super::{fences::parts, text::code_spans};
use crate::runbooks::{Command, Language};

const SQL: &[&str] = &[
    "select", "insert", "update", "delete", "with", "explain", "show", "alter", "create", "drop", "truncate", "begin", "commit",
    "rollback", "vacuum", "analyze", "grant", "revoke", "set", "reindex",
];

const TOOLS: &[&str] = &[
    "alembic",
    "apt",
    "apt-get",
    "aws",
    "az",
    "bash",
    "bun",
    "cargo",
    "cat",
    "cd",
    "chmod",
    "chown",
    "cp",
    "curl",
    "cut",
    "date",
    "df",
    "dig",
    "dmesg",
    "docker",
    "du",
    "echo",
    "export",
    "free",
    "gcloud",
    "git",
    "grep",
    "head",
    "helm",
    "host",
    "htop",
    "iostat",
    "journalctl",
    "kill",
    "kubectl",
    "less",
    "ls",
    "lsof",
    "mkdir",
    "mtr",
    "mv",
    "mysql",
    "nc",
    "netstat",
    "node",
    "npm",
    "nslookup",
    "openssl",
    "ping",
    "pip",
    "pkill",
    "pm2",
    "pnpm",
    "ps",
    "psql",
    "python",
    "python3",
    "redis-cli",
    "rm",
    "rsync",
    "scp",
    "sed",
    "sh",
    "slack",
    "sort",
    "ss",
    "ssh",
    "sudo",
    "systemctl",
    "tail",
    "tar",
    "telnet",
    "terraform",
    "top",
    "traceroute",
    "ulimit",
    "uptime",
    "vmstat",
    "watch",
    "wget",
    "yarn",
];

const METHODS: &[&str] = &["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"];
const SHELL_TAGS: &[&str] = &["bash", "sh", "shell", "zsh", "console", "terminal", "fish", "powershell", "cmd"];

/// What is to be typed in a fence, each part by itself. Text without a tag that isn't known as a
/// command is taken for output, and gives none.
pub(super) fn in_fence(tag: &str, content: &str) -> Vec<Command> {
    let parts = parts(content).into_iter().map(|part| part.commands()).filter(|text| !text.trim().is_empty());
    parts.filter_map(|text| Some(Command { language: language(tag, &text)?, text })).collect()
}

/// Commands among the code spans of a line: `POST /api/jobs/pause`, `SELECT * FROM …`.
pub(super) fn in_line(text: &str) -> Vec<Command> {
    let spans = code_spans(text).into_iter().filter(|span| span.contains(' ') && !span.contains('…'));
    let known = spans.filter_map(|span| {
        let language =
            known(span).filter(|language| *language != Language::Sql || span.ends_with(';') || span.split(' ').count() > 2)?;
        Some(Command { language, text: span.to_owned() })
    });
    known.collect()
}

pub(super) fn language(tag: &str, text: &str) -> Option<Language> {
    if is_data(tag) {
        return None;
    }
    let judged = known(text);
    if judged.is_some() || tag.is_empty() {
        return judged;
    }
    Some(match tag {
        tag if SHELL_TAGS.contains(&tag) => Language::Shell,
        "sql" | "postgresql" | "psql" | "mysql" | "plpgsql" => Language::Sql,
        "http" => Language::Http,
        _ => Language::Other,
    })
}

/// Tags of fences that hold text or data.
pub(super) fn is_data(tag: &str) -> bool {
    ["markdown", "md", "text", "txt", "json", "yaml", "yml", "toml", "log", "output", "diff"].contains(&tag)
}

fn known(text: &str) -> Option<Language> {
    let mut words = text.split_whitespace();
    let first = words.next()?.trim_start_matches("$ ");
    let second = words.next().unwrap_or_default();
    if METHODS.contains(&first) && (second.starts_with('/') || second.starts_with("http")) {
        return Some(Language::Http);
    }
    // `set` and `with` are also English and shell: SQL shouts, or ends with a semicolon.
    let sql = SQL.contains(&first.trim_end_matches(';').to_lowercase().as_str());
    if sql && (first.trim_end_matches(';').chars().all(char::is_uppercase) || text.trim_end().ends_with(';')) {
        return Some(Language::Sql);
    }
    let assigned = first
        .split_once('=')
        .is_some_and(|(name, _)| !name.is_empty() && name.chars().all(|letter| letter.is_ascii_uppercase() || letter == '_'));
    (TOOLS.contains(&first) || first.starts_with("./") || assigned).then_some(Language::Shell)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sql_in_a_shell_fence_is_sql() {
        let found = in_fence("bash", "# Connect\npsql -d orders\n\n# Who waits\nSELECT pid\nFROM pg_stat_activity;\n");
        let languages: Vec<_> = found.iter().map(|command| command.language).collect();
        assert_eq!(languages, [Language::Shell, Language::Sql]);
    }

    #[test]
    fn output_is_no_command() {
        assert_eq!(in_fence("", "Error: connect ECONNREFUSED 127.0.0.1:5432\n"), []);
    }

    #[test]
    fn commands_are_found_in_a_line() {
        let found = in_line("Pause with `POST /api/jobs/pause`, not with `jobs` or `SELECT`.");
        assert_eq!(found, [Command { language: Language::Http, text: "POST /api/jobs/pause".to_owned() }]);
    }
}
