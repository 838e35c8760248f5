use std::collections::BTreeMap;

use super::Role;

/// Which role somebody has by the groups that their provider says they are in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Grants {
    /// Without any, the provider has no say in roles.
    pub by_group: BTreeMap<String, Role>,
    /// For those in none of the groups; absent: they are refused.
    pub otherwise: Option<Role>,
}

/// What the groups come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Granted {
    /// The provider says so, at each sign-in.
    Role(Role),
    /// The provider does not say: members keep what they have, newcomers begin with this, or not at all.
    Unsaid(Option<Role>),
    /// Roles go by groups, and none of theirs has one.
    Nothing,
}

impl Grants {
    /// The highest role of all groups. A group's name counts letter by letter.
    pub fn granted(&self, groups: &[String]) -> Granted {
        if self.by_group.is_empty() {
            return Granted::Unsaid(self.otherwise);
        }
        let highest = groups.iter().filter_map(|group| self.by_group.get(group)).max().copied();
        highest.or(self.otherwise).map_or(Granted::Nothing, Granted::Role)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grants(otherwise: Option<Role>) -> Grants {
        let by_group = [("oncall", Role::Responder), ("leads", Role::Commander)].map(|(group, role)| (group.to_owned(), role));
        Grants { by_group: by_group.into(), otherwise }
    }

    fn of(grants: &Grants, groups: &[&str]) -> Granted {
        grants.granted(&groups.iter().map(|group| (*group).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn the_highest_role_of_all_groups_counts() {
        assert_eq!(of(&grants(None), &["oncall", "leads", "chess"]), Granted::Role(Role::Commander));
        assert_eq!(of(&grants(Some(Role::Viewer)), &["oncall"]), Granted::Role(Role::Responder));
    }

    #[test]
    fn whoever_is_in_no_group_gets_what_is_agreed_for_that_or_nothing() {
        assert_eq!(of(&grants(Some(Role::Viewer)), &["chess", "Leads"]), Granted::Role(Role::Viewer));
        assert_eq!(of(&grants(None), &["chess"]), Granted::Nothing);
        assert_eq!(of(&grants(None), &[]), Granted::Nothing);
    }

    #[test]
    fn without_groups_the_provider_has_no_say() {
        assert_eq!(of(&Grants::default(), &["leads"]), Granted::Unsaid(None));
        assert_eq!(of(&Grants { otherwise: Some(Role::Viewer), ..Grants::default() }, &[]), Granted::Unsaid(Some(Role::Viewer)));
    }
}
