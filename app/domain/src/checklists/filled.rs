//! The items of a checklist with the values that people gave in place of their placeholders.

use super::{Checklist, Item, Parameter, parameter::placeholders};
use crate::runbooks::{Command, Language};

/// A stretch of a text of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part<'a> {
    /// As the runbook has it.
    Words(&'a str),
    /// A value, in place of the placeholder of this name.
    Value { name: &'a str, text: &'a str },
}

impl Checklist {
    pub fn parameter(&self, name: &str) -> Option<&Parameter> {
        self.parameters.iter().find(|parameter| parameter.name == name)
    }

    /// A text of an item in parts; joined they are the text with its values. `language`: that of a command, absent for words.
    pub fn filled<'a>(&'a self, text: &'a str, language: Option<Language>) -> Vec<Part<'a>> {
        let (mut parts, mut done) = (Vec::new(), 0);
        for marker in placeholders(text, language) {
            let Some(parameter) = self.parameter(&marker.text).filter(|_| marker.start >= done) else { continue };
            let Some(value) = &parameter.value else { continue };
            parts.extend(words(text, done, marker.start));
            parts.push(Part::Value { name: &parameter.name, text: &value.text });
            done = marker.start + marker.text.len();
        }
        parts.extend(words(text, done, text.len()));
        parts
    }

    /// The item as it is to be carried out: what is run or copied has the values in it.
    pub fn filled_in(&self, item: &Item) -> Item {
        let filled = |text: &str, language| self.filled(text, language).into_iter().map(Part::text).collect::<String>();
        let command = |command: &Command| Command { text: filled(&command.text, Some(command.language)), ..command.clone() };
        Item { text: filled(&item.text, None), commands: item.commands.iter().map(command).collect(), ..item.clone() }
    }
}

impl<'a> Part<'a> {
    fn text(self) -> &'a str {
        match self {
            Self::Words(text) | Self::Value { text, .. } => text,
        }
    }
}

fn words(text: &str, from: usize, to: usize) -> Option<Part<'_>> {
    text.get(from..to).filter(|words| !words.is_empty()).map(Part::Words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        checklists::{Group, PlanItem},
        incidents::{Command as Does, Incident},
        refusal::Refusal,
        scene::{LIST, ada, ask, begun, group, item, plan},
    };

    /// What happens when each of these is asked for in turn: the state, and what the last one was refused for.
    fn after(commands: &[Does]) -> (Incident, Option<Refusal>) {
        let asks = PlanItem {
            text: "Ask who holds `<pid>`".to_owned(),
            commands: vec![Command { language: Language::Shell, text: "kill <pid> # <pid>, with ${ADMIN_TOKEN}".to_owned() }],
            ..item("imm-1")
        };
        let mut incident = begun(plan(vec![Group { items: vec![asks], ..group("imm", &[]) }]));
        let mut refused = None;
        for command in commands {
            refused = ask(&mut incident, &ada(), command.clone()).err();
        }
        (incident, refused)
    }

    fn set(values: &[(&str, &str)]) -> Does {
        let values = values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Does::SetValues { checklist: LIST, values }
    }

    #[test]
    fn a_value_stands_wherever_its_placeholder_stood_and_can_be_taken_back() {
        let (incident, _) = after(&[set(&[("<pid>", "4711")])]);
        let list = &incident.checklists[0];
        let item = list.filled_in(&list.groups[0].items[0]);
        assert_eq!(
            (item.text.as_str(), item.commands[0].text.as_str()),
            ("Ask who holds `4711`", "kill 4711 # 4711, with ${ADMIN_TOKEN}")
        );
        let parts = list.filled(&list.groups[0].items[0].text, None);
        assert_eq!(parts, [Part::Words("Ask who holds `"), Part::Value { name: "<pid>", text: "4711" }, Part::Words("`")]);
        assert_eq!(list.groups[0].items[0].text, "Ask who holds `<pid>`", "what a lesson says is the runbook's own words");

        let (incident, _) = after(&[set(&[("<pid>", "4711")]), set(&[("<pid>", "")])]);
        let list = &incident.checklists[0];
        assert_eq!(list.filled_in(&list.groups[0].items[0]), list.groups[0].items[0]);
    }

    #[test]
    fn a_value_that_stands_already_is_no_event_and_one_that_is_refused_takes_no_other_with_it() {
        let (incident, refused) = after(&[set(&[("<pid>", "4711")]), set(&[("<pid>", " 4711")])]);
        assert_eq!((incident.seq, refused), (3, None));
        let (incident, refused) = after(&[set(&[("<pid>", "4711"), ("${ADMIN_TOKEN}", "hunter2")])]);
        assert_eq!(incident.checklists[0].parameter("<pid>").unwrap().text(), "");
        assert!(refused.unwrap().to_string().contains("Tocsin keeps none"));
        let (_, refused) = after(&[set(&[("<pod>", "web-1")])]);
        assert!(refused.unwrap().to_string().contains("Reload the page"));
    }
}
