use crate::lint::{Finding, Rule, sheet::Sheet};

const PHRASES: [&str; 9] = [
    "bypass normal approval",
    "bypass approval",
    "bypass the approval",
    "bypassing approval",
    "bypass code review",
    "bypass review",
    "skip approval",
    "skip code review",
    "without approval",
];

/// Words that say who answers for it.
const SIGNED: [&str; 5] = ["approved by", "sign-off", "sign off", "signs off", "record who"];

pub(in crate::lint) fn bypassed(sheet: &Sheet<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (at, line) in sheet.lines() {
        let lower = line.to_lowercase();
        let phrase = PHRASES.iter().find_map(|phrase| lower.find(phrase).map(|start| (start, phrase.len())));
        if let Some((start, length)) = phrase
            && lower.len() == line.len()
            && !SIGNED.iter().any(|word| lower.contains(word))
            && !lower.contains("never ")
            && !lower.contains("do not ")
        {
            let what = format!("“{}”, and nobody is named who allows it.", sheet.slice(at + start, at + start + length));
            found.push(sheet.finding(Rule::BypassesApproval, (at + start, at + start + length), what));
        }
    }
    found
}
