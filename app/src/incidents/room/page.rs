use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::{
    drawn::{Drawings, Opened},
    island::Room,
    shown::Tab,
};
use crate::{
    fault::Fault,
    request,
    runbooks::CopyButtons,
    ui::{FlashNotice, Frame, Html, Place, Title, page},
};

/// `/incidents/42`: the room; with `?tab=time` or `?tab=facts` a narrow screen shows that column first.
#[component]
pub fn RoomPage() -> impl IntoView {
    let number = use_params_map().get_untracked().get("number").and_then(|number| number.parse().ok());
    let tab = Tab::of(&use_query_map().get_untracked().get("tab").unwrap_or_default());
    let (drawings, flash) = (expect_context::<Drawings>(), request::flash());
    let asked = request::backend_and_who();
    let load = async move {
        let (backend, who) = asked?;
        let number = number.ok_or(Fault::NotFound)?;
        Ok(drawings.open(&backend, &who, number, tab, flash).await?)
    };
    page(load, move |opened| view! { <Loaded opened/> })
}

#[component]
fn Loaded(opened: Opened) -> impl IntoView {
    let Opened { id, seq, label, title, html } = opened;
    let crumbs = vec![("Incidents".to_owned(), "/incidents".to_owned())];
    view! {
        <Title text=title/>
        <Frame place=Place::Incidents crumbs here=label shape="room">
            <FlashNotice/>
            <CopyButtons/>
            <Room id seq>{Html::new(html)}</Room>
        </Frame>
    }
}
