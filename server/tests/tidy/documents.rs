use std::collections::BTreeMap;

use crate::source::{Source, none, root, sources};

fn documents() -> Vec<Source> {
    sources(&[".md"]).into_iter().filter(|source| !source.path.starts_with("app/domain/fixtures/")).collect()
}

#[test]
fn a_decision_is_numbered_once_and_says_so_in_its_heading() {
    let mut seen = BTreeMap::<u32, Vec<String>>::new();
    let mut offences = Vec::new();
    for source in documents().iter().filter(|source| source.path.starts_with("docs/decisions/")) {
        let name = source.path.trim_start_matches("docs/decisions/");
        let number = name.split_once('-').filter(|(digits, _)| digits.len() == 4).and_then(|(digits, _)| digits.parse().ok());
        match number {
            Some(number) if source.text.starts_with(&format!("# {number}. ")) => {
                seen.entry(number).or_default().push(name.to_owned());
            }
            _ => offences.push(source.path.clone()),
        }
    }
    none(&offences, "Name it 0007-few-words.md and begin it with `# 7. A sentence`:");
    let twice: Vec<String> = seen.into_values().filter(|names| names.len() > 1).map(|names| names.join(" and ")).collect();
    none(&twice, "Give the later one the next free number:");
}

#[test]
fn a_link_in_a_document_leads_to_a_file() {
    let mut offences = Vec::new();
    for source in documents() {
        let folder = root().join(source.path.rsplit_once('/').map_or("", |(folder, _)| folder));
        for (line, text) in source.lines() {
            let targets = text.split("](").skip(1).filter_map(|rest| rest.split([')', ' ', '#']).next());
            let ours = targets.filter(|target| !target.is_empty() && !target.contains("://") && !target.starts_with("mailto:"));
            offences.extend(
                ours.filter(|target| !folder.join(target).exists()).map(|target| format!("{} → {target}", source.at(line))),
            );
        }
    }
    none(&offences, "These links lead nowhere:");
}

/// `server/backend/src/log/append.rs` in backticks is a promise that it is there.
#[test]
fn a_path_that_a_document_names_exists() {
    let mut offences = Vec::new();
    let is_guide = |source: &Source| {
        ["ARCHITECTURE.md", "CONTRIBUTING.md", "README.md"].contains(&source.path.as_str()) || source.path.starts_with("docs/")
    };
    for source in documents().iter().filter(|source| is_guide(source)) {
        for (line, text) in source.lines() {
            let quoted = text.split('`').skip(1).step_by(2);
            let paths = quoted.filter(|word| {
                ["app/", "server/", "migrations/", "style/", "end2end/", "docs/", "bin/"].iter().any(|top| word.starts_with(top))
            });
            let plain = paths.filter(|path| !path.contains([' ', '*', '<', '…', '{', '(']) && !path.contains("node_modules"));
            offences
                .extend(plain.filter(|path| !root().join(path).exists()).map(|path| format!("{} names {path}", source.at(line))));
        }
    }
    none(&offences, "These have moved, or never were:");
}
