use std::time::Duration;

use backend::{Ask, Backend};
use chrono::Days;
use domain::{
    action_items::ActionItemSummary,
    people::{Role, Who},
};

use crate::{
    load::{self, Ledger, Scene, TYPED, words},
    support::{Browser, Server},
};

/// Nobody listens there, so that letters wait.
pub(crate) const NO_MAIL_SERVER: &str = "smtp://127.0.0.1:1";

/// Those who do other things than declaring: Eve types into a post-mortem, and Finn gives her something to do.
pub(crate) struct AtWork {
    eve: Browser,
    finn: Browser,
    /// Eve's.
    id: String,
    scene: Scene,
    ledger: Ledger,
    backend: Backend,
}

impl AtWork {
    /// Gives back once some of what Eve types is stored. She goes on for as long as the server runs.
    pub(crate) async fn begin(server: &Server) -> Self {
        let (eve, finn) = (server.joined("Eve", Role::Commander).await, server.joined("Finn", Role::Commander).await);
        let (id, backend) = (server.id_of("Eve").await, server.backend().await);
        let (scene, ledger) = (Scene::set(&backend, 1).await, Ledger::default());
        let typing = tokio::spawn(load::type_on(eve.clone(), scene.clone(), ledger.clone()));
        while ledger.lock().unwrap().typed.len() < 10 {
            assert!(!typing.is_finished(), "what Eve types is not taken");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Self { eve, finn, id, scene, ledger, backend }
    }

    /// Gives Eve something to do, of which a letter tells her that can't leave; and gives what there is from now on.
    pub(crate) async fn hold(self) -> Holdings {
        let due = (self.backend.clock.now().date_naive() + Days::new(7)).to_string();
        let incident = self.scene.number.to_string();
        let fields = [("title", "Set a lock timeout"), ("owner", &self.id), ("due", &due), ("incident", &incident)];
        let answer = self.finn.call("add_action_item", &fields).await;
        assert!(answer.status().is_success() || answer.status().is_redirection(), "{answer:?}");
        let item = self.backend.action_item(Ask::by(&Who::tocsin()), 1).await.unwrap();
        self.backend.db.close().await;
        let typed = self.ledger.lock().unwrap().typed.clone();
        Holdings { cookies: self.eve.cookies(), scene: self.scene, typed, item }
    }
}

/// What a database holds beside incidents.
pub(crate) struct Holdings {
    /// Of Eve, who is signed in.
    cookies: String,
    scene: Scene,
    /// Words of the post-mortem, each stored once.
    typed: Vec<String>,
    item: ActionItemSummary,
}

impl Holdings {
    /// All of it is in this database, into which a backup was restored, and a server works with it. Whoever has these cookies
    /// signed in after the backup.
    pub(crate) async fn are_in(&self, database_url: &str, later: &str) {
        let backend = Backend::open(database_url).await.unwrap();
        let tocsin = Who::tocsin();
        let ask = Ask::by(&tocsin);
        assert_eq!(backend.action_item(ask, self.item.number).await.unwrap(), self.item);
        let texts = backend.section_texts(ask, self.scene.postmortem.into()).await.unwrap();
        let text = words(TYPED, &texts.iter().find(|(key, _)| *key == self.scene.section).unwrap().1);
        for word in &self.typed {
            let times = text.iter().filter(|found| *found == word).count();
            assert_eq!(times, 1, "{word} stands {times} times in what was typed");
        }
        let mail = backend.check_mail(ask).await.unwrap();
        assert_eq!(mail.said, "1 letters waiting, 0 given up in the last 7 days");
        backend.db.close().await;

        let server = Server::start_with(&["--database-url", database_url]).await;
        let account = async |cookies: &str| Browser::with_cookies(&server.url, cookies).get("/settings/account").await.status();
        assert_eq!(account(self.cookies.as_str()).await, 200, "who was signed in then is signed in");
        assert_ne!(account(later).await, 200, "who signed in afterwards is not");
        let subject = format!("Subject: {} is yours: {}", self.item.label(), self.item.title);
        has_left(&server, "To: eve@example.org", &subject).await;
    }
}

/// Waits until the letter is a file. Where it was just being sent when the backup was made, that takes a minute.
async fn has_left(server: &Server, to: &str, subject: &str) {
    for _ in 0..1_200 {
        let files = std::fs::read_dir(server.data().join("mail")).into_iter().flatten().flatten();
        let letters: Vec<String> = files.map(|file| std::fs::read_to_string(file.path()).unwrap()).collect();
        if letters.iter().any(|letter| letter.contains(to) && letter.contains(subject)) {
            assert_eq!(letters.len(), 1, "{letters:?}");
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("no letter has left:\n{}", server.log());
}
