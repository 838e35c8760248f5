//! Colour for commands: classes `sx-…`, which the style sheet knows.

use std::sync::LazyLock;

use syntect::{
    html::{ClassStyle, ClassedHTMLGenerator},
    parsing::{SyntaxReference, SyntaxSet},
    util::LinesWithEndings,
};

const STYLE: ClassStyle = ClassStyle::SpacedPrefixed { prefix: "sx-" };
/// What is longer is shown without colour: reading must never wait for it.
const MOST: usize = 64 * 1024;

static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(SyntaxSet::load_defaults_newlines);

/// Code as HTML, escaped, with its words in spans where the language is known.
pub(crate) fn highlighted(code: &str, language: &str) -> String {
    let plain = || escaped(code);
    if code.len() > MOST {
        return plain();
    }
    let Some(syntax) = syntax(language) else { return plain() };
    let mut generator = ClassedHTMLGenerator::new_with_class_style(syntax, &SYNTAXES, STYLE);
    for line in LinesWithEndings::from(code) {
        if generator.parse_html_for_line_which_includes_newline(line).is_err() {
            return plain();
        }
    }
    generator.finalize()
}

/// What a person calls the language of a fence; nothing where the fence doesn't say.
pub(crate) fn words_for(language: &str) -> &'static str {
    match tag(language).as_str() {
        "bash" | "sh" | "shell" | "zsh" | "console" => "Shell",
        "sql" | "postgresql" | "mysql" => "SQL",
        "json" => "JSON",
        "yaml" | "yml" => "YAML",
        "ts" | "typescript" | "tsx" => "TypeScript",
        "js" | "javascript" | "jsx" => "JavaScript",
        "http" => "HTTP",
        "md" | "markdown" => "Markdown",
        "python" | "py" => "Python",
        _ => "",
    }
}

fn syntax(language: &str) -> Option<&'static SyntaxReference> {
    let token = match tag(language).as_str() {
        "" | "text" | "txt" | "plain" => return None,
        "shell" | "console" | "zsh" => "bash".to_owned(),
        "postgresql" | "mysql" => "sql".to_owned(),
        // There is no grammar of its own for it here; this one is near enough.
        "ts" | "typescript" | "tsx" | "jsx" => "js".to_owned(),
        other => other.to_owned(),
    };
    SYNTAXES.find_syntax_by_token(&token)
}

fn tag(language: &str) -> String {
    language.split([' ', ',', '{']).next().unwrap_or_default().to_lowercase()
}

/// Words as HTML that shows them.
pub(crate) fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len() + 16);
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            other => safe.push(other),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::highlighted;

    #[test]
    fn a_command_has_colour_and_no_tag_of_its_own() {
        let html = highlighted("df -h <name>\n# all of them\n", "bash");
        assert!(html.contains("sx-comment"), "{html}");
        assert!(html.contains("&lt;") && !html.contains("<name>"), "{html}");
    }

    #[test]
    fn an_unknown_language_is_plain_text() {
        assert_eq!(highlighted("a < b\n", "brainfuck"), "a &lt; b\n");
    }
}
