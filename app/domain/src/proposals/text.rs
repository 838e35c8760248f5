//! What a proposal's text may be.

use crate::refusal::Refusal;

/// The most that a runbook may hold, in characters.
const MOST: usize = 200_000;

/// Refuses a text that is longer than a runbook may be; whoever works on one asks this first. An end of a line counts once,
/// whichever it is, since browsers send others than files have.
pub fn fits_in_a_runbook(text: &str) -> Result<(), Refusal> {
    let length = text.chars().count() - text.matches("\r\n").count();
    if length > MOST {
        return Err(Refusal::invalid(
            "text",
            format!("This text has {length} characters and {MOST} are the most that fit in a runbook: split it in two."),
        ));
    }
    Ok(())
}

/// Markdown is kept as it is typed, but for what no file may hold.
pub(super) fn written(text: &str) -> Result<String, Refusal> {
    if text.trim().is_empty() {
        return Err(Refusal::invalid("text", "The runbook would be empty. Write its text, or withdraw the proposal."));
    }
    fits_in_a_runbook(text)?;
    Ok(text.replace('\0', ""))
}

/// Where two versions of a passage stand side by side, somebody has to choose.
pub(super) fn settled(text: &str) -> Result<(), Refusal> {
    let begins = |mark: &str| text.lines().any(|line| line.starts_with(mark));
    if ["<<<<<<< ", "=======", ">>>>>>> "].into_iter().all(begins) {
        return Err(Refusal::invalid(
            "text",
            "Two versions of a passage stand side by side between <<<<<<< and >>>>>>>: keep what is right, and take those lines away.",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_runbook_can_hold_is_refused_and_a_line_end_counts_once() {
        let full = "1. Look\r\n".repeat(MOST / 8);
        assert_eq!(fits_in_a_runbook(&full), Ok(()));
        let more = format!("{full}.");
        let sentence = "This text has 200001 characters and 200000 are the most that fit in a runbook: split it in two.";
        assert_eq!(fits_in_a_runbook(&more).unwrap_err().to_string(), sentence);
        assert_eq!(written(&more).unwrap_err().to_string(), sentence);
    }
}
