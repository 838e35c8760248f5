use domain::runbooks::Language;

use crate::lint::{Finding, Rule, sheet::Sheet};

/// A fence that says shell and holds SQL; one finding for each fence.
pub(in crate::lint) fn sql_in_shell(sheet: &Sheet<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (number, fence) in sheet.code.fences.iter().enumerate() {
        if !["bash", "sh", "shell", "zsh", "console"].contains(&fence.tag.as_str()) {
            continue;
        }
        let parts: Vec<_> = sheet.code.snippets.iter().filter(|snippet| snippet.fence == Some(number)).collect();
        let Some(first) = parts.iter().find(|snippet| snippet.language == Some(Language::Sql)) else { continue };
        // The line of the statement, and not of the remark above it.
        let remarks =
            first.text.lines().take_while(|line| line.trim_start().starts_with('#')).map(|line| line.len() + 1).sum::<usize>();
        let start = first.map.source(remarks);
        let end = start + sheet.line_at(start).len();
        let what = format!("The fence says “{}”, and this is SQL.", fence.tag);
        let finding = sheet.finding(Rule::SqlInShellFence, (start, end), what);
        let shell = parts.iter().any(|snippet| snippet.language == Some(Language::Shell));
        found.push(if shell {
            finding
        } else {
            finding.fixed((fence.start, fence.end), rewritten(sheet.slice(fence.start, fence.end)))
        });
    }
    found
}

/// The fence with SQL's name and SQL's comments.
fn rewritten(fence: &str) -> String {
    let line = |(number, line): (usize, &str)| {
        let body = line.trim_start();
        let indent = line.strip_suffix(body).unwrap_or_default();
        if number == 0 {
            let marks = body.chars().take_while(|letter| matches!(letter, '`' | '~')).collect::<String>();
            return format!("{indent}{marks}sql");
        }
        body.strip_prefix('#').map_or_else(|| line.to_owned(), |remark| format!("{indent}--{remark}"))
    };
    fence.split('\n').enumerate().map(line).collect::<Vec<_>>().join("\n")
}
