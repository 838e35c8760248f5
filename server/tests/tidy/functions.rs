use crate::source::{Source, none, root, sources};

/// The arguments of every `#[server(…)]`, with the place.
fn server_functions() -> Vec<(String, String)> {
    let files: Vec<Source> = sources(&[".rs"]).into_iter().filter(|source| source.path.starts_with("app/src/")).collect();
    let mut found = Vec::new();
    for source in &files {
        for (start, _) in source.text.match_indices("#[server(") {
            let rest = &source.text[start + "#[server(".len()..];
            let line = source.text[..start].lines().count() + 1;
            // `#[server(default)]` and `#[server(flatten)]` on an argument name no function.
            let arguments = rest.split(")]").next().unwrap_or_default();
            if !matches!(arguments.trim(), "default" | "flatten") {
                found.push((source.at(line), arguments.to_owned()));
            }
        }
    }
    assert!(!found.is_empty(), "no server function was found: are they elsewhere now?");
    found
}

fn endpoint(arguments: &str) -> Option<&str> {
    arguments.split_once("endpoint = \"")?.1.split('"').next()
}

#[test]
fn a_server_function_has_an_address_of_its_own() {
    let is_named = |arguments: &str| arguments.contains("prefix = \"/api\"") && endpoint(arguments).is_some();
    let offences: Vec<String> =
        server_functions().into_iter().filter(|(_, arguments)| !is_named(arguments)).map(|(at, _)| at).collect();
    none(&offences, "Write #[server(prefix = \"/api\", endpoint = \"verb_noun\")], so that its address never moves:");
}

#[test]
fn a_server_function_is_in_the_table_of_who_may_what() {
    let table = std::fs::read_to_string(root().join("server/tests/access/table.rs")).unwrap();
    let offences: Vec<String> = server_functions()
        .iter()
        .filter_map(|(at, arguments)| Some((at, endpoint(arguments)?)))
        .filter(|(_, endpoint)| !table.contains(&format!("\"{endpoint}\"")))
        .map(|(at, endpoint)| format!("{at} {endpoint}"))
        .collect();
    none(&offences, "Add it to server/tests/access/table.rs with a body that is well formed:");
}
