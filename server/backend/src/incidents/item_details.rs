//! What stands beneath the steps of a runbook, as the items of a checklist show it.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::{Arc, Mutex, PoisonError},
};

use domain::{
    checklists::{Checklist, Item, Part},
    ids::ChecklistId,
    incidents::Incident,
    runbooks::{Command, Language, import::snippets},
};
use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd, TextMergeStream, html};

use crate::{
    Backend,
    markdown::{Depth, OPTIONS, cleaned, escaped, harmless},
};

/// What stands beneath a step: what to know, what should come out, and the commands in their places with their comments. The
/// values of the checklist stand in all of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ItemDetail {
    /// Safe as it stands.
    pub html: String,
    /// Whether it says more than the item's commands do.
    pub has_words: bool,
    /// Which of the item's commands stand in it, by their places.
    pub commands: Vec<usize>,
}

/// Those of a checklist, by the keys of its items.
pub type ItemDetails = BTreeMap<String, ItemDetail>;

/// Those that were made lately. A checklist keeps its plan, so they differ by its values alone; a room is drawn at every tick.
#[derive(Clone, Default)]
pub(crate) struct KeptDetails(Arc<Mutex<HashMap<ChecklistId, Known>>>);

/// The values of a checklist, and its details with them.
type Known = (Vec<String>, Arc<ItemDetails>);

/// So many checklists are remembered. One takes some ten kilobytes.
const MOST: usize = 256;

impl Backend {
    /// What the items of an incident's checklists have beneath them, for whoever was given the incident.
    pub fn item_details(&self, incident: &Incident) -> HashMap<ChecklistId, Arc<ItemDetails>> {
        incident.checklists.iter().map(|list| (list.id, self.kept_details.of(list))).collect()
    }
}

impl KeptDetails {
    fn of(&self, list: &Checklist) -> Arc<ItemDetails> {
        let values: Vec<String> = list.parameters.iter().map(|parameter| parameter.text().to_owned()).collect();
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&list.id).cloned();
        if let Some((with, details)) = known
            && with == values
        {
            return details;
        }
        let details = Arc::new(details(list));
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST && !kept.contains_key(&list.id) {
            // Any will do: what is in use comes back at once.
            if let Some(&victim) = kept.keys().next() {
                kept.remove(&victim);
            }
        }
        kept.insert(list.id, (values, Arc::clone(&details)));
        details
    }
}

fn details(list: &Checklist) -> ItemDetails {
    let items = list.groups.iter().flat_map(|group| &group.items).filter(|item| !item.detail.trim().is_empty());
    items.map(|item| (item.key.clone(), Writer::new(list, item).write())).collect()
}

/// The tag of a block of code, and what has been read of it.
type Code = (String, String);

struct Writer<'a> {
    list: &'a Checklist,
    item: &'a Item,
    code: Option<Code>,
    out: Vec<Event<'a>>,
    detail: ItemDetail,
}

impl<'a> Writer<'a> {
    fn new(list: &'a Checklist, item: &'a Item) -> Self {
        Self { list, item, code: None, out: Vec::new(), detail: ItemDetail::default() }
    }

    fn write(mut self) -> ItemDetail {
        let item = self.item;
        // Merged, since a placeholder in brackets comes in several pieces.
        let mut depth = Depth::default();
        let events = Parser::new_ext(&item.detail, OPTIONS).filter(|event| depth.keeps(event));
        for event in TextMergeStream::new(events.filter_map(harmless)) {
            self.take(event);
        }
        let mut dirty = String::new();
        html::push_html(&mut dirty, self.out.into_iter());
        ItemDetail { html: cleaned(&dirty), ..self.detail }
    }

    fn take(&mut self, event: Event<'a>) {
        match event {
            Event::Start(Tag::CodeBlock(kind)) => self.code = Some((tag(&kind), String::new())),
            Event::End(TagEnd::CodeBlock) => {
                if let Some((tag, content)) = self.code.take() {
                    self.block(&tag, &content);
                }
            }
            Event::Text(text) => self.text(&text),
            Event::Code(code) => {
                self.detail.has_words = true;
                let html = format!("<code>{}</code>", self.filled(&code, None));
                self.out.push(Event::InlineHtml(html.into()));
            }
            other => self.out.push(other),
        }
    }

    fn text(&mut self, text: &str) {
        if let Some((_, content)) = &mut self.code {
            content.push_str(text);
            return;
        }
        self.detail.has_words |= !text.trim().is_empty();
        let html = self.filled(text, None);
        self.out.push(Event::InlineHtml(html.into()));
    }

    /// A block of code, cut where the import cuts it: what is copied with one press is what belongs together.
    fn block(&mut self, tag: &str, content: &str) {
        let parts = snippets(tag, content);
        if parts.iter().all(|part| part.language.is_none()) {
            self.detail.has_words = true;
            self.out.push(Event::Html(self.plain(content).into()));
            return;
        }
        let lines: Vec<&str> = content.lines().collect();
        for part in parts {
            let text = lines.get(part.line..part.line + part.lines).unwrap_or_default().join("\n");
            let html = match part.language {
                Some(language) => self.command(&text, language),
                None => self.plain(&text),
            };
            self.out.push(Event::Html(html.into()));
        }
    }

    /// What is to be typed or sent.
    fn command(&mut self, text: &str, language: Language) -> String {
        let here: HashSet<&str> = lines(text).collect();
        let stands = |command: &Command| lines(&command.text).all(|line| here.contains(line));
        let before = self.detail.commands.len();
        let commands = self.item.commands.iter().enumerate().filter(|(_, command)| stands(command));
        self.detail.commands.extend(commands.map(|(place, _)| place));
        // One that is no command of the item is there to be read.
        self.detail.has_words |= self.detail.commands.len() == before;
        let (words, code) = (language.label(), self.code(text, language));
        format!("<figure class=\"code\"><figcaption>{words}</figcaption>{code}</figure>\n")
    }

    /// Output, data, remarks.
    fn plain(&self, text: &str) -> String {
        format!("{}\n", self.code(text, Language::Other))
    }

    fn code(&self, text: &str, language: Language) -> String {
        format!("<pre tabindex=\"0\"><code>{}</code></pre>", self.filled(text, Some(language)))
    }

    fn filled(&self, text: &str, language: Option<Language>) -> String {
        let html = |part: Part<'_>| match part {
            Part::Words(words) => escaped(words),
            Part::Value { name, text } => {
                format!("<mark class=\"given\" title=\"{}\">{}</mark>", escaped(name), escaped(text))
            }
        };
        self.list.filled(text, language).into_iter().map(html).collect()
    }
}

/// As the import reads it.
fn tag(kind: &CodeBlockKind<'_>) -> String {
    match kind {
        CodeBlockKind::Fenced(info) => info.split_whitespace().next().unwrap_or_default().to_lowercase(),
        CodeBlockKind::Indented => String::new(),
    }
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty())
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use domain::{
        checklists::{ChecklistSource, Group, Plan, PlanItem},
        incidents::IncidentEvent,
        log::{Actor, Fold, Recorded},
        runbooks::{Danger, SectionKind},
    };

    use super::*;

    const LIST: ChecklistId = ChecklistId(uuid::Uuid::from_u128(7));

    /// A checklist of one item that names `<pid>`, with what stands beneath it.
    fn checklist(detail: &str, commands: &[&str]) -> Incident {
        let command = |text: &&str| Command { language: Language::Shell, text: (*text).to_owned() };
        let item = PlanItem {
            key: "imm-1".to_owned(),
            text: "End the session <pid>".to_owned(),
            detail: detail.to_owned(),
            danger: Danger::None,
            commands: commands.iter().map(command).collect(),
        };
        let group = Group {
            key: "imm".to_owned(),
            title: "First".to_owned(),
            section: SectionKind::Immediate,
            due: None,
            branch: None,
            items: vec![item],
            decision: None,
        };
        let plan = Plan { title: "Locks".to_owned(), groups: vec![group] };
        let mut incident = Incident::default();
        happens(&mut incident, IncidentEvent::ChecklistStarted { id: LIST, source: ChecklistSource::Triage, plan });
        incident
    }

    fn fill_in(incident: &mut Incident, value: &str) {
        let (name, value) = ("<pid>".to_owned(), value.to_owned());
        happens(incident, IncidentEvent::ValueSet { checklist: LIST, name, value });
    }

    fn happens(incident: &mut Incident, event: IncidentEvent) {
        let (seq, at) = (incident.seq + 1, DateTime::UNIX_EPOCH);
        incident.apply(&Recorded { seq, occurred_at: at, recorded_at: at, actor: Actor::Tocsin, event });
    }

    fn written(detail: &str, commands: &[&str]) -> ItemDetail {
        let incident = checklist(detail, commands);
        details(&incident.checklists[0]).remove("imm-1").unwrap_or_default()
    }

    #[test]
    fn what_comes_out_is_seen_beside_its_command() {
        let detail = written("```bash\nredis-cli ping\n# Expected: PONG\n\ndf -h\n```", &["redis-cli ping", "df -h"]);
        assert_eq!(
            detail.html,
            "<figure class=\"code\"><figcaption>Shell</figcaption><pre tabindex=\"0\"><code>redis-cli ping\n\
             # Expected: PONG</code></pre></figure>\n<figure class=\"code\"><figcaption>Shell</figcaption>\
             <pre tabindex=\"0\"><code>df -h</code></pre></figure>\n"
        );
        assert_eq!((detail.has_words, detail.commands), (false, vec![0, 1]));
    }

    #[test]
    fn words_lists_and_links_are_read_and_what_is_no_command_is_output() {
        let detail = written("Read [the graph](https://example.org/g).\n\n- **first** `pool`\n\n```\nERROR 1205\n```", &[]);
        assert!(detail.html.contains("<a href=\"https://example.org/g\""), "{}", detail.html);
        assert!(detail.html.contains("<li><strong>first</strong> <code>pool</code></li>"), "{}", detail.html);
        assert!(detail.html.contains("<pre tabindex=\"0\"><code>ERROR 1205\n</code></pre>"), "{}", detail.html);
        assert_eq!((detail.has_words, detail.commands), (true, vec![]));
    }

    #[test]
    fn a_command_of_a_list_stands_in_it_and_one_of_a_sentence_does_not() {
        let detail = written("- Look:\n\n  ```sh\n  df -h\n  ```\n", &["kubectl get pods", "df -h"]);
        assert!(detail.html.contains("<li>") && detail.html.contains("<code>df -h</code>"), "{}", detail.html);
        assert_eq!((detail.has_words, detail.commands), (true, vec![1]));
    }

    #[test]
    fn values_stand_in_words_and_code_and_run_nothing() {
        let mut incident = checklist("Ask who holds `<pid>`, <pid>:\n\n```sh\nkill <pid>\n```", &["kill <pid>"]);
        let open = details(&incident.checklists[0]);
        assert!(open["imm-1"].html.contains("<code>kill &lt;pid&gt;</code>"), "{}", open["imm-1"].html);
        fill_in(&mut incident, "<script>1</script>");
        let filled = details(&incident.checklists[0]);
        let html = &filled["imm-1"].html;
        let value = "<mark class=\"given\" title=\"&lt;pid&gt;\">&lt;script&gt;1&lt;/script&gt;</mark>";
        assert_eq!(html.matches(value).count(), 3, "{html}");
        assert!(!html.contains("<script"), "{html}");
    }

    #[test]
    fn what_somebody_wrote_as_a_tag_is_text() {
        let html = written("![y](javascript:alert(1)) <figcaption onclick=alert(1)>x</figcaption>", &[]).html;
        assert!(html.contains("&lt;figcaption onclick=alert(1)&gt;") && !html.contains("</figcaption>"), "{html}");
        assert!(!html.contains("javascript:"), "{html}");
    }

    #[test]
    fn it_is_made_anew_where_a_value_is_another_and_only_then() {
        let kept = KeptDetails::default();
        let mut incident = checklist("Of <pid>", &[]);
        let first = kept.of(&incident.checklists[0]);
        assert!(Arc::ptr_eq(&first, &kept.of(&incident.checklists[0])));
        fill_in(&mut incident, "4711");
        let second = kept.of(&incident.checklists[0]);
        assert!(second["imm-1"].html.contains(">4711</mark>"), "{second:?}");
        fill_in(&mut incident, "");
        assert_eq!(kept.of(&incident.checklists[0]), first);
    }
}
