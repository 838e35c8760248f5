use domain::postmortems::{DocumentMessage, Edit, edit_between, length};
use leptos::prelude::*;

use super::editor::{Editor, Section};
use crate::drafts;

/// So many bytes are put in at once; less where much waits to be sent, so that all of it fits in one update.
const MOST_AT_ONCE: usize = 150_000;
const MOST_UNSENT: usize = 600_000;
/// Nothing that fingers write is left out.
const A_FEW_LINES: usize = 1_000;

impl Editor {
    /// What was typed before the text came, also when this page was open last, is the shared text's from now on.
    pub(super) fn take_over(&mut self, section: usize) {
        let area = self.sections[section].area.clone();
        let typed = area.value();
        self.typed(section);
        let _ = area.set_attribute("data-shared", "");
        if let Some((over, value)) = area.form().and_then(|form| drafts::hand_over(&form, &typed))
            && let Some(update) = self.model.type_in(section, &over, &value, None)
        {
            self.send_update(DocumentMessage::Update(update));
            let selection = self.selection(section);
            self.show_text(section, selection);
        }
    }

    /// The textarea has changed.
    pub(super) fn typed(&mut self, section: usize) {
        let shown = &self.sections[section];
        if !self.is_open || shown.is_composing {
            return;
        }
        let value = shown.area.value();
        let caret = shown.area.selection_end().ok().flatten();
        let most = MOST_UNSENT.saturating_sub(self.unsent).clamp(A_FEW_LINES, MOST_AT_ONCE);
        if value.len() > most
            && let Some(edit) = edit_between(&shown.shown, &value, caret).filter(|edit| edit.insert.len() > most)
        {
            return self.leave_out(section, &edit);
        }
        let update = self.model.type_in(section, &shown.shown, &value, caret);
        self.sections[section].shown = value;
        if let Some(update) = update {
            self.forget_left_out();
            self.send_update(DocumentMessage::Update(update));
        }
        // Where others had typed meanwhile, the text is neither's alone.
        let selection = self.selection(section);
        self.show_text(section, selection);
        self.tell_place(Some(section));
        self.show_all();
    }

    /// What is too large to be sent is not put in: the text stays as it was.
    fn leave_out(&mut self, section: usize, edit: &Edit) {
        let Section { area, shown, .. } = &self.sections[section];
        area.set_value(shown);
        let _ = area.set_selection_range(edit.at, edit.at);
        let sentence = format!(
            "That was {} kB, too much to be put in at once. It was left out, and nothing of the text is lost: shorten it, or \
             keep it elsewhere and link to it.",
            edit.insert.len().div_ceil(1_000)
        );
        // Said where somebody looks, too: the notice stands at the top.
        area.set_custom_validity(&sentence);
        area.report_validity();
        self.is_left_out = true;
        self.status.refusal.set(Some(sentence));
    }

    fn forget_left_out(&mut self) {
        if std::mem::take(&mut self.is_left_out) {
            for section in &self.sections {
                section.area.set_custom_validity("");
            }
            self.status.refusal.set(None);
        }
    }

    pub(super) fn undo(&mut self, section: usize, again: bool) {
        let before = self.sections[section].shown.clone();
        let Some(update) = self.model.undo(again) else { return };
        for other in 0..self.sections.len() {
            self.show_text(other, None);
        }
        let shown = &self.sections[section];
        if let Some(edit) = edit_between(&before, &shown.shown, None) {
            let at = edit.at + length(&edit.insert);
            let _ = shown.area.set_selection_range(at, at);
        }
        self.send_update(DocumentMessage::Update(update));
        self.show_all();
    }
}
