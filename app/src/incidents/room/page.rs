use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::{body::Body, island::Room, shown::Tab};
use crate::{
    fault::Fault,
    incidents::room_api::{RoomView, load_room},
    runbooks::CopyButtons,
    ui::{FlashNotice, Frame, Place, Title, page},
};

/// `/incidents/42`: the room; with `?tab=time` or `?tab=facts` a narrow screen shows that column first.
#[component]
pub fn RoomPage() -> impl IntoView {
    let number = use_params_map().get_untracked().get("number").and_then(|number| number.parse().ok());
    let tab = Tab::of(&use_query_map().get_untracked().get("tab").unwrap_or_default());
    let load = async move {
        match number {
            Some(number) => load_room(number).await,
            None => Err(Fault::NotFound),
        }
    };
    page(load, move |room| view! { <Loaded room tab/> })
}

#[component]
fn Loaded(room: RoomView, tab: Tab) -> impl IntoView {
    let incident = &room.incident;
    let label = incident.label();
    let (id, seq) = (incident.id.0, incident.seq);
    let title = format!("{} {label} {} · Tocsin", incident.severity.label(), incident.title);
    let crumbs = vec![("Incidents".to_owned(), "/incidents".to_owned())];
    view! {
        <Title text=title/>
        <Frame place=Place::Incidents crumbs here=label shape="room">
            <FlashNotice/>
            <CopyButtons/>
            <Room id seq><Body room tab/></Room>
        </Frame>
    }
}
