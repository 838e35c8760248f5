use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{api, contents::Contents, copy::CopyButtons, views::SectionView};
use crate::ui::{Frame, Place, Title, page};

/// `/runbooks/handbook/{source}/{ordinal}`: what came with the runbooks and is none.
#[component]
pub fn HandbookPage() -> impl IntoView {
    let params = use_params_map().get_untracked();
    let part = |name| params.get(name).unwrap_or_default();
    page(api::load_handbook_section(part("source"), part("ordinal")), |section| view! { <Leaf section/> })
}

#[component]
fn Leaf(section: SectionView) -> impl IntoView {
    let SectionView { title, file, page } = section;
    view! {
        <Title text=format!("{title} · Tocsin")/>
        <Frame place=Place::Runbooks crumbs=vec![("Runbooks".to_owned(), "/runbooks".to_owned())] here=title.clone()>
            <div class="head"><div class="head-line"><h1>{title.clone()}</h1></div><p class="meta"><span>"Handbook"</span><span>{file}</span></p></div>
            <div class="book">
                <Contents contents=page.contents.clone() on_phone=true/>
                <article class="text prose" inner_html=page.html></article>
                <aside aria-label="About this section"><Contents contents=page.contents on_phone=false/></aside>
            </div>
            <CopyButtons/>
        </Frame>
    }
}
