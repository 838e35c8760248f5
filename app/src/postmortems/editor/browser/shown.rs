use leptos::prelude::document;

use super::editor::Editor;

impl Editor {
    /// What others wrote. Carets and scrolling stay with the words that they stood at.
    pub(super) fn take(&mut self, update: &[u8]) {
        let places: Vec<Option<(Vec<u8>, Vec<u8>)>> = (0..self.sections.len()).map(|section| self.selection(section)).collect();
        self.model.take(update);
        for (section, place) in places.into_iter().enumerate() {
            self.show_text(section, place);
        }
        self.show_all();
    }

    /// Where the caret stands in the section that has the focus.
    pub(super) fn selection(&self, section: usize) -> Option<(Vec<u8>, Vec<u8>)> {
        let area = &self.sections[section].area;
        let is_active = document().active_element().is_some_and(|active| active.is_same_node(Some(area)));
        let (start, end) = (area.selection_start().ok()??, area.selection_end().ok()??);
        if is_active { Some((self.model.stick(section, start)?, self.model.stick(section, end)?)) } else { None }
    }

    pub(super) fn show_text(&mut self, section: usize, selection: Option<(Vec<u8>, Vec<u8>)>) {
        let text = self.model.text(section);
        let shown = &mut self.sections[section];
        // Half-made words, and words typed before the text came, are merged when they are whole.
        if shown.is_composing || !self.is_open || shown.shown == text {
            return;
        }
        let scroll = shown.area.scroll_top();
        shown.area.set_value(&text);
        shown.shown = text;
        shown.area.set_scroll_top(scroll);
        if let Some((start, end)) = selection
            && let (Some(start), Some(end)) = (self.model.find(&start), self.model.find(&end))
        {
            let _ = shown.area.set_selection_range(start, end);
        }
    }

    pub(super) fn show_all(&self) {
        for section in &self.sections {
            self.carets.show(&section.key, &section.shown, &section.area, &self.model);
        }
    }
}
