//! Tabs that are open and do nothing.

use std::time::{Duration, Instant};

use domain::live::{ClientMessage, Topic};

use crate::{
    house::House,
    process::{Memory, processor_time},
    table::Table,
};

const WATCHERS: u32 = 5_000;
const REST: Duration = Duration::from_secs(3);

/// Opens so many in one room, reads whatever comes, and looks at the memory before and after.
pub(crate) async fn measure(house: &House, table: &mut Table) {
    let room = &house.rooms[0];
    let topic = Topic::Incident(room.id);
    let mut watching = tokio::task::JoinSet::new();
    // The first one has the room drawn, which all share.
    let mut before = Memory::of(house.server.pid());
    for n in 0..=WATCHERS {
        let mut tab = house.browser.open_live().await;
        tab.say(&ClientMessage::Watch { topic, after: room.events }).await;
        watching.spawn(async move { while tab.hear().await.is_some() {} });
        if n == 0 {
            tokio::time::sleep(REST).await;
            before = Memory::of(house.server.pid());
        }
    }
    tokio::time::sleep(REST).await;
    let after = Memory::of(house.server.pid());
    let grown = u32::try_from(after.resident.saturating_sub(before.resident)).unwrap();
    table.put(
        format!("{WATCHERS} idle watchers: memory for each (aim: 8 or less)"),
        f64::from(grown) / f64::from(WATCHERS),
        "KB",
    );
    let server = house.server.pid().to_string();
    let whose = [("the server's", server.as_str()), ("the generator's", "self")];
    let (before, began) = (whose.map(|(_, process)| processor_time(process)), Instant::now());
    tokio::time::sleep(REST).await;
    for ((who, process), before) in whose.into_iter().zip(before) {
        let spent = processor_time(process).saturating_sub(before);
        let share = 100.0 * spent.as_secs_f64() / began.elapsed().as_secs_f64();
        table.put(format!("{WATCHERS} idle watchers: {who} share of a processor"), share, "%");
    }
    assert!(watching.try_join_next().is_none(), "a watcher was sent away");
}
