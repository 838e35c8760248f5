use domain::{checklists::Lesson, ids::ChecklistId};
use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    api::{OfferLessonAgain, SetLessonAside},
    offer::plain,
};
use crate::ui::{Form, Hidden, Moment};

/// The form with which a lesson is set aside. What is typed and pressed stands with the lesson, in [`PutAside`].
#[component]
pub(super) fn AsideForm(lesson: String, number: i64, checklist: ChecklistId) -> impl IntoView {
    let id = form_of(&lesson);
    view! {
        <Form action=SetLessonAside::PATH of=lesson.clone() attr:id=id>
            <Hidden name="number" value=number.to_string()/>
            <Hidden name="checklist" value=checklist.to_string()/>
            <Hidden name="lesson" value=lesson/>
        </Form>
    }
}

/// Within the form of the proposal, where no other form may stand.
#[component]
pub(super) fn PutAside(lesson: String) -> impl IntoView {
    let (form, field) = (form_of(&lesson), format!("why-{lesson}"));
    view! {
        <details class="put-aside">
            <summary class="meta">"Set it aside for good"</summary>
            <div class="inline-form">
                <div class="field"><label for=field.clone()>"Why, if you like"</label>
                    <input class="input" id=field name="reason" form=form.clone() maxlength="500" autocomplete="off"/></div>
                <button class="button" data-size="small" type="submit" form=form>"Set aside"</button>
            </div>
        </details>
    }
}

/// What was set aside, and by whom; it can be offered again.
#[component]
pub(super) fn SetAsideList(lessons: Vec<Lesson>, number: i64, checklist: ChecklistId, may_propose: bool) -> impl IntoView {
    let count = lessons.len();
    let rows = lessons.into_iter().map(|lesson| {
        let said = lesson.aside.map(|aside| {
            let why = if aside.reason.is_empty() { String::new() } else { format!(": {}", aside.reason) };
            view! { <p class="second">{format!("Set aside by {}, ", aside.by.name())}<Moment at=aside.at dated=true/>{why}</p> }
        });
        view! {
            <li>
                <p><b>{plain(&lesson.text)}</b>", "{lesson.departure.words()}</p>
                {said}
                {may_propose.then(|| view! {
                    <Form action=OfferLessonAgain::PATH of=lesson.key.clone()>
                        <Hidden name="number" value=number.to_string()/>
                        <Hidden name="checklist" value=checklist.to_string()/>
                        <Hidden name="lesson" value=lesson.key/>
                        <button class="button" data-size="small" type="submit">"Offer it again"</button>
                    </Form>
                })}
            </li>
        }
    });
    let words = if count == 1 { "1 lesson was set aside".to_owned() } else { format!("{count} lessons were set aside") };
    (count > 0).then(|| {
        view! { <details class="were-aside"><summary>{words}</summary><ul>{rows.collect_view()}</ul></details> }
    })
}

fn form_of(lesson: &str) -> String {
    format!("aside-{lesson}")
}
