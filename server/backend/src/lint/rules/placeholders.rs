use std::{collections::BTreeMap, sync::LazyLock};

use domain::{
    checklists::{Parameter, Plan},
    runbooks::{HandbookKind, Language, MarkerKind, PieceKind, markers},
};
use regex::Regex;
use sqlparser::ast::{Expr, FunctionArg, FunctionArgExpr, FunctionArguments, SelectItem};

use crate::lint::{Finding, Level, Rule, sheet::Sheet};

/// Values that are examples and look as if they were real.
static EXAMPLES: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"\b(?:abc123|incident-12345|12345|FEATURE_FLAG_[A-Z_]*_X|foo(?:bar)?|vulnerable-package)\b|\+1-x{2,}[x-]*").ok()
});

struct Seen {
    at: (usize, usize),
    count: usize,
    level: Level,
    what: String,
}

/// What is still to be filled in: in commands, in tables of contacts and in what the file says about itself.
pub(in crate::lint) fn unresolved(sheet: &Sheet<'_>) -> Vec<Finding> {
    let mut seen: BTreeMap<(usize, String), Seen> = BTreeMap::new();
    let mut note = |piece: usize, text: &str, at: usize, level: Level, what: String| {
        let entry = seen.entry((piece, text.to_owned()));
        entry.and_modify(|seen| seen.count += 1).or_insert(Seen { at: (at, at + text.len()), count: 1, level, what });
    };
    for snippet in sheet.code.snippets.iter().filter(|snippet| snippet.language.is_some()) {
        let code = without_remarks(&snippet.text, snippet.language);
        let place = |at: usize| snippet.map.source(at);
        let Some(piece) = sheet.piece(place(0)).map(|piece| piece.start) else { continue };
        // In other languages `${…}` puts a value in, and nobody fills it in.
        let other = snippet.language == Some(Language::Other);
        for marker in markers(&code).into_iter().filter(|marker| !(other && marker.text.starts_with('$'))) {
            let text = marker.text;
            let is_example = marker.kind == MarkerKind::Address && text.starts_with(|letter: char| letter.is_ascii_digit());
            let (level, what) = if is_example {
                (Level::Warning, format!("{text} is an address for examples, and no machine has it."))
            } else {
                (Level::Hint, format!("{text} is to be filled in when this is run."))
            };
            note(piece, &text, place(marker.start), level, what);
        }
        for example in EXAMPLES.as_ref().map(|pattern| pattern.find_iter(&code)).into_iter().flatten() {
            let what = format!("{} is an example that looks like a value: whoever copies the line uses it.", example.as_str());
            note(piece, example.as_str(), place(example.start()), Level::Warning, what);
        }
    }
    for piece in &sheet.document.pieces {
        let asks = matches!(
            piece.kind,
            PieceKind::Preamble | PieceKind::Trailer | PieceKind::Handbook(HandbookKind::Contacts | HandbookKind::SeverityMatrix)
        );
        if !asks {
            continue;
        }
        let mut at = piece.start;
        for line in piece.slice(sheet.text).split_inclusive('\n') {
            let told = markers(line).into_iter().map(|marker| (marker.start, marker.text));
            let phones = line.match_indices("+1-xxx").map(|(start, text)| (start, text.to_owned()));
            let all: Vec<(usize, String)> = told.chain(phones).collect();
            if let Some((start, text)) = all.first() {
                let names: Vec<&str> = all.iter().map(|(_, text)| text.as_str()).collect();
                // Each line by itself: each is somebody else's.
                let verb = if names.len() == 1 { "is" } else { "are" };
                note(at, text, at + start, Level::Warning, format!("{} {verb} not filled in.", names.join(" and ")));
            }
            at += line.len();
        }
    }
    let asked = asked(sheet);
    let finding = |((piece, text), seen): ((usize, String), Seen)| {
        let more = if seen.count > 1 { format!(" It stands here {} times.", seen.count) } else { String::new() };
        let finding = sheet.finding(Rule::UnresolvedPlaceholder, seen.at, format!("{}{more}", seen.what)).at_level(seen.level);
        if seen.level != Level::Hint {
            return finding;
        }
        let parameter = asked.get(&piece).and_then(|all| all.iter().find(|parameter| parameter.name == text));
        finding.because(match parameter.map(Parameter::is_asked) {
            Some(true) => "Tocsin asks for it in a checklist. Say in the step where the value is found.",
            Some(false) => "It is a secret: a checklist names it, and nobody is asked for it. Say in the step where it is kept.",
            None => "Say beside it where the value is found.",
        })
    };
    seen.into_iter().map(finding).collect()
}

/// What the checklist of each runbook leaves to be filled in, by where the runbook begins.
fn asked(sheet: &Sheet<'_>) -> BTreeMap<usize, Vec<Parameter>> {
    sheet.runbooks().map(|(piece, draft)| (piece.start, Parameter::of(&Plan::from_runbook(draft)))).collect()
}

/// The code without the comments of a whole line, each byte in its place.
fn without_remarks(text: &str, language: Option<Language>) -> String {
    let marks: &[&str] = match language {
        Some(Language::Sql) => &["--", "#"],
        Some(Language::Shell) => &["#"],
        _ => &["#", "//"],
    };
    let blank = |line: &str| {
        let remark = marks.iter().any(|mark| line.trim_start().starts_with(mark));
        if remark { " ".repeat(line.len()) } else { line.to_owned() }
    };
    text.split('\n').map(blank).collect::<Vec<_>>().join("\n")
}

/// `SELECT pg_terminate_backend(pid)` without a FROM: a name where a value has to be.
pub(in crate::lint) fn no_value(sheet: &Sheet<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for statement in &sheet.statements {
        let Some(select) = statement.query().filter(|select| select.from.is_empty()) else { continue };
        for item in &select.projection {
            let (SelectItem::UnnamedExpr(Expr::Function(call)) | SelectItem::ExprWithAlias { expr: Expr::Function(call), .. }) =
                item
            else {
                continue;
            };
            let FunctionArguments::List(list) = &call.args else { continue };
            for argument in &list.args {
                let FunctionArg::Unnamed(FunctionArgExpr::Expr(Expr::Identifier(name))) = argument else { continue };
                let Some(at) = statement.text.find(&format!("({}", name.value)).map(|at| statement.source(at + 1)) else {
                    continue;
                };
                let range = (at, at + name.value.len());
                let what = format!("{name} is no value: the statement has no FROM that it could come from.");
                found.push(sheet.finding(Rule::UnresolvedPlaceholder, range, what).fixed(range, format!("<{}>", name.value)));
            }
        }
    }
    found
}
