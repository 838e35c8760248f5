use std::fs;

use crate::source::{none, root, sources};

/// Which of our crates each may use: `server → app → backend → domain`, and nothing the other way.
const MAY_USE: [(&str, &[&str]); 4] = [
    ("app/domain", &[]),
    ("server/backend", &["domain"]),
    ("app", &["domain", "backend"]),
    ("server", &["app", "backend", "domain"]),
];
const OURS: [&str; 4] = ["app", "backend", "domain", "server"];

fn manifest(folder: &str) -> toml::Table {
    fs::read_to_string(root().join(folder).join("Cargo.toml")).unwrap().parse().unwrap()
}

#[test]
fn crates_depend_on_each_other_in_one_direction() {
    for (folder, may) in MAY_USE {
        let manifest = manifest(folder);
        let uses = OURS.iter().filter(|name| manifest["dependencies"].as_table().unwrap().contains_key(**name));
        let offences: Vec<String> =
            uses.filter(|name| !may.contains(name)).map(|name| format!("{folder}/Cargo.toml uses {name}")).collect();
        none(&offences, "A crate may use only those below it:");
    }
}

/// What browsers load must not bring the database with it.
#[test]
fn pages_reach_the_backend_on_the_server_only() {
    let backend = &manifest("app")["dependencies"]["backend"];
    assert_eq!(backend.get("optional").and_then(toml::Value::as_bool), Some(true), "app/Cargo.toml: backend must be optional");
}

#[test]
fn the_domain_is_pure() {
    let mut offences = Vec::new();
    for source in sources(&[".rs"]).iter().filter(|source| source.path.starts_with("app/domain/src/")) {
        for word in ["std::net", "std::fs", "tokio::", "Utc::now", "now_v7", "rand::", "SystemTime"] {
            offences.extend(source.code().filter(|(_, line)| line.contains(word)).map(|(line, _)| source.at(line)));
        }
    }
    none(&offences, "The domain knows no clock, no chance, no file and no socket: pass it in.");
}

/// The renderer escapes neither: what somebody typed would end the element.
#[test]
fn titles_and_text_areas_are_filled_by_way_of_the_ui() {
    let mut offences = Vec::new();
    for source in sources(&[".rs"]) {
        if !source.path.starts_with("app/src/") || source.path == "app/src/ui/title.rs" {
            continue;
        }
        let is_raw = |line: &str| line.contains("}</textarea>") || (line.contains("leptos_meta") && line.contains("Title"));
        offences.extend(source.code().filter(|(_, line)| is_raw(line)).map(|(line, _)| source.at(line)));
    }
    none(&offences, "Use ui::Title, and inner_html=ui::filling(…):");
}

/// What could be done with a view that is kept is compiled for each type of view, and most of them are only sent: decision 20.
#[test]
fn views_are_kept_by_islands_alone() {
    let mut offences = Vec::new();
    for source in sources(&[".rs"]) {
        if !source.path.starts_with("app/src/") || source.path.ends_with("/island.rs") {
            continue;
        }
        let is_kept = |line: &str| [".into_any()", "AnyView", ": Children,", "<Children>"].iter().any(|word| line.contains(word));
        offences.extend(source.code().filter(|(_, line)| is_kept(line)).map(|(line, _)| source.at(line)));
    }
    none(&offences, "Use ui::IntoHtml and ui::Within:");
}
