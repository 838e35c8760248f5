/// Every server function with a body that is well formed, in the order in which it is called. `{…}` is filled in
/// from the scene. What ends a session comes last.
pub(crate) const CALLS: &[(&str, &[(&str, &str)])] = &[
    // Incidents.
    ("list_incidents", &[("filter[state]", "open"), ("filter[severity]", "")]),
    ("load_declare_choices", &[]),
    ("declare_incident", &[("title", "Search is empty"), ("severity", "p2")]),
    ("load_room", &[("number", "{incident}")]),
    ("load_wall", &[("number", "{incident}")]),
    ("acknowledge_incident", &[("number", "{incident}")]),
    ("assign_role", &[("number", "{incident}"), ("role", "Scribe"), ("person", "{eve}")]),
    ("regrade_incident", &[("number", "{incident}"), ("severity", "p1"), ("reason", "More orders fail.")]),
    ("add_note", &[("number", "{incident}"), ("text", "Looked at the graphs.")]),
    ("revise_facts", &[("number", "{incident}"), ("impact", "Orders fail.")]),
    ("start_checklist", &[("number", "{incident}"), ("plan", "triage")]),
    ("tick_item", &[("number", "{incident}"), ("checklist", "{checklist}"), ("check", "imm-1")]),
    ("assign_item", &[("number", "{incident}"), ("checklist", "{checklist}"), ("item", "imm-1"), ("person", "{eve}")]),
    ("note_item", &[("number", "{incident}"), ("checklist", "{checklist}"), ("item", "imm-1"), ("text", "Seen.")]),
    ("add_item", &[("number", "{incident}"), ("checklist", "{checklist}"), ("group", "imm"), ("text", "Look again")]),
    ("choose_branch", &[("number", "{incident}"), ("checklist", "{checklist}"), ("decision", "d-1"), ("branch", "yes")]),
    (
        "set_item_aside",
        &[
            ("number", "{incident}"),
            ("checklist", "{checklist}"),
            ("item", "imm-1"),
            ("aside", "skipped"),
            ("reason", "Done before."),
        ],
    ),
    // Without a recovery check: the gate is overridden, which only some may.
    ("enter_stage", &[("number", "{incident}"), ("stage", "resolved"), ("override_reason", "The vendor says so.")]),
    ("reopen_incident", &[("number", "{incident}"), ("reason", "It is back.")]),
    ("check_recovery", &[("number", "{incident}"), ("statement", "Orders pass."), ("verdict", "passed")]),
    ("waive_prevention", &[("number", "{incident}"), ("reason", "Nothing to prevent.")]),
    // Action items.
    ("load_actions", &[("filter[mine]", ""), ("filter[kind]", ""), ("filter[state]", "")]),
    (
        "add_action_item",
        &[("title", "Set a lock timeout"), ("owner", "{eve}"), ("due", "{tomorrow}"), ("incident", "{incident}")],
    ),
    ("load_action_item", &[("number", "{action_item}")]),
    ("start_action_item", &[("number", "{action_item}")]),
    ("reassign_action_item", &[("number", "{action_item}"), ("owner", "{eve}")]),
    ("reschedule_action_item", &[("number", "{action_item}"), ("due", "{tomorrow}"), ("reason", "The vendor is late.")]),
    ("complete_action_item", &[("number", "{action_item}"), ("proof", "https://example.org/changes/7")]),
    ("reopen_action_item", &[("number", "{action_item}"), ("reason", "It came back.")]),
    // Now and the settings.
    ("load_needs", &[]),
    ("answer_incident", &[("number", "{incident}")]),
    ("load_agreed", &[]),
    ("revise_contacts", &[("contacts[0][role]", "CTO"), ("contacts[0][email]", "cto@example.org")]),
    (
        "revise_severities",
        &[
            ("rules[p0][name]", "critical"),
            ("rules[p1][name]", "major"),
            ("rules[p2][name]", "minor"),
            ("rules[p3][name]", "low"),
        ],
    ),
    // Search: what is found is only what the lists show anyway.
    ("search_everything", &[("q", "checkout")]),
    // Diagnostics: without targets, who may ask is told how to get one.
    ("load_diagnostics", &[]),
    ("self_test_target", &[("target", "orders-db")]),
    ("load_probe", &[("number", "{incident}"), ("checklist", "{checklist}"), ("item", "imm-1")]),
    ("run_probe", &[("number", "{incident}"), ("target", "orders-db"), ("title", "Sessions"), ("statement", "SELECT 1")]),
    // Post-mortems. Whether somebody is a reviewer of this one is decided after the role.
    ("start_postmortem", &[("number", "{incident}")]),
    ("list_postmortems", &[]),
    ("load_postmortem", &[("number", "{incident}")]),
    ("save_section", &[("number", "{incident}"), ("section", "{section}"), ("text", "The pool was small."), ("base", "")]),
    ("request_review", &[("number", "{incident}"), ("reviewer", "{eve}")]),
    ("ask_for_changes", &[("number", "{incident}"), ("comment", "Say why.")]),
    ("approve_postmortem", &[("number", "{incident}")]),
    // Figures.
    ("load_figures", &[("reach", "Quarter")]),
    // Runbooks.
    ("load_reviews", &[]),
    ("load_runbook_health", &[("slug", "{runbook}")]),
    ("load_library", &[("filter[query]", ""), ("filter[overdue]", "false"), ("filter[after]", "")]),
    ("load_runbook", &[("slug", "{runbook}")]),
    ("load_handbook_section", &[("source", "{source}"), ("ordinal", "{ordinal}")]),
    ("start_runbook_checklist", &[("slug", "{runbook}"), ("incident", "{incident}")]),
    ("review_runbook", &[("slug", "{runbook}"), ("outcome", "still_valid"), ("note", ""), ("next_review", "{next_year}")]),
    ("load_import_form", &[]),
    ("load_import_preview", &[("id", "{preview}")]),
    ("import_runbooks", &[("id", "{preview}")]),
    // People.
    ("load_people", &[]),
    ("invite_person", &[("email", "fay@example.org"), ("role", "viewer")]),
    ("withdraw_invitation", &[("invited", "fay@example.org")]),
    ("change_role", &[("person", "{eve}"), ("role", "responder")]),
    ("disable_person", &[("person", "{eve}")]),
    ("enable_person", &[("person", "{eve}")]),
    // Joining: for those whom nobody knows, who prove themselves by what they send.
    ("load_sign_in", &[("next", "/")]),
    ("sign_in", &[("email", "ada@example.org"), ("password", "not the right password"), ("next", "/")]),
    ("load_invitation", &[("token", "not-a-token")]),
    ("accept_invitation", &[("token", "not-a-token"), ("name", "Mallory"), ("password", "a password to get in with")]),
    ("check_set_up_link", &[("token", "not-a-token")]),
    (
        "set_up",
        &[
            ("token", "not-a-token"),
            ("name", "Mallory"),
            ("email", "mallory@example.org"),
            ("password", "a password to get in with"),
        ],
    ),
    // One's own account.
    ("load_account", &[]),
    ("rename_self", &[("name", "Somebody Else")]),
    ("change_password", &[("password", "not the right password"), ("new_password", "another horse, not stapled")]),
    ("end_session", &[("session", "not-one-of-theirs")]),
    ("sign_out_everywhere", &[]),
    ("sign_out", &[]),
];
