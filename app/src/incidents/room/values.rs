use domain::{checklists::Parameter, ids::ChecklistId, runbooks::MarkerKind};
use leptos::{prelude::*, server_fn::ServerFn};

use super::{form::RoomForm, shown::Shown};
use crate::{
    flash::Flash,
    incidents::room_api::SetValues,
    live::Region,
    ui::{IntoHtml, Moment},
};

/// What the items of a checklist leave to be filled in: asked for here, and shown in the items.
#[component]
pub(super) fn Values(room: Shown, id: ChecklistId) -> impl IntoView {
    let parameters = room.part(|incident| incident.checklist(id).map(|list| list.parameters.clone()).unwrap_or_default());
    if parameters.is_empty() {
        return ().into_html();
    }
    let (asked, secrets): (Vec<Parameter>, Vec<Parameter>) = parameters.into_iter().partition(Parameter::is_asked);
    let given = asked.iter().filter(|parameter| parameter.value.is_some()).count();
    let count = if asked.is_empty() { "nothing to fill in".to_owned() } else { format!("{given} of {} filled in", asked.len()) };
    let (region, head) = (format!("values-{id}"), format!("values-head-{id}"));
    let refused = Refused::of(id);
    let open = given < asked.len() || refused.is_some();
    let may_fill = room.may_work() && !asked.is_empty();
    view! {
        <Region tag="details" id=region.clone()><details class="window values" id=region open=open>
            <Region tag="summary" id=head.clone()><summary class="window-head" id=head>
                <h4>"Values"</h4><small>{count}</small>
            </summary></Region>
            {if may_fill {
                view! { <Fill room id asked refused/> }.into_html()
            } else {
                asked.into_iter().map(|parameter| view! { <Given parameter/> }).collect_view().into_html()
            }}
            <Secrets secrets/>
        </details></Region>
    }
    .into_html()
}

#[component]
fn Fill(room: Shown, id: ChecklistId, asked: Vec<Parameter>, refused: Option<Refused>) -> impl IntoView {
    let fields = asked.into_iter().enumerate().map(|(at, parameter)| {
        view! { <ValueField id at parameter refused=refused.clone()/> }
    });
    let fields = fields.collect_view();
    view! {
        <RoomForm room action=SetValues::PATH about=format!("values-{id}") class="values-form" label="Values".to_owned() attr:data-keeps="">
            <input type="hidden" name="checklist" value=id.to_string()/>
            {fields}
            <button class="button" data-size="small" type="submit">"Save values"</button>
        </RoomForm>
    }
}

/// A field for what stands in a placeholder's stead. `was` is what the form began with: only what differs is a change, so
/// that two people who fill in different values don't undo each other.
#[component]
fn ValueField(id: ChecklistId, at: usize, parameter: Parameter, refused: Option<Refused>) -> impl IntoView {
    let field = format!("value-{id}-{at}");
    let part = |part: &str| format!("values[{at}][{part}]");
    let was = parameter.text().to_owned();
    let shown = refused.as_ref().and_then(|refused| refused.typed(&part("value"))).unwrap_or_else(|| was.clone());
    let complaint = refused.as_ref().and_then(|refused| refused.complaint(&parameter.name));
    let typing = Typing::of(&parameter);
    let said_by = parameter.value.as_ref().map(|value| view! { {value.by.name().to_owned()}" "<Moment at=value.at/> });
    let remark = format!("{field}-by");
    let is_refused = complaint.is_some();
    view! {
        <div class="field">
            <label for=field.clone()>{parameter.name.clone()}</label>
            <input class="input" data-size="small" id=field.clone() name=part("value") value=shown type=typing.kind
                inputmode=typing.keys pattern=typing.pattern title=typing.wanted maxlength=Parameter::MOST.to_string()
                autocomplete="off" autocapitalize="off" spellcheck="false"
                aria-invalid=is_refused.then_some("true") aria-describedby=remark.clone()/>
            <input type="hidden" name=part("name") value=parameter.name/>
            <input type="hidden" name=part("was") value=was data-was=field/>
            <small id=remark class:error=is_refused>{match complaint {
                Some(complaint) => complaint.into_html(),
                None => said_by.into_html(),
            }}</small>
        </div>
    }
}

/// What a field lets people type, by the kind of its placeholder. The server says the same in a sentence.
#[derive(Default)]
struct Typing {
    kind: &'static str,
    keys: Option<&'static str>,
    pattern: Option<&'static str>,
    wanted: Option<&'static str>,
}

impl Typing {
    fn of(parameter: &Parameter) -> Self {
        let text = Self { kind: "text", ..Self::default() };
        match parameter.kind {
            MarkerKind::Text | MarkerKind::SecretRef => text,
            MarkerKind::Number => {
                let pattern = Some(r"\s*-?[0-9]+(\.[0-9]+)?\s*");
                Self { keys: Some("decimal"), pattern, wanted: Some("A number in digits, such as 42"), ..text }
            }
            MarkerKind::Date => Self { kind: "date", ..text },
            MarkerKind::Address => {
                let (pattern, wanted) = (Some(r"\s*[0-9A-Za-z_.:\/\-]+\s*"), Some("An address, such as 10.0.3.7 or 10.0.3.0/24"));
                Self { keys: Some("url"), pattern, wanted, ..text }
            }
        }
    }
}

/// For those who may only read.
#[component]
fn Given(parameter: Parameter) -> impl IntoView {
    let value = parameter.value.map_or_else(
        || view! { <span class="quiet">"not filled in yet"</span> }.into_html(),
        |value| view! { <mark class="given">{value.text}</mark>" "<small class="quiet">{value.by.name().to_owned()}" "<Moment at=value.at/></small> }.into_html(),
    );
    view! { <p class="value">{parameter.name}": "{value}</p> }
}

#[component]
fn Secrets(secrets: Vec<Parameter>) -> impl IntoView {
    let names: Vec<String> = secrets.into_iter().map(|parameter| parameter.name).collect();
    let words = match names.as_slice() {
        [] => return None,
        [one] => format!("{one} is a secret: look it up where it is kept. Nothing of it is stored here."),
        all => format!("{} are secrets: look them up where they are kept. Nothing of them is stored here.", all.join(", ")),
    };
    Some(view! { <p class="value second">{words}</p> })
}

/// A form that was refused, so that a page without script shows it again with all that was typed.
#[derive(Clone)]
struct Refused(Flash);

impl Refused {
    fn of(id: ChecklistId) -> Option<Self> {
        let is_this =
            |flash: &Flash| flash.action == SetValues::PATH && flash.typed("checklist") == Some(id.to_string().as_str());
        use_context::<Flash>().filter(is_this).map(Self)
    }

    fn typed(&self, field: &str) -> Option<String> {
        self.0.typed(field).map(str::to_owned)
    }

    fn complaint(&self, name: &str) -> Option<String> {
        self.0.fault.as_ref().filter(|fault| fault.field() == Some(name)).map(ToString::to_string)
    }
}
