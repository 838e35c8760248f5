use domain::{incidents::Severity, runbooks::Whom};
use leptos::prelude::*;

use crate::ui::{Choice, Field, Select};

/// Owner, severity and review interval of many runbooks of an import at once.
#[component]
pub fn Many() -> impl IntoView {
    let whom = Whom::ALL.map(|whom| Choice::new(whom.word(), whom.label()));
    view! {
        <fieldset class="offers many">
            <legend>"For many at once"</legend>
            <Select label="Which runbooks" name="whom" choices=whom.to_vec()/>
            <Field label="Owners" name="owners" placeholder="as they are" hint="several parted by commas" maxlength=500/>
            <Select label="Severity" name="severity" choices=severities("as they are")/>
            <Select label="Reviewed every" name="review_days" choices=intervals()/>
            <div class="buttons">
                <button class="button" data-size="small" type="submit" name="look" value="again">"Apply to these"</button>
                <button class="button" data-size="small" data-kind="quiet" type="submit" name="look" value="back">"Take back what was said"</button>
            </div>
        </fieldset>
    }
}

/// The severities, and that it stays as it is.
fn severities(unsaid: &str) -> Vec<Choice> {
    let each = Severity::ALL.map(|severity| Choice::new(severity.word(), severity.label()));
    std::iter::once(Choice::new("", unsaid)).chain(each).collect()
}

fn intervals() -> Vec<Choice> {
    let each = [30_u16, 60, 90, 180, 365].map(|days| Choice::new(days.to_string(), format!("{days} days")));
    std::iter::once(Choice::new("", "as they are")).chain(each).collect()
}
