use domain::people::Email;
use serde_json::{Map, Value};

/// Who a provider says that somebody is, once all that can be checked was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Proof {
    pub(super) subject: String,
    /// Absent unless the provider says that it has verified it.
    pub(super) email: Option<Email>,
    pub(super) name: Option<String>,
    pub(super) groups: Vec<String>,
}

impl Proof {
    /// From the claims of the ID token, and what else the provider told of the same subject.
    pub(super) fn read(subject: String, token: &Map<String, Value>, user_info: &Map<String, Value>, groups_claim: &str) -> Self {
        // Address and verification come from one place: a verified one and another one make no third.
        let from = if token.contains_key("email") { token } else { user_info };
        let is_verified = matches!(from.get("email_verified"), Some(Value::Bool(true)));
        let email = text(from, "email").filter(|_| is_verified).and_then(|email| Email::parse(&email).ok());
        let either = |claim: &str| text(token, claim).or_else(|| text(user_info, claim));
        let groups = token.get(groups_claim).or_else(|| user_info.get(groups_claim));
        Self { subject, email, name: either("name").or_else(|| either("preferred_username")), groups: words(groups) }
    }
}

/// Whether the token says all that is asked for, so that nothing else need be looked up.
pub(super) fn is_complete(token: &Map<String, Value>, groups_claim: Option<&str>) -> bool {
    token.contains_key("email") && groups_claim.is_none_or(|claim| token.contains_key(claim))
}

fn text(claims: &Map<String, Value>, claim: &str) -> Option<String> {
    claims.get(claim)?.as_str().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}

/// A list of names; one name alone is a list of one.
fn words(groups: Option<&Value>) -> Vec<String> {
    match groups {
        Some(Value::Array(groups)) => groups.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        Some(Value::String(group)) => vec![group.clone()],
        _ => vec![],
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(token: &Value, user_info: &Value) -> Proof {
        Proof::read("7".to_owned(), token.as_object().unwrap(), user_info.as_object().unwrap(), "groups")
    }

    #[test]
    fn an_address_counts_only_with_the_word_that_it_is_verified_from_the_same_place() {
        let ada = Email::parse("ada@example.org").ok();
        let email = |token: Value, user_info: Value| read(&token, &user_info).email;
        assert_eq!(email(json!({"email": "Ada@example.org", "email_verified": true}), json!({})), ada);
        assert_eq!(email(json!({}), json!({"email": "ada@example.org", "email_verified": true})), ada);
        assert_eq!(email(json!({"email": "ada@example.org"}), json!({"email_verified": true})), None);
        assert_eq!(
            email(
                json!({"email": "eve@example.org", "email_verified": false}),
                json!({"email": "ada@example.org", "email_verified": true})
            ),
            None
        );
        assert_eq!(email(json!({"email": "ada@example.org", "email_verified": "yes"}), json!({})), None);
    }

    #[test]
    fn groups_are_a_list_or_one_name() {
        assert_eq!(read(&json!({"groups": ["a", 7, "b"]}), &json!({})).groups, ["a", "b"]);
        assert_eq!(read(&json!({}), &json!({"groups": "a"})).groups, ["a"]);
        assert_eq!(read(&json!({"groups": {"a": true}}), &json!({})).groups, Vec::<String>::new());
    }
}
