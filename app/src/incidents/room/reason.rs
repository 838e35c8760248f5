use leptos::prelude::*;

use crate::{flash::Flash, ui::filling};

/// The refusal that a form met, for a page without script.
pub(super) fn refused(action: &str) -> Option<Flash> {
    use_context::<Flash>().filter(|flash| flash.action == action && flash.fault.is_some())
}

/// The sentence of a refusal.
pub(super) fn complaint(refused: Option<&Flash>) -> Option<String> {
    refused?.fault.as_ref().map(ToString::to_string)
}

/// Why something is done. Where the form was refused, what was typed stands in it again, and below it the sentence.
#[component]
pub(super) fn Reason(
    id: &'static str,
    ask: &'static str,
    #[prop(optional)] required: bool,
    /// What its form met.
    refused: Option<Flash>,
) -> impl IntoView {
    let complaint = complaint(refused.as_ref());
    let is_refused = complaint.is_some();
    let typed = refused.as_ref().and_then(|flash| flash.typed("reason")).unwrap_or_default().to_owned();
    let remark = format!("{id}-error");
    let described = is_refused.then(|| remark.clone());
    view! {
        <div class="field"><label for=id>{ask}{(!required).then(|| view! { " "<small>"optional"</small> })}</label>
            <textarea class="input" id=id name="reason" rows="2" maxlength="1000" required=required
                aria-invalid=is_refused.then_some("true") aria-describedby=described inner_html=filling(&typed)></textarea>
            {complaint.map(|sentence| view! { <span class="error" id=remark>{sentence}</span> })}</div>
    }
}
