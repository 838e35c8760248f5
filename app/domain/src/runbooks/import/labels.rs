//! Lines that begin with a bold word: `**Owner:** SRE`, `**Fix**:`, `**1. Acknowledge**`.

/// A bold beginning of a line and what follows it, without the colon between them.
#[derive(Debug, PartialEq)]
pub(super) struct Label<'s> {
    pub(super) name: &'s str,
    pub(super) rest: &'s str,
}

pub(super) fn label(line: &str) -> Option<Label<'_>> {
    let line = line.trim();
    let (name, rest) = line.strip_prefix("**")?.split_once("**").filter(|(name, _)| !name.trim().is_empty())?;
    let name = name.trim();
    let rest = rest.trim();
    let name_end = name.strip_suffix([':', '：']);
    let rest_end = rest.strip_prefix([':', '：']);
    // Bold words at the head of a sentence are no label.
    if name_end.is_none() && rest_end.is_none() && !rest.is_empty() {
        return None;
    }
    Some(Label { name: name_end.unwrap_or(name).trim(), rest: rest_end.unwrap_or(rest).trim() })
}

/// A short line that stands alone as the title of what follows: `Symptoms`, `**Immediate Actions:**`.
pub(super) fn heading_line(text: &str) -> Option<&str> {
    let text = text.trim();
    if text.lines().count() != 1 || text.chars().count() > 60 {
        return None;
    }
    if let Some(label) = label(text) {
        return label.rest.is_empty().then_some(label.name);
    }
    let bare = text.strip_suffix(':').unwrap_or(text).trim();
    let sentence = bare.ends_with(['.', '!', '?', ';', ',']) || bare.contains(['`', '*', '[', '|', ':']);
    (!sentence && bare.split_whitespace().count() <= 5).then_some(bare)
}

/// `1. Check`, `2) Check`, `Step 3: Check` → the number and what follows.
pub(super) fn numbered(text: &str) -> Option<(u32, &str)> {
    let text = text.trim();
    let after_step = text.get(..5).filter(|head| head.eq_ignore_ascii_case("step ")).and(text.get(5..)).unwrap_or(text);
    let digits = after_step.bytes().take_while(u8::is_ascii_digit).count();
    let number = after_step.get(..digits)?.parse().ok()?;
    let rest = after_step.get(digits..)?;
    let rest = rest
        .strip_prefix(['.', ')', ':'])
        .or_else(|| rest.strip_prefix(" — "))
        .or_else(|| rest.strip_prefix(" – "))
        .or_else(|| rest.strip_prefix(" - "))?;
    let spaced = rest.is_empty() || rest.starts_with(char::is_whitespace) || rest.len() < after_step.len() - digits - 1;
    spaced.then(|| (number, rest.trim()))
}

/// `Scenario A: Locks` → `Locks`; `If the queue is empty` stays as it is. Anything else is no choice.
pub(super) fn alternative(name: &str) -> Option<&str> {
    let name = name.trim();
    let lower = name.to_lowercase();
    if lower.starts_with("if ") || lower.starts_with("else") || lower.starts_with("otherwise") {
        return Some(name);
    }
    let word = ["scenario ", "option ", "case ", "path "].iter().find(|word| lower.starts_with(**word))?;
    let rest = name.get(word.len()..)?;
    let (letter, title) = rest.split_once([':', '—', '–', '.', ')']).or_else(|| rest.split_once(" - ")).unwrap_or((rest, ""));
    if letter.trim().chars().count() > 3 {
        return None;
    }
    let title = title.trim();
    Some(if title.is_empty() { name } else { title })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_told_from_bold_words_in_a_sentence() {
        assert_eq!(label("**Owner:** SRE"), Some(Label { name: "Owner", rest: "SRE" }));
        assert_eq!(label("**Version**: 1.0"), Some(Label { name: "Version", rest: "1.0" }));
        assert_eq!(label("**Fix**:"), Some(Label { name: "Fix", rest: "" }));
        assert_eq!(label("**Never** restart it."), None);
    }

    #[test]
    fn numbers_and_alternatives_are_read() {
        assert_eq!(numbered("1. Acknowledge"), Some((1, "Acknowledge")));
        assert_eq!(numbered("Step 2: Check"), Some((2, "Check")));
        assert_eq!(numbered("5xx surges"), None);
        assert_eq!(numbered("1.5 % of requests"), None);
        assert_eq!(alternative("Scenario A: Missing index"), Some("Missing index"));
        assert_eq!(alternative("If the disk is full"), Some("If the disk is full"));
        assert_eq!(alternative("Case studies: reading"), None);
    }
}
