//! Letters to somebody about their own account. None carries a token: until it is sent, a letter lies in a table in clear.

use chrono::{DateTime, Utc};
use domain::{
    log::Actor,
    people::{Email, Member},
};

use super::password_links::GOOD_FOR;
use crate::mail::Mail;

const TIME: &str = "%H:%M UTC on %Y-%m-%d";

/// A link was made with which a new password is chosen. They may not have asked for it.
pub(super) fn password_link_made(member: &Member, by: &Actor, at: DateTime<Utc>) -> Mail {
    // Tocsin makes one only when it is told to on the command line.
    let by = by.person().map_or("Somebody on the server's own machine", |person| person.name.as_str());
    let (email, until) = (&member.email, (at + GOOD_FOR).format(TIME));
    Mail {
        recipient: email.to_string(),
        subject: "A link to a new password was made for you".to_owned(),
        body: format!(
            "{by} made a link with which a new password is chosen for your account, {email}. It is not in this letter: \
             whoever made it hands it to you. It can be used once, until {until}.\n\n\
             Nothing has changed yet, and nothing does while nobody uses it.\n\n\
             If you did not ask for it, ask why it was made, and tell an administrator. Once you sign out everywhere, at \
             {{site}}/settings/account, or change your password there, the link is void.\n"
        ),
    }
}

/// Such a link was used. Whoever it was may be somebody else.
pub(super) fn password_chosen(email: &Email, at: DateTime<Utc>) -> Mail {
    let at = at.format(TIME);
    Mail {
        recipient: email.to_string(),
        subject: "A new password was chosen for your account".to_owned(),
        body: format!(
            "At {at} a new password was chosen for your account, {email}, with a link that had been made for that. Every \
             browser in which you were signed in is signed out.\n\n\
             If it was you, there is nothing to do. If it was not, somebody else can sign in as you: tell an administrator \
             at once, who can disable the account, and then make another link for you, with which it is enabled again.\n\n\
             {{site}}/sign-in\n"
        ),
    }
}
