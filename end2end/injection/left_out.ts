// Texts that no payload is stored in, each with the reason. All of them are sent a few payloads nevertheless, to see that what
// comes back of them is words.

const closed = "one of a few words; another is refused";
const known = "names something that is there; another finds nothing";
const secret = "a password is never written into a page";
const address = "stands in the address of a page";
const moment = "a moment; anything else is refused";
const compared = "is compared, never shown";

/** By the field alone, or by the server function with the field. */
export const leftOut: Record<string, string> = {
  once: compared, next: "a path; where it leads is tried below", checklist: known, item: known, group: known, decision: known, branch: known, person: known, owner: known,
  postmortem: known, section: known, target: known, slug: known, source: address, ordinal: address, token: address, password: secret, new_password: secret,
  severity: closed, stage: closed, kind: closed, verdict: closed, aside: closed, outcome: closed, occurred_at: moment, impact_started_at: moment, detected_at: moment,
  "check_recovery.evidence": "a number; anything else is none", "choose_branch.evidence": "a number; anything else is none",
  "tick_item.check": known, "tick_item.confirm": known, "tick_item.uncheck": known, "start_checklist.plan": known,
  "save_section.base": compared, "request_review.reviewer": known, "approve_postmortem.seen": compared, "end_session.session": known,
  "import_runbooks.id": known, "import_runbooks.pieces[]": closed, "import_runbooks.levels[]": closed, "import_runbooks.ticked[]": "is there or not", "import_runbooks.which[]": known,
  "import_runbooks.adopt[]": closed, whom: closed, review_days: "a number; anything else is refused",
  "import_runbooks.owners": "waits for the import; tried where it is changed", "import_runbooks.look": "is there or not",
  "revise_severities.rules[][immediately]": "is there or not", "withdraw_invitation.invited": known,
  "propose_change.review": "is there or not", "revise_proposal.review": "is there or not", "remark_on_proposal.line": "a number; anything else is refused",
  "propose_change.text": "the text of a proposal that is revised is tried",
  "preview_proposal.text": "the editor shows it as it shows the text of a proposal",
  "ask_for_proposal_changes.comment": "takes a second person, and stands where the reason of a withdrawal does",
  "mend_proposal_text.text": "comes back into the editor as a text that was refused does", "mend_proposal_text.fix": compared,
  "was[title]": compared, "was[summary]": compared, "was[impact]": compared, "was[customers]": compared, "was[services]": compared,
  "was[failure_domain]": compared, "was[scope]": compared, "was[impact_started_at]": moment, "was[detected_at]": moment,
  "set_values.values[][name]": known, "set_values.values[][was]": compared, lesson: known,
  "propose_lessons.chosen[]": closed, "propose_fix.fix": compared,
  "add_action_item.incident": "a number; anything else is refused",
  "load_symptoms.asked[q]": address, "load_symptoms.asked[ticked]": address, "load_symptoms.asked[after]": address, "load_symptoms.asked[incident]": address,
  "narrow_symptoms.asked[q]": compared, "narrow_symptoms.asked[ticked]": compared, "narrow_symptoms.asked[after]": compared,
  "narrow_symptoms.asked[incident]": "a number; anything else is none",
  "load_import_preview.id": address, "search_everything.q": address, "load_library.filter[query]": address, "load_library.filter[after]": address,
  "load_actions.filter[mine]": address, "load_actions.filter[kind]": address, "load_actions.filter[state]": address, "load_actions.filter[after]": address, "load_proposals.after": address,
  "list_incidents.filter[state]": address, "list_incidents.filter[severity]": address,
  "set_up.name": "the first administrator of the test of joining is called a payload", "set_up.email": "must be an address; tried with the name",
  "accept_invitation.name": "whoever joins in the test of joining is called a payload", "sign_in.email": "comes back when it is refused, which is tried with the joining",
};

/** Why nothing is stored in a field, if so. */
export function reason(field: string): string | undefined {
  return leftOut[field] ?? leftOut[field.split(".")[1] ?? ""];
}

/** Addresses into which people may put anything. */
export const addresses: ((text: string) => string)[] = [
  (text) => `/search?q=${text}`, (text) => `/runbooks/symptoms?q=${text}&s=${text}&after=${text}&incident=${text}`, (text) => `/runbooks?q=${text}&after=${text}&imported=${text}`, (text) => `/incidents?state=${text}&severity=${text}&before=${text}`,
  (text) => `/actions?mine=${text}&kind=${text}&state=${text}&after=${text}`, (text) => `/proposals?state=${text}&after=${text}`, (text) => `/insights?days=${text}`, (text) => `/incidents/1/probe?checklist=${text}&item=${text}`,
  (text) => `/incidents/new?drill=${text}`, (text) => `/incidents/1/wall?hold=${text}`, (text) => `/runbooks/${text}`, (text) => `/runbooks/${text}/health`,
  (text) => `/runbooks/handbook/${text}/${text}`, (text) => `/runbooks/import/${text}`, (text) => `/incidents/${text}`, (text) => `/incidents/${text}/access`, (text) => `/postmortems/${text}`,
  (text) => `/actions/${text}`, (text) => `/invitations/${text}`, (text) => `/new-password/${text}`, (text) => `/set-up/${text}`, (text) => `/settings/account?password=${text}`, (text) => `/${text}`,
];
