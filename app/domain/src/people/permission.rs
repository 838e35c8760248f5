use serde::{Deserialize, Serialize};

use super::Role;

/// Something that not everybody may do. One table, [`Permission::least`], says who may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    Read,
    DeclareIncident,
    WorkOnIncident,
    AssignRole,
    OverrideGate,
    RunProbe,
    ImportRunbooks,
    ProposeChange,
    ReviewRunbook,
    WritePostmortem,
    ApprovePostmortem,
    ManageActionItems,
    ManagePeople,
    ChangeSettings,
}

impl Permission {
    pub const ALL: [Self; 14] = [
        Self::Read,
        Self::DeclareIncident,
        Self::WorkOnIncident,
        Self::AssignRole,
        Self::OverrideGate,
        Self::RunProbe,
        Self::ImportRunbooks,
        Self::ProposeChange,
        Self::ReviewRunbook,
        Self::WritePostmortem,
        Self::ApprovePostmortem,
        Self::ManageActionItems,
        Self::ManagePeople,
        Self::ChangeSettings,
    ];

    /// The least role that may. The one place where this is decided.
    pub fn least(self) -> Role {
        match self {
            Self::Read => Role::Viewer,
            Self::DeclareIncident
            | Self::WorkOnIncident
            | Self::AssignRole
            | Self::RunProbe
            | Self::ProposeChange
            | Self::WritePostmortem
            | Self::ManageActionItems => Role::Responder,
            Self::OverrideGate | Self::ImportRunbooks | Self::ReviewRunbook | Self::ApprovePostmortem => Role::Commander,
            Self::ManagePeople | Self::ChangeSettings => Role::Admin,
        }
    }

    pub fn allows(self, role: Role) -> bool {
        role >= self.least()
    }

    /// What it is, as the end of "you may not …".
    pub fn verb(self) -> &'static str {
        match self {
            Self::Read => "read this",
            Self::DeclareIncident => "declare incidents",
            Self::WorkOnIncident => "work on incidents",
            Self::AssignRole => "assign roles",
            Self::OverrideGate => "override a gate",
            Self::RunProbe => "run diagnostics",
            Self::ImportRunbooks => "import runbooks",
            Self::ProposeChange => "propose changes of runbooks",
            Self::ReviewRunbook => "review runbooks",
            Self::WritePostmortem => "write post-mortems",
            Self::ApprovePostmortem => "approve post-mortems",
            Self::ManageActionItems => "change action items",
            Self::ManagePeople => "manage people",
            Self::ChangeSettings => "change settings",
        }
    }

    /// What to do next when it is refused.
    pub fn who_may(self) -> String {
        format!("It takes {}: ask one, or ask an administrator for that role.", self.least().with_article())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_may_do_what_is_a_table_under_review() {
        let mut table = String::from("permission          viewer responder commander admin\n");
        for permission in Permission::ALL {
            let cells: Vec<&str> = Role::ALL.iter().map(|role| if permission.allows(*role) { "yes" } else { "-" }).collect();
            let line =
                format!("{:<19} {:<6} {:<9} {:<9} {}\n", format!("{permission:?}"), cells[0], cells[1], cells[2], cells[3]);
            table.push_str(&line);
        }
        insta::assert_snapshot!(table);
    }
}
