use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use crate::{
    incidents::audience_api::NameOneself,
    ui::{Field, Form, TextArea, is_refused},
};

/// For administrators: the way to a restricted incident whose people have all left, or don't answer.
#[component]
pub(super) fn SeeRestricted() -> impl IntoView {
    view! {
        <section class="part" aria-labelledby="restricted">
            <div class="part-head"><h2 id="restricted">"Restricted incidents"</h2></div>
            <details class="fold" open=is_refused(NameOneself::PATH, "")>
                <summary>"See one that you are not named on"</summary>
                <Form action=NameOneself::PATH class="form">
                    <p class="second">
                        "You name yourself on it. Everybody who is named gets a letter and reads your reason. "
                        "It stays on the timeline."
                    </p>
                    <Field label="Number of the incident" name="number" required=true maxlength=20 placeholder="INC-7"/>
                    <TextArea label="Why you have to see it" name="reason" rows=2 required=true maxlength=1_000/>
                    <div class="buttons"><button class="button" type="submit">"Name yourself"</button></div>
                </Form>
            </details>
        </section>
    }
}
