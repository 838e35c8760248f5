use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use domain::{
    live::{ClientMessage, ServerMessage, Topic},
    postmortems::DocumentMessage,
};
use yrs::{Doc, GetString as _, ReadTxn as _, Transact as _, Update, updates::decoder::Decode as _};

use crate::{
    load::{NOTE, Scene, TYPED, words},
    support::{Browser, LiveTab, of_text},
};

/// Somebody who only looks: what a peer has seen must never be gone again.
#[derive(Clone, Default)]
pub(crate) struct Witness {
    page: Arc<Mutex<Page>>,
}

#[derive(Default)]
struct Page {
    /// The room's parts as they look now.
    regions: HashMap<String, String>,
    seq: i64,
    notes: Vec<String>,
    text: Doc,
}

impl Witness {
    /// Looks until the server dies.
    pub(crate) async fn look(&self, browser: &Browser, scene: &Scene) {
        let mut tab = self.open(browser, scene).await;
        while let Some(message) = tab.hear().await {
            self.take(&message);
        }
    }

    /// Comes back with what it has, as a page does, and says whether it gets to see all of this within five seconds.
    pub(crate) async fn catches_up(
        &self,
        browser: &Browser,
        scene: &Scene,
        within: Duration,
        until: impl Fn(&Self) -> bool,
    ) -> bool {
        let looking = async {
            let mut tab = self.open(browser, scene).await;
            while !until(self) {
                let Some(message) = tab.hear().await else { return false };
                self.take(&message);
            }
            true
        };
        tokio::time::timeout(within, looking).await.unwrap_or(false)
    }

    async fn open(&self, browser: &Browser, scene: &Scene) -> LiveTab {
        let mut tab = browser.open_live().await;
        let after = self.page.lock().unwrap().seq;
        tab.try_say(&ClientMessage::Watch { topic: Topic::Incident(scene.incident), after }).await;
        let topic = Topic::Postmortem(scene.postmortem);
        tab.try_say(&ClientMessage::Watch { topic, after: 0 }).await;
        let have = {
            use yrs::updates::encoder::Encode as _;
            self.page.lock().unwrap().text.transact().state_vector().encode_v1()
        };
        tab.try_write(topic, &DocumentMessage::Have(have)).await;
        tab
    }

    fn take(&self, message: &ServerMessage) {
        let mut page = self.page.lock().unwrap();
        if let ServerMessage::Regions { seq, regions, .. } = message {
            page.seq = page.seq.max(*seq);
            for region in regions {
                page.notes.extend(words(NOTE, &region.html));
                page.regions.insert(region.id.clone(), region.html.clone());
            }
        }
        if let Some(DocumentMessage::Lack(update) | DocumentMessage::Update(update)) = of_text(message) {
            page.text.transact_mut().apply_update(Update::decode_v1(&update).unwrap()).unwrap();
        }
    }

    /// Words of notes that it has ever seen.
    pub(crate) fn notes(&self) -> Vec<String> {
        self.page.lock().unwrap().notes.clone()
    }

    /// Words of notes as often as they stand on its page.
    pub(crate) fn shown_notes(&self) -> Vec<String> {
        self.page.lock().unwrap().regions.values().flat_map(|html| words(NOTE, html)).collect()
    }

    /// Whether this item of the checklist stands ticked on its page.
    pub(crate) fn has_ticked(&self, item: &str) -> bool {
        let page = self.page.lock().unwrap();
        let buttons = page.regions.values().flat_map(|html| html.split("<button").skip(1));
        let mut buttons = buttons.map(|rest| rest.split('>').next().unwrap_or_default());
        buttons.any(|button| button.contains(&format!("value=\"{item}\"")) && button.contains("aria-checked=\"true\""))
    }

    /// Up to which event its page is drawn.
    pub(crate) fn seq(&self) -> i64 {
        self.page.lock().unwrap().seq
    }

    /// Words that stand in its copy of the post-mortem.
    pub(crate) fn typed(&self, scene: &Scene) -> Vec<String> {
        let page = self.page.lock().unwrap();
        let text = page.text.get_or_insert_text(scene.section.as_str());
        words(TYPED, &text.get_string(&page.text.transact()))
    }
}
