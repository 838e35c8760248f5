use pulldown_cmark::{Parser, html};

use super::safe::{Depth, OPTIONS, cleaned, harmless};

/// Markdown that a person wrote, as HTML that can't do any harm: no script, no style, no form, no
/// remote image. What looks like a tag is shown as it was typed, so that `<pid>` is not lost.
pub fn safe_html(markdown: &str) -> String {
    let mut dirty = String::with_capacity(markdown.len() * 2);
    let mut depth = Depth::default();
    let events = Parser::new_ext(markdown, OPTIONS).filter(|event| depth.keeps(event)).filter_map(harmless);
    html::push_html(&mut dirty, events);
    cleaned(&dirty)
}

#[cfg(test)]
mod tests {
    use super::safe_html;

    #[test]
    fn a_tag_is_text_and_a_placeholder_is_not_lost() {
        assert_eq!(
            safe_html("kill <pid> <script>alert(1)</script>"),
            "<p>kill &lt;pid&gt; &lt;script&gt;alert(1)&lt;/script&gt;</p>\n"
        );
    }

    #[test]
    fn a_link_leads_to_the_web_and_nowhere_else() {
        assert_eq!(safe_html("[x](javascript:alert(1))"), "<p><a rel=\"noopener noreferrer nofollow\">x</a></p>\n");
        assert!(safe_html("![graph](https://example.org/a.png)").contains("<a href=\"https://example.org/a.png\""));
    }

    #[test]
    fn a_fence_has_the_class_of_its_language_alone() {
        for told in ["sql event", "sql\tevent", "sql&#9;event", "sql&#10;event", "sql&#12;event"] {
            assert_eq!(
                safe_html(&format!("```{told}\nSELECT 1\n```")),
                "<pre><code class=\"language-sql\">SELECT 1\n</code></pre>\n",
                "{told}"
            );
        }
    }

    #[test]
    fn what_is_nested_too_deep_keeps_its_words_alone() {
        for (mark, tag) in [("- ", "<ul>"), ("> ", "<blockquote>"), ("*a ", "<em>")] {
            let html = safe_html(&format!("{}the end{}", mark.repeat(2_000), "*".repeat(2_000)));
            assert!(html.matches(tag).count() <= 64 && html.contains("the end"), "{mark}");
        }
    }
}
