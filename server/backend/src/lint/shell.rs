//! Shell as a shell reads it: commands, their words, and what they are piped into.

use brush_parser::{Token, unquote_str};

use super::{
    code::{MOST_BYTES, Map, Snippet},
    shell_tokens::tokens,
};

/// A command with its words. One that runs another (`sudo`, `kubectl exec … --`) is followed by that one.
#[derive(Debug, Clone)]
pub(super) struct Call {
    /// The program's name without its folder, then its arguments.
    pub(super) words: Vec<Word>,
    /// `NAME=value` before the program.
    pub(super) assigned: Vec<Word>,
    pub(super) redirects: Vec<(String, Word)>,
    /// What it is given to read in a here-document.
    pub(super) input: Option<Word>,
    /// The program into which it is piped; empty where its output is shown.
    pub(super) piped_into: String,
    /// Another program ends it after a time.
    pub(super) bounded: bool,
    /// Bytes of the file.
    pub(super) start: usize,
    pub(super) end: usize,
}

#[derive(Debug, Clone)]
pub(super) struct Word {
    /// As written, with its quotes.
    pub(super) raw: String,
    /// As the program gets it, with variables left as they are.
    pub(super) value: String,
    pub(super) start: usize,
    pub(super) end: usize,
}

impl Word {
    /// Bytes of the file to add to those of `value`: exact where it is quoted as a whole, or not at all.
    pub(super) fn inside(&self) -> usize {
        self.start + usize::from(self.raw.starts_with(['"', '\'']))
    }
}

impl Call {
    pub(super) fn program(&self) -> &str {
        self.words.first().map_or("", |word| word.value.rsplit('/').next().unwrap_or_default())
    }

    pub(super) fn args(&self) -> &[Word] {
        self.words.get(1..).unwrap_or_default()
    }

    /// The `n`th argument that is no option, from 0: `get` in `kubectl -n shop get pods` only where options have no
    /// values of their own, so that it is asked of those that come first.
    pub(super) fn plain(&self, n: usize) -> &str {
        self.args().iter().filter(|word| !word.value.starts_with('-')).nth(n).map_or("", |word| &word.value)
    }

    /// The option among the arguments: `-f` alone or among others (`-xvf`), `--follow` alone or with a value.
    pub(super) fn option(&self, names: &[&str]) -> Option<&Word> {
        let has = |word: &&Word| {
            names.iter().any(|name| {
                let long = name.starts_with("--") || name.len() > 2;
                let cluster = || {
                    let letters = word.value.strip_prefix('-').filter(|rest| !rest.starts_with('-')).unwrap_or_default();
                    letters.chars().all(|letter| letter.is_ascii_alphabetic())
                        && letters.len() < 5
                        && letters.contains(name.trim_start_matches('-'))
                };
                word.value == *name || word.value.starts_with(&format!("{name}=")) || (!long && cluster())
            })
        };
        self.args().iter().find(has)
    }

    pub(super) fn has(&self, names: &[&str]) -> bool {
        self.option(names).is_some()
    }

    /// What follows an option: `-c "SELECT 1"`.
    pub(super) fn value_of(&self, names: &[&str]) -> Option<&Word> {
        let at = self.args().iter().position(|word| names.contains(&word.value.as_str()))?;
        self.args().get(at + 1)
    }

    pub(super) fn text(&self) -> String {
        self.words.iter().map(|word| word.raw.as_str()).collect::<Vec<_>>().join(" ")
    }
}

/// The commands of a snippet in their order. What no shell could read gives none.
pub(super) fn calls(snippet: &Snippet) -> Vec<Call> {
    let mut found = Vec::new();
    read(&snippet.text, &snippet.map, 0, &mut found);
    found
}

fn read(text: &str, map: &Map, depth: usize, found: &mut Vec<Call>) {
    if text.len() > MOST_BYTES {
        return;
    }
    let text = readable(text);
    let Some(tokens) = tokens(&text) else {
        return;
    };
    // The tokenizer counts letters.
    let mut bytes: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    bytes.push(text.len());
    let byte = |letter: usize| bytes.get(letter).copied().unwrap_or(text.len());
    let first = found.len();
    let mut reader = Reader::default();
    for token in &tokens {
        let (from, to) = (byte(token.location().start.index), byte(token.location().end.index));
        match token {
            Token::Operator(operator, _) => reader.operator(operator, found),
            Token::Word(raw, _) => {
                let literal = reader.is_in_here_document() || raw.starts_with('\\');
                let from = if literal { from } else { from + broken(text.get(from..to).unwrap_or_default()) };
                let word = Word { raw: raw.clone(), value: unquote_str(raw), start: map.source(from), end: map.source(to) };
                if depth < 3 {
                    substitutions(raw, from, &text, map, depth, &mut reader.inner);
                }
                reader.word(word);
            }
        }
    }
    reader.end(found);
    let mut wrapped = Vec::new();
    for call in found.drain(first..) {
        let inner = unwrapped(&call, 0);
        wrapped.push(call);
        wrapped.extend(inner);
    }
    found.extend(wrapped);
    found.append(&mut reader.inner);
}

/// The length of what stands before a word that goes on on the next line.
fn broken(text: &str) -> usize {
    text.len() - text.trim_start_matches(|letter: char| letter == '\\' || letter.is_whitespace()).len()
}

/// The text without what a reader knows and a shell does not: a prompt, and the brackets of `<pid>`.
fn readable(text: &str) -> String {
    let mut text = text.to_owned();
    for marker in domain::runbooks::markers(&text.clone()).iter().filter(|marker| marker.text.starts_with('<')) {
        let plain: String = marker.text.chars().map(|letter| if letter.is_alphanumeric() { letter } else { '_' }).collect();
        text.replace_range(marker.start..marker.start + marker.text.len(), &plain);
    }
    let lines: Vec<String> = text
        .split('\n')
        .map(|line| line.strip_prefix("$ ").map_or_else(|| line.to_owned(), |rest| format!("  {rest}")))
        .collect();
    lines.join("\n")
}

/// Commands within words: `"$(date +%s)"`.
fn substitutions(raw: &str, from: usize, text: &str, map: &Map, depth: usize, found: &mut Vec<Call>) {
    if raw.starts_with('\'') {
        return;
    }
    for (at, _) in raw.match_indices("$(").filter(|(at, _)| !raw.get(at + 2..).is_some_and(|rest| rest.starts_with('('))) {
        let rest = raw.get(at + 2..).unwrap_or_default();
        let mut open = 1;
        let end = rest.find(|letter| {
            open += i32::from(letter == '(') - i32::from(letter == ')');
            open == 0
        });
        let (Some(end), true) = (end, text.get(from..from + raw.len()) == Some(raw)) else {
            continue;
        };
        let inner = rest.get(..end).unwrap_or_default();
        read(inner, &map.shifted(from + at + 2), depth + 1, found);
        // Its output is a word of the command around it.
        for call in found.iter_mut().filter(|call| call.piped_into.is_empty()) {
            "$()".clone_into(&mut call.piped_into);
        }
    }
}

#[derive(Default)]
struct Reader {
    words: Vec<Word>,
    redirects: Vec<(String, Word)>,
    redirect: Option<String>,
    /// How many words of a here-document are still to come: its mark, its text, its mark again.
    here: u8,
    input: Option<Word>,
    /// The first command of the pipeline that is being read.
    pipeline: Option<usize>,
    inner: Vec<Call>,
}

impl Reader {
    fn is_in_here_document(&self) -> bool {
        self.here == 2
    }

    fn word(&mut self, word: Word) {
        if self.here > 0 {
            if self.is_in_here_document() {
                self.input = Some(word);
            }
            self.here -= 1;
            return;
        }
        match self.redirect.take() {
            Some(operator) => self.redirects.push((operator, word)),
            None => self.words.push(word),
        }
    }

    fn operator(&mut self, operator: &str, found: &mut Vec<Call>) {
        if operator.starts_with(['<', '>']) || operator == "&>" || operator == "&>>" {
            // `2>` has its number as a word before it.
            if self.words.last().is_some_and(|word| word.raw.len() == 1 && word.raw.starts_with(|c: char| c.is_ascii_digit())) {
                self.words.pop();
            }
            if operator == "<<" || operator == "<<-" {
                self.here = 3;
            } else {
                self.redirect = Some(operator.to_owned());
            }
            return;
        }
        self.end(found);
        if operator.starts_with('|') && operator != "||" {
            self.pipeline = self.pipeline.or(found.len().checked_sub(1));
        } else {
            self.pipeline = None;
        }
    }

    fn end(&mut self, found: &mut Vec<Call>) {
        self.redirect = None;
        let input = self.input.take();
        let (mut words, redirects) = (std::mem::take(&mut self.words), std::mem::take(&mut self.redirects));
        let program = words.iter().position(|word| !is_assignment(&word.raw)).unwrap_or(words.len());
        let rest = words.split_off(program);
        let (Some(first), Some(last)) = (words.first().or(rest.first()), rest.last().or(words.last())) else {
            return;
        };
        let (start, end) = (first.start, last.end);
        let call = Call { words: rest, assigned: words, redirects, input, piped_into: String::new(), bounded: false, start, end };
        if let (Some(_), Some(before)) = (self.pipeline, found.last_mut()) {
            call.program().clone_into(&mut before.piped_into);
        }
        found.push(call);
    }
}

fn is_assignment(raw: &str) -> bool {
    raw.split_once('=').is_some_and(|(name, _)| {
        !name.is_empty()
            && !name.starts_with(|c: char| c.is_ascii_digit())
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    })
}

/// The commands that a command runs, outermost first.
fn unwrapped(call: &Call, depth: usize) -> Vec<Call> {
    let args = call.args();
    let after_options = |from: usize| {
        let at = args.iter().skip(from).position(|word| !word.value.starts_with('-') && !is_assignment(&word.raw));
        at.map(|at| at + from)
    };
    let dashes = || args.iter().position(|word| word.value == "--").map(|at| at + 1);
    let at = match call.program() {
        "sudo" if call.has(&["-u"]) => args.iter().position(|word| word.value == "-u").map(|at| at + 2),
        "sudo" | "nohup" | "time" | "exec" | "command" | "env" | "xargs" | "nice" | "doas" => after_options(0),
        "timeout" => after_options(0).map(|at| at + 1),
        "kubectl" | "oc" if call.args().iter().any(|word| word.value == "exec") => dashes(),
        "docker" | "podman" if call.plain(0) == "exec" => {
            let container = after_options(args.iter().position(|word| word.value == "exec").map_or(0, |at| at + 1));
            container.map(|at| at + 1)
        }
        _ => None,
    };
    let Some(rest) = at.and_then(|at| args.get(at..)).filter(|rest| !rest.is_empty()) else {
        return Vec::new();
    };
    let start = rest.first().map_or(call.start, |word| word.start);
    let bounded = call.bounded || call.program() == "timeout";
    let inner = Call { words: rest.to_vec(), assigned: Vec::new(), start, bounded, ..call.clone() };
    let more = if depth < 4 { unwrapped(&inner, depth + 1) } else { Vec::new() };
    std::iter::once(inner).chain(more).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::{code::code, shell_tokens::is_harmless};

    fn all(shell: &str) -> Vec<(String, String)> {
        let source = format!("```bash\n{shell}\n```\n");
        let found = code(&source);
        let calls: Vec<Call> = found.snippets.iter().flat_map(calls).collect();
        for call in &calls {
            for word in &call.words {
                assert_eq!(source.get(word.start..word.end).map(str::len), Some(word.raw.len()), "{shell}: {}", word.raw);
            }
        }
        calls.iter().map(|call| (call.text(), call.piped_into.clone())).collect()
    }

    fn told(list: &[(&str, &str)]) -> Vec<(String, String)> {
        list.iter().map(|(text, into)| ((*text).to_owned(), (*into).to_owned())).collect()
    }

    #[test]
    fn words_pipes_and_comments_are_those_of_a_shell() {
        assert_eq!(
            all(
                "# look → first\naws logs tail /x --follow \\\n  --since 5m | head -100 # enough\ngrep \"a | b\" log 2>&1 && ls; df"
            ),
            told(&[
                ("aws logs tail /x --follow --since 5m", "head"),
                ("head -100", ""),
                ("grep \"a | b\" log", ""),
                ("ls", ""),
                ("df", "")
            ])
        );
    }

    #[test]
    fn what_a_command_runs_is_a_command() {
        assert_eq!(
            all(
                "sudo -u postgres /usr/bin/tail -f log\nkubectl exec -it deploy/shop -n shop -- psql -c 'SELECT 1'\nlsof -p <pid>"
            ),
            told(&[
                ("sudo -u postgres /usr/bin/tail -f log", ""),
                ("/usr/bin/tail -f log", ""),
                ("kubectl exec -it deploy/shop -n shop -- psql -c 'SELECT 1'", ""),
                ("psql -c 'SELECT 1'", ""),
                ("lsof -p _pid_", ""),
            ])
        );
        assert_eq!(all("X=1 echo \"$(cat .env)\""), told(&[("echo \"$(cat .env)\"", ""), ("cat .env", "$()")]));
    }

    #[test]
    fn a_here_document_is_what_a_command_reads_and_no_word_of_it() {
        let source = "```bash\npsql -d shop <<'SQL' && ls\n  SELECT 1;\nSQL\ndf\n```\n";
        let found: Vec<Call> = code(source).snippets.iter().flat_map(calls).collect();
        assert_eq!(found.iter().map(Call::text).collect::<Vec<_>>(), ["psql -d shop", "ls", "df"]);
        let input = found[0].input.clone().unwrap();
        assert_eq!((input.raw.as_str(), source.get(input.start..input.start + 11)), ("  SELECT 1;\n", Some("  SELECT 1;")));
    }

    #[test]
    fn an_open_quotation_mark_gives_no_command() {
        assert_eq!(all("echo \"never closed"), told(&[]));
    }

    #[test]
    fn what_is_asked_whether_it_is_harmless_is_what_the_tokenizer_gets() {
        let typed = "cat <<<E>$[\t\t";
        assert!(is_harmless(typed) && !is_harmless(&readable(typed)), "without its brackets, <E> is the mark of one");
    }
}
