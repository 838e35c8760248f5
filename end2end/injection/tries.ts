// Where people's texts go, and where they are shown again. A server function with a text that is new has a line here or, with
// a reason, among those that are left out.
import { runbook, type Scene } from "./scene";

/** The next payload, not longer than the field is. */
export type Take = (most?: number) => string;
export type Form = Record<string, string>;

export interface Try {
  to: string;
  body: (take: Take, scene: Scene, n: number) => Form;
  /** Pages on which it is shown; `{slug}` is the runbook's, `{checklist}` that of incident 1, `{proposal}` one that was made for this. */
  on: string[];
  /** Of how many payloads one is taken; 12 unless it says otherwise. `make hostile` takes them all. */
  every?: number;
  /** Only the last one is shown: looked at after each. */
  replaces?: true;
  /** Nothing is stored; what was typed comes back, with a sentence about it. */
  refused?: true;
  /** What must be so before each, and is made undone after. */
  before?: (scene: Scene) => [string, Form];
  after?: (scene: Scene) => [string, Form];
}

const one = { number: "1" };
const taught = "/incidents/1/lessons/{checklist}";
const checklist = ({ checklist }: Scene) => ({ ...one, checklist });
const asked = (title: string): Form => ({ ...one, target: "shop", title, path: "health" });

export const tries: Record<string, Try[]> = {
  "what is done in a room": [
    { to: "declare_incident", on: ["/incidents"], every: 20,
      body: (take) => { const text = take(200); return { title: text, severity: "p3", summary: text, service: text }; } },
    { to: "add_note", body: (take) => ({ ...one, text: take() }), on: ["/incidents/1"] },
    { to: "regrade_incident", body: (take, _, n) => ({ ...one, severity: n % 2 ? "p3" : "p2", reason: take() }), on: ["/incidents/1"] },
    { to: "assign_role", body: (take) => ({ ...one, role: take(60), person: "me" }), on: ["/incidents/1", "/incidents/1/wall"] },
    { to: "enter_stage", body: (take) => ({ ...one, stage: "resolved", override_reason: take() }), on: ["/incidents/1"], every: 20,
      after: () => ["reopen_incident", { ...one, reason: "It is back." }] },
    { to: "reopen_incident", body: (take) => ({ ...one, reason: take() }), on: ["/incidents/1", "/"], every: 20,
      before: () => ["enter_stage", { ...one, stage: "resolved", override_reason: "It looks well." }] },
    { to: "check_recovery", body: (take) => ({ ...one, statement: take(), verdict: "failed" }), on: ["/incidents/1"] },
    { to: "waive_prevention", body: (take) => ({ ...one, reason: take() }), on: ["/incidents/1"] },
    { to: "revise_facts", replaces: true, on: ["/incidents/1", "/incidents/1/wall", "/"],
      body: (take) => ({ ...one, title: take(200), summary: take(), impact: take(), customers: take(), services: take(), failure_domain: take(120), scope: take() }) },
    { to: "revise_facts", refused: true, on: ["/incidents/1"],
      body: (take) => ({ ...one, title: take(200), summary: take(), impact: take(), failure_domain: take() + "long".repeat(30) }) },
  ],
  "for whom an incident is": [
    { to: "restrict_incident", body: (take) => ({ ...one, reason: take() }), on: ["/incidents/1"], replaces: true, every: 40,
      after: () => ["lift_restriction", { ...one, reason: "It is known." }] },
    { to: "lift_restriction", body: (take) => ({ ...one, reason: take() }), on: ["/incidents/1"], every: 24,
      before: () => ["restrict_incident", one] },
    { to: "lift_restriction", on: ["/incidents/1"], refused: true, body: (take) => ({ ...one, reason: take() + "long".repeat(250) }),
      before: () => ["restrict_incident", one], after: () => ["lift_restriction", { ...one, reason: "It is known." }] },
    { to: "name_oneself", on: ["/settings/people"], refused: true, body: (take) => ({ number: `${take()} x`, reason: take() }) },
  ],
  "what is done with a checklist": [
    { to: "add_item", body: (take, scene) => ({ ...checklist(scene), group: scene.group, text: take() }), on: ["/incidents/1", taught] },
    { to: "note_item", body: (take, scene) => ({ ...checklist(scene), item: scene.item, text: take() }), on: ["/incidents/1", taught] },
    { to: "set_item_aside", on: ["/incidents/1", taught],
      body: (take, scene, n) => ({ ...checklist(scene), item: scene.item, aside: n % 2 ? "skipped" : "not_applicable", reason: take() }) },
    { to: "set_values", on: ["/incidents/1", "/incidents/1/probe?checklist={checklist}&item=imm-1"], replaces: true, every: 24,
      body: (take, scene) => ({ ...checklist(scene), "values[0][name]": "<what>", "values[0][value]": take(200) }) },
    { to: "set_values", on: ["/incidents/1"], refused: true,
      body: (take, scene) => ({ ...checklist(scene), "values[0][name]": "<what>", "values[0][value]": `${take(150)}\u200b` }) },
    { to: "set_lesson_aside", on: [taught, "/incidents/1"], every: 24, replaces: true, body: (take, scene) => ({ ...checklist(scene), lesson: `noted-${scene.item}`, reason: take() }),
      before: (scene) => ["note_item", { ...checklist(scene), item: scene.item, text: "Not here" }],
      after: (scene) => ["offer_lesson_again", { ...checklist(scene), lesson: `noted-${scene.item}` }] },
    { to: "choose_branch", on: ["/incidents/1"],
      body: (take, scene, n) => ({ ...checklist(scene), decision: scene.decision, branch: scene.branches[n % 2] ?? "", reason: take() }) },
  ],
  "action items": [
    { to: "add_action_item", body: (take, { person, day }) => ({ title: take(200), owner: person, due: day, incident: "1" }), every: 4,
      on: ["/actions", "/incidents/1"] },
    { to: "add_action_item", refused: true, on: ["/actions"],
      body: (take, { person }) => ({ title: take(200), owner: person, due: take(), kind: "prevent" }) },
    { to: "reschedule_action_item", on: ["/actions/1"],
      body: (take, { day, later }, n) => ({ ...one, due: n % 2 ? day : later, reason: take() }) },
    { to: "reschedule_action_item", refused: true, on: ["/actions/1"], body: (take) => ({ ...one, due: take(), reason: take() }) },
    { to: "complete_action_item", body: (take) => ({ ...one, proof: take() }), on: ["/actions/1", "/actions"], replaces: true, every: 40,
      after: () => ["reopen_action_item", { ...one, reason: "Not yet." }] },
    // A proof that looks like an address becomes a link.
    { to: "complete_action_item", body: (take) => ({ ...one, proof: `https://x/${take().replace(/\s/g, "/")}` }), on: ["/actions/1"],
      replaces: true, every: 40, after: () => ["reopen_action_item", { ...one, reason: "Not yet." }] },
    { to: "reopen_action_item", body: (take) => ({ ...one, reason: take() }), on: ["/actions/1"], every: 24,
      before: () => ["complete_action_item", { ...one, proof: "See there." }] },
  ],
  "post-mortems and their reviews": [
    { to: "save_section", body: (take, { section }) => ({ number: "2", section, text: take() }), on: ["/postmortems/2"], replaces: true, every: 40 },
    { to: "ask_for_changes", body: (take) => ({ number: "2", comment: take() }), on: ["/postmortems/2", "/postmortems"], replaces: true, every: 40,
      before: ({ person }) => ["request_review", { number: "2", reviewer: person }] },
  ],
  "reviews of runbooks": [
    { to: "review_runbook", on: ["/runbooks/{slug}"], replaces: true, every: 40,
      body: (take, { slug, day }) => ({ slug, outcome: "still_valid", note: take(), next_review: day }) },
    { to: "review_runbook", on: ["/runbooks/{slug}"], refused: true,
      body: (take, { slug }) => ({ slug, outcome: "still_valid", note: take(), next_review: take() }) },
  ],
  "reviews that wait, and runbooks that are retired": [
    { to: "put_off_review", on: ["/runbooks/{slug}"], refused: true, body: (take, { slug }) => ({ slug, until: take(), reason: take() }) },
    { to: "put_off_review", on: ["/runbooks/{slug}"], replaces: true, every: 40,
      body: (take, { slug, later }) => ({ slug, until: later, reason: take() }),
      before: ({ slug, day }) => ["review_runbook", { slug, outcome: "still_valid", note: "", next_review: day }] },
    { to: "retire_runbook", on: ["/runbooks/{slug}"], replaces: true, every: 40, body: (take, { slug }) => ({ slug, reason: take() }),
      after: ({ slug }) => ["reinstate_runbook", { slug }] },
    { to: "change_upkeep", on: ["/runbooks/{slug}", "/runbooks", "/runbooks/reviews"], replaces: true, every: 40,
      body: (take, { slug }) => ({ slug, owners: take() }) },
    { to: "change_upkeep", on: ["/runbooks/{slug}"], refused: true, body: (take, { slug }) => ({ slug, owners: take(), review_days: "0" }) },
  ],
  "proposals": [
    { to: "revise_proposal", on: ["/proposals/1", "/proposals", "/proposals/1/edit"], replaces: true, every: 40,
      body: (take, _, n) => ({ ...one, revision: `${n + 1}`, text: runbookWith(take()), summary: take() }) },
    { to: "propose_change", on: ["/proposals?state=all", "/proposals/2", "/runbooks/{slug}"],
      body: (take, { slug }) => ({ slug, base: "1", text: runbookWith("Wait"), summary: take().replace(/[\r\n]+/g, " ") }) },
    { to: "remark_on_proposal", on: ["/proposals/1"], body: (take) => ({ ...one, revision: "1", remark: take() }) },
    { to: "propose_change", on: ["/runbooks/{slug}/propose"], refused: true, body: (take, { slug }) => ({ slug, base: "1", text: take(), summary: take() }) },
  ],
  "proposals that are given up": [
    // Each is given up once.
    { to: "withdraw_proposal", on: ["/proposals/{proposal}"], every: 80, replaces: true,
      body: (take, _, n) => ({ number: proposal(n), reason: take() }),
      before: ({ slug }) => ["propose_change", { slug, base: "1", text: runbookWith("Wait"), summary: "Waits" }] },
  ],
  "what is agreed for everybody": [
    { to: "revise_severities", on: ["/settings/severities", "/incidents/new", "/settings/contacts"], replaces: true, every: 8,
      body: (take) => Object.assign({}, ...["p0", "p1", "p2", "p3"].map((severity) => ({
        [`rules[${severity}][name]`]: take(40), [`rules[${severity}][description]`]: take(300),
        [`rules[${severity}][respond]`]: "15", [`rules[${severity}][escalates_to]`]: take(),
      }))) },
    { to: "revise_contacts", on: ["/settings/contacts"], replaces: true, every: 8,
      body: (take) => Object.assign({}, ...[0, 1, 2, 3].map((row) => ({
        [`contacts[${row}][role]`]: take(80), [`contacts[${row}][name]`]: take(120), [`contacts[${row}][phone]`]: take(60),
        [`contacts[${row}][availability]`]: take(120), [`contacts[${row}][email]`]: address(take),
      }))) },
    { to: "revise_severities", on: ["/settings/severities"], refused: true, body: (take) => ({ "rules[p1][respond]": take(), "rules[p1][name]": take() }) },
    { to: "revise_severity_words", on: ["/settings/severities"], refused: true, body: (take) => ({ "words[p0]": take(), "words[p1]": take() }) },
    { to: "revise_contacts", on: ["/settings/contacts"], refused: true, body: (take) => ({ "contacts[0][role]": take(), "contacts[0][email]": take() }) },
  ],
  "people": [
    { to: "rename_self", body: (take) => ({ name: take(80) }), on: ["/settings/account", "/settings/people", "/actions/1"], replaces: true, every: 40 },
    { to: "rename_self", body: (take) => ({ name: take() + "long".repeat(80) }), on: ["/settings/account"], refused: true },
    { to: "invite_person", body: (take) => ({ email: address(take), role: "viewer" }), on: ["/settings/people"] },
    { to: "invite_person", body: (take) => ({ email: take(), role: "viewer" }), on: ["/settings/people"], refused: true },
  ],
  "probes": [
    { to: "run_probe", body: (take) => ({ ...asked(take(120)), json_path: "$.status" }), on: ["/incidents/1"], every: 24 },
    { to: "run_probe", body: (take) => ({ ...asked("Health"), path: take() }), on: ["/incidents/1"], every: 24 },
    { to: "run_probe", body: (take) => ({ ...asked("Health"), json_path: take(), predicate: take() }), on: ["/incidents/1/probe"], refused: true },
    { to: "run_probe", body: (take) => ({ ...one, target: "orders-db", title: take(120), statement: `SELECT '${take().replaceAll("'", "''")}'` }),
      on: ["/incidents/1"], every: 24 },
    { to: "run_probe", body: (take) => ({ ...one, target: "orders-db", title: "Sessions", statement: take() }), on: ["/incidents/1"], every: 24 },
    { to: "run_probe", body: (take) => ({ ...asked(take(120)), target: take() }), on: ["/incidents/1/probe"], refused: true },
  ],
};

/** The number of the proposal that was made before the n-th is sent; the first is the scene's own. */
export function proposal(n: number): string {
  return `${n + 2}`;
}

/** The scene's runbook with a third step. */
function runbookWith(step: string): string {
  return runbook.slice(runbook.indexOf("## ")).replace("2. Think", () => `2. Think\n3. ${step.replace(/[\r\n]+/g, " ")}`);
}

/** Something without blanks and with one “at”: all that an address must be. */
function address(take: Take): string {
  return `${take(200).replace(/[\s@\p{Cc}]/gu, "/")}@example.org`;
}
