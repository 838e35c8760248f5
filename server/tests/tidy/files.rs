use crate::source::{none, sources};

const LOOK_FOR_THE_SEAM: usize = 400;
const MOST: usize = 500;

#[test]
fn no_file_has_more_than_500_lines() {
    let (mut long, mut too_long) = (Vec::new(), Vec::new());
    for source in sources(&[".rs", ".css", ".ts", ".mjs"]) {
        let lines = source.text.lines().count();
        if lines > MOST {
            too_long.push(format!("{} has {lines}", source.path));
        } else if lines > LOOK_FOR_THE_SEAM {
            long.push(format!("{} has {lines}", source.path));
        }
    }
    let soon = if long.is_empty() { String::new() } else { format!("\nSoon too long:\n  {}", long.join("\n  ")) };
    none(&too_long, &format!("Split these where one idea ends and another begins.{soon}"));
}

#[test]
fn a_mod_rs_holds_contents_only() {
    let mut offences = Vec::new();
    for source in sources(&["/mod.rs", "mod.rs"]) {
        // What tests share may stand at their head.
        if source.path.contains("/tests/") {
            continue;
        }
        let begins = |line: &str| ["fn ", "struct ", "enum ", "impl ", "trait "].iter().any(|word| line.starts_with(word));
        offences.extend(source.code().filter(|(_, line)| begins(bare(line))).map(|(line, _)| source.at(line)));
    }
    none(&offences, "Move this into a file that is named for it, and re-export it here:");
}

#[test]
fn no_module_is_a_file_and_a_folder_at_once() {
    let all = sources(&[".rs"]);
    let folder = |path: &str| format!("{}/", path.trim_end_matches(".rs"));
    let twice = all.iter().filter(|source| {
        !source.path.ends_with("/mod.rs") && all.iter().any(|other| other.path.starts_with(&folder(&source.path)))
    });
    none(&twice.map(|source| source.path.clone()).collect::<Vec<_>>(), "Make this the folder's mod.rs:");
}

/// A line without its indentation, visibility and `async`.
fn bare(line: &str) -> &str {
    let mut line = line.trim_start();
    for word in ["pub(crate) ", "pub(super) ", "pub ", "async "] {
        line = line.strip_prefix(word).unwrap_or(line);
    }
    line
}
