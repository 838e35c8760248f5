// A real OpenID provider on loopback, with people who sign in by their first name and any password.
import { createServer } from "node:http";
import Provider from "oidc-provider";

const SECRET = "between Tocsin and a provider of tests";
const PEOPLE = {
  ada: { email: "ada@example.org", email_verified: true, name: "Ada Okafor", groups: ["leads"] },
  fay: { email: "fay@example.org", email_verified: true, name: "Fay Moreau", groups: [] },
  eve: { email: "ada@example.org", email_verified: false, name: "Eve", groups: ["leads"] },
  // Whose own words about themselves are hostile.
  mal: { email: "mal@example.org", email_verified: true, name: "\"><img src=x onerror=__ran(1)><script>__ran(2)</script>Mal", groups: [] },
};

/** Listens; what it serves is known once Tocsin has an address. Gives its issuer, and `serve` and `stop`. */
export async function startProvider() {
  let handle = (_, response) => response.writeHead(503).end();
  const http = createServer((request, response) => handle(request, response));
  await new Promise((resolve) => http.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${http.address().port}`;
  return {
    issuer,
    /** As `[sign_in.company]` in tocsin.toml, newcomers being admitted as viewers. */
    settings: `[sign_in.company]\nname = "Company login"\nissuer = "${issuer}"\nclient_id = "tocsin"\nclient_secret = "${SECRET}"\n` +
      `scopes = ["email", "profile", "groups"]\nroles = { leads = "commander" }\ndefault_role = "viewer"\nadmit_newcomers = true\n`,
    serve(tocsin) {
      handle = new Provider(issuer, configuration(`${tocsin}/sign-in/company/return`)).callback();
    },
    stop: () => new Promise((resolve) => {
      http.closeAllConnections();
      http.close(resolve);
    }),
  };
}

function configuration(back) {
  return {
    clients: [{ client_id: "tocsin", client_secret: SECRET, redirect_uris: [back], grant_types: ["authorization_code"] }],
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"], groups: ["groups"] },
    pkce: { required: () => true },
    cookies: { keys: ["a key of tests"] },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...PEOPLE[id] }) }),
  };
}
