use serde_json_path::JsonPath;

/// The longest path, in characters.
const LONGEST: usize = 200;
/// How many commas stand in a path at most: what each adds is looked for beside all that the others do.
const MOST_COMMAS: usize = 2;

const TAKEN: &str = "write names and places, with one “..” and one “[?…]” at most, as in $.checks[?@.name == 'db'].status";

/// Reads a `JSONPath` (RFC 9535), or says in a sentence what is taken.
///
/// Not all of them are: the library reads a filter within a filter twice, each bracket on a further piece of the stack, and a
/// search within a search looks at everything for everything.
pub(crate) fn read_json_path(path: &str) -> Result<JsonPath, String> {
    if let Some(why) = too_much(path) {
        return Err(format!("The JSONPath is refused, because {why}: {TAKEN}."));
    }
    JsonPath::parse(path).map_err(|error| format!("The JSONPath cannot be read ({error}): write it like $.status."))
}

fn too_much(path: &str) -> Option<String> {
    if path.chars().count() > LONGEST {
        return Some(format!("it has more than {LONGEST} characters"));
    }
    let filter = path.split_once('?').map_or("", |(_, filter)| filter);
    let why = if filter.contains('(') {
        "it has a round bracket"
    } else if filter.contains('?') {
        "it has more than one “?”"
    } else if path.matches("..").count() > 1 {
        "it has more than one “..”"
    } else if path.matches('$').count() > 1 {
        "it has more than one “$”"
    } else if path.matches(',').count() > MOST_COMMAS {
        "it asks for many things at once"
    } else if filter.contains("..") || filter.contains(['*', ':']) {
        "it searches behind its “?”"
    } else {
        return None;
    };
    Some(why.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_health_page_is_asked_for_is_taken() {
        for path in [
            "$",
            "$.status",
            "$.checks.database",
            "$['checks']['data base']",
            "$.checks[0].state",
            "$.checks['disk (root)'].status",
            "$.checks[-1]",
            "$.checks[0:2]",
            "$.parts[*]",
            "$..status",
            "$..*",
            "$.checks[?@.name == 'db'].status",
            "$..checks[?@.name == 'db' && @.age > 5 || !@.ok].status",
            "$['status','state']",
        ] {
            assert!(read_json_path(path).is_ok(), "{path}: {:?}", read_json_path(path).err());
        }
    }

    /// Of the guard: where it said no word, the library would not come back.
    #[test]
    fn what_the_library_would_not_come_back_from_is_refused_before() {
        for (path, why) in [
            (format!("${}{}", "[?@".repeat(45), "]".repeat(45)), "more than one “?”"),
            (format!("$[?{}", "(".repeat(50_000)), "200 characters"),
            (format!("$[?{}", "(".repeat(150)), "round bracket"),
            ("$..[?count($..*)>0]".to_owned(), "round bracket"),
            ("$[?length(@.a) > 1]".to_owned(), "round bracket"),
            ("$..a..b".to_owned(), "more than one “..”"),
            ("$..[?$==$]".to_owned(), "more than one “$”"),
            ("$[?@..a]".to_owned(), "behind its “?”"),
            ("$[?@.*]".to_owned(), "behind its “?”"),
            ("$[?@[0:9]]".to_owned(), "behind its “?”"),
            (format!("${}", "[*,*]".repeat(39)), "many things"),
            (format!("$.{}", "a".repeat(199)), "200 characters"),
        ] {
            assert!(too_much(&path).is_some_and(|said| said.contains(why)), "{path}: {:?}", too_much(&path));
        }
        let sentence = read_json_path("$[?(@.name == 'db')]").unwrap_err();
        assert!(sentence.starts_with("The JSONPath is refused, because it has a round bracket: write names"), "{sentence}");
        assert!(read_json_path("not a path").unwrap_err().contains("cannot be read"));
    }
}
