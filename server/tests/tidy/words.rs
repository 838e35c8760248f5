use crate::source::{none, sources};

/// Places and notes that belong to one workplace and not to the project. Put together here, so that this file is
/// not the first offender.
fn forbidden() -> [String; 6] {
    let join = |one: &str, other: &str| format!("{one}{other}");
    [join("/wo", "rk/"), join("/ro", "ot/"), join("/var/t", "mp"), join("TO", "DO"), join("FIX", "ME"), join("/home", "/")]
}

#[test]
fn nothing_speaks_of_another_workplace_or_of_later() {
    let forbidden = forbidden();
    let mut offences = Vec::new();
    for source in sources(&[]) {
        // Files of other origin, read as they are.
        if source.path.starts_with("app/domain/fixtures/") || source.path.ends_with("package-lock.json") {
            continue;
        }
        for (line, text) in source.lines() {
            offences.extend(
                forbidden
                    .iter()
                    .filter(|word| text.contains(word.as_str()))
                    .map(|word| format!("{} says {word}", source.at(line))),
            );
        }
    }
    none(&offences, "Say it without the place; do it now, or write down in docs/ that it is missing:");
}
