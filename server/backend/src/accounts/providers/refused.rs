use domain::Refusal;

use super::provider::Provider;
use crate::Error;

/// Why somebody is not signed in by a provider. As it displays itself it is for the log: it holds no token and no code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum Why {
    #[error("the provider can't be used: {0}")]
    Unusable(String),
    #[error("no attempt of this browser waits for such an answer")]
    NotAsked,
    #[error("the answer names another issuer, or none where the provider promises one")]
    AnotherIssuer,
    #[error("the provider answered with the error {0}")]
    SaidNo(String),
    #[error("the provider did not take the code: {0}")]
    CodeRefused(String),
    #[error("the proof of identity does not hold: {0}")]
    BadProof(String),
    #[error("the provider gives no address that it has verified")]
    Unverified,
    #[error("another subject is linked to the account with this address")]
    AnotherSubject,
    #[error("there is no account with this address, and newcomers are not admitted")]
    NoAccount,
    #[error("none of the groups has a role")]
    NoRole,
    #[error("the account is disabled")]
    Disabled,
}

impl Why {
    /// For the person: what is so, and what to do next.
    pub(super) fn sentence(&self, name: &str) -> String {
        match self {
            Self::Unusable(_) => format!(
                "{name} can't be used just now. Try again in a minute, or sign in with your password; if it stays, tell an \
                 administrator, whom “tocsin doctor” tells why."
            ),
            Self::NotAsked => "This answer belongs to no sign-in that this browser began within the last ten minutes, so it was \
                               not used. Begin again below."
                .to_owned(),
            Self::AnotherIssuer => format!(
                "The answer did not come from {name}, so it was not used. Begin again below; if it stays, tell an administrator."
            ),
            Self::SaidNo(_) => {
                format!("{name} did not sign you in. Begin again below, or ask whoever runs {name} whether you may use Tocsin.")
            }
            Self::CodeRefused(_) => {
                format!("{name} did not confirm this sign-in, so nobody was signed in. Begin again below.")
            }
            Self::BadProof(_) => format!(
                "What {name} sent to prove who you are does not hold, so nobody was signed in. Begin again below; if it stays, \
                 tell an administrator: the log says what was wrong."
            ),
            Self::Unverified => format!(
                "{name} has not verified your e-mail address, so it proves nothing here. Have it verified there, then begin \
                 again, or sign in with your password."
            ),
            Self::AnotherSubject => format!(
                "The account with your address belongs to another identity at {name}. Sign in with your password, or ask an \
                 administrator to look into it."
            ),
            Self::NoAccount => {
                "There is no account with your address here. Ask an administrator for an invitation, then begin again.".to_owned()
            }
            Self::NoRole => {
                format!("None of your groups at {name} has a role in Tocsin. Ask an administrator which group you should be in.")
            }
            Self::Disabled => "This account is disabled. Ask an administrator to enable it.".to_owned(),
        }
    }
}

/// Said aloud, and noted for the operator.
pub(super) fn refuse(provider: &Provider, why: &Why) -> Error {
    tracing::warn!(provider = provider.key, %why, "a sign-in by a provider was refused");
    Refusal::unlawful(why.sentence(&provider.name)).into()
}
