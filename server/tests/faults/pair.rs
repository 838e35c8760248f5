use std::time::Duration;

use backend::{Ask, Backend};
use domain::{
    checklists::ItemState,
    live::SESSION_ENDED,
    people::{Role, Who},
};

use crate::{
    clock::off_as_told,
    kill::{IN_STEP, is_all_there},
    load::{self, Ledger, NOTE, Scene, words},
    proxy, so_many,
    support::{Browser, Server, postgres::Scratch},
    witness::Witness,
};

/// How many are declared at once.
const INCIDENTS: usize = 5;

/// Two servers on one PostgreSQL.
pub(crate) struct Pair {
    pub(crate) one: Server,
    pub(crate) two: Server,
    _scratch: Scratch,
}

impl Pair {
    pub(crate) async fn start() -> Self {
        Self::start_under(&[]).await
    }

    /// Both as the last arguments of another program.
    async fn start_under(under: &[&str]) -> Self {
        let scratch = Scratch::new().await;
        let one = Server::start_under(under, &["--database-url", &scratch.url]).await;
        let two = Server::start_under(under, &["--database-url", &scratch.url]).await;
        Self { one, two, _scratch: scratch }
    }

    /// All that the two have written.
    fn letters(&self) -> Vec<Letter> {
        [&self.one, &self.two].into_iter().flat_map(written).collect()
    }

    /// Waits until they have written so many letters, and know of each that it has left.
    async fn have_written(&self, backend: &Backend, letters: usize) {
        for _ in 0..300 {
            let mail = backend.check_mail(Ask::by(&Who::tocsin())).await.unwrap();
            if self.letters().len() >= letters && mail.said.starts_with("0 letters waiting") {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("of {letters} letters there are {:?}", self.letters());
    }
}

/// The same person, as a proxy in turns sends them to either.
fn at(server: &Server, cookies: &str) -> Browser {
    Browser::with_cookies(&server.url, cookies)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_done_on_one_server_is_seen_on_the_other_and_a_session_holds_on_both() {
    let pair = Pair::start().await;
    let ada = pair.one.joined("Ada", Role::Commander).await;
    let there = at(&pair.two, &ada.cookies());
    assert_eq!(there.get("/settings/account").await.status(), 200);
    let backend = pair.one.backend().await;
    let scene = Scene::set(&backend, 1).await;
    let number = scene.number.to_string();
    let witness = Witness::default();
    let eyes = tokio::spawn({
        let (witness, there, scene) = (witness.clone(), there.clone(), scene.clone());
        async move { witness.look(&there, &scene).await }
    });
    let word = format!("{NOTE}77z");
    ada.call("add_note", &[("number", &number), ("text", &word)]).await;
    for _ in 0..100 {
        if words(NOTE, &witness.notes().join(" ")).contains(&word) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert!(witness.notes().contains(&word), "a note made on one is not seen on the other");
    // Through a proxy that sends one to this server and one to the other: the page, which is open at the second, shows both.
    let through = Browser::with_cookies(&proxy::before(&[&pair.one, &pair.two]).await, &ada.cookies());
    let (checklist, items) = (scene.checklist.to_string(), ["item-0-7", "item-0-8"]);
    assert!(!items.iter().any(|item| witness.has_ticked(item)), "nobody has ticked them");
    for item in items {
        let ticked = through.call("tick_item", &[("number", &number), ("checklist", &checklist), ("check", item)]).await;
        assert!(ticked.status().is_success() || ticked.status().is_redirection(), "{ticked:?}");
    }
    for _ in 0..100 {
        if items.iter().all(|item| witness.has_ticked(item)) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert!(items.iter().all(|item| witness.has_ticked(item)), "a tick made on either is not seen on the other");
    eyes.abort();
}

/// So soon an end is felt, wherever the session is open.
const SOON: Duration = Duration::from_secs(5);

#[tokio::test(flavor = "multi_thread")]
async fn what_ends_a_session_on_one_server_ends_it_and_its_pages_on_the_other() {
    let pair = Pair::start().await;
    let dev = pair.one.joined("Dev", Role::Admin).await;
    let (ada, ben) = (pair.one.joined("Ada", Role::Commander).await, pair.one.joined("Ben", Role::Responder).await);
    let [adas, bens, devs] = [&ada, &ben, &dev].map(|browser| at(&pair.two, &browser.cookies()));
    let (mut adas_page, mut bens_page, mut devs_page) = (adas.open_live().await, bens.open_live().await, devs.open_live().await);
    ada.call("sign_out", &[]).await;
    assert_eq!(adas_page.ended_within(SOON).await, Some(SESSION_ENDED));
    dev.call("disable_person", &[("person", &pair.one.id_of("Ben").await)]).await;
    assert_eq!(bens_page.ended_within(SOON).await, Some(SESSION_ENDED));
    for gone in [adas, bens] {
        assert_eq!(gone.call("load_account", &[]).await.status(), 401);
        assert_eq!(gone.knock_live(gone.url()).await.status(), 401);
    }
    assert_eq!(devs_page.ended_within(Duration::from_millis(300)).await, None, "who did it goes on");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_two_is_killed_and_the_other_carries_on_with_the_same_browsers() {
    let mut pair = Pair::start().await;
    let cookies =
        [pair.one.joined("Ada", Role::Commander).await.cookies(), pair.two.joined("Ben", Role::Commander).await.cookies()];
    for _ in 0..so_many(1, 20) {
        the_first_is_killed(&mut pair, &cookies).await;
        pair.one.start_again().await;
        // Each in its turn.
        std::mem::swap(&mut pair.one, &mut pair.two);
    }
}

async fn the_first_is_killed(pair: &mut Pair, [adas, bens]: &[String; 2]) {
    let (ada, ben) = (at(&pair.one, adas), at(&pair.two, bens));
    let backend = pair.two.backend().await;
    let scene = Scene::set(&backend, 2).await;
    let (ledger, witness) = (Ledger::default(), Witness::default());
    let eyes = tokio::spawn({
        let (witness, ada, scene) = (witness.clone(), ada.clone(), scene.clone());
        async move { witness.look(&ada, &scene).await }
    });
    let on_one = tokio::spawn(load::tick(ada.clone(), scene.clone(), 0, ledger.clone()));
    let on_two = tokio::spawn(load::tick(ben, scene.clone(), 1, ledger.clone()));
    let acknowledged = |who: &str| ledger.lock().unwrap().ticks.keys().filter(|key| key.starts_with(who)).count();
    while acknowledged("item-0-") < 10 || acknowledged("item-1-") < 10 {
        assert!(!on_one.is_finished() && !on_two.is_finished(), "somebody was refused");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    pair.one.kill9();
    on_one.await.unwrap();
    eyes.await.unwrap();
    // Before anybody ticks again: that would heal what was lost.
    let before = ledger.lock().unwrap().clone();
    is_all_there(&backend, &scene, &before, &witness).await;
    // Whoever was on the first goes on at the second, with what is left to do.
    let moved = at(&pair.two, adas);
    load::tick(moved.clone(), scene.clone(), 0, ledger.clone()).await;
    on_two.await.unwrap();
    let incident = backend.incident(Ask::by(&Who::tocsin()), scene.number).await.unwrap();
    let list = incident.checklist(scene.checklist).unwrap();
    let left = list.groups.iter().flat_map(|group| &group.items).filter(|item| item.state != ItemState::Done).count();
    assert_eq!(left, 0, "all of them could be ticked");
    assert!(witness.catches_up(&moved, &scene, IN_STEP, |witness| witness.seq() >= incident.seq).await);
    backend.db.close().await;
}

/// To whom, about what, and why.
pub(crate) type Letter = (String, String, &'static str);

const AT_ONCE: &str = "A P0 calls the Incident Commander at once.";
pub(crate) const UNANSWERED: &str = "Nobody acknowledged it by ";

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_two_servers_watch_calls_once() {
    let folder = tempfile::tempdir().unwrap();
    let (file, next) = (folder.path().join("clock"), folder.path().join("next"));
    // Put in place whole, since both servers read it at any moment.
    let tell = |by: &str| {
        std::fs::write(&next, by).unwrap();
        std::fs::rename(&next, &file).unwrap();
    };
    tell("+0m");
    let under = off_as_told(&file);
    let pair = Pair::start_under(&under.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let ada = pair.one.joined("Ada", Role::Admin).await;
    // Critical: those whom the matrix names are called at once, and once more when nobody has answered after five minutes.
    let contacts = [("contacts[0][role]", "Incident commander"), ("contacts[0][email]", "lead@example.org")];
    ada.call("revise_contacts", &contacts).await;
    for n in 0..INCIDENTS {
        let title = format!("Checkout times out {n}");
        let answer = ada.call("declare_incident", &[("title", &title), ("severity", "p0")]).await;
        assert!(answer.status().is_success() || answer.status().is_redirection());
    }
    let backend = pair.two.backend().await;
    pair.have_written(&backend, INCIDENTS).await;
    tell("+6m");
    pair.have_written(&backend, 2 * INCIDENTS).await;
    // Longer than anybody may have a timer or a letter in hand: what was not settled would be taken up again by now.
    tell("+10m");
    tokio::time::sleep(Duration::from_secs(3)).await;
    let letter = |n: usize, why| ("lead@example.org".to_owned(), format!("P0 INC-{}: Checkout times out {n}", n + 1), why);
    let mut expected: Vec<Letter> = (0..INCIDENTS).flat_map(|n| [letter(n, AT_ONCE), letter(n, UNANSWERED)]).collect();
    let mut letters = pair.letters();
    expected.sort();
    letters.sort();
    assert_eq!(letters, expected);
}

/// What this server has written.
pub(crate) fn written(server: &Server) -> Vec<Letter> {
    let Ok(files) = std::fs::read_dir(server.data().join("mail")) else { return vec![] };
    let letters = files.flatten().map(|file| std::fs::read_to_string(file.path()).unwrap());
    let read = |letter: String| {
        let head = |name: &str| letter.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default().to_owned();
        let why = [AT_ONCE, UNANSWERED].into_iter().find(|why| letter.contains(*why)).unwrap_or("neither");
        (head("To: "), head("Subject: "), why)
    };
    letters.map(read).collect()
}
