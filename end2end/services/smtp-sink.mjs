// A mail server that delivers into a folder. For each mail N it writes, complete or not at all,
//   N.eml    the mail as it came
//   N.json   {"from", "to": […], "received_at", "raw"}
// Addresses tell it to misbehave, as real mail servers do:
//   fail2-ben@…    451 for the first two tries (any number), then delivered
//   refuse-ben@…   550, always
// Any user may sign in, with any password but “wrong”.
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Listens on a free loopback port and delivers into `folder`. */
export async function startSmtpSink(folder) {
  const { SMTPServer } = await import("smtp-server").catch(() => {
    throw new Error("The mail server for tests is missing. Run bin/setup --tests to install it.");
  });
  const failures = new Map();
  let count = 0;
  mkdirSync(folder, { recursive: true });

  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    disableReverseLookup: true,
    onAuth: ({ username, password }, session, answer) =>
      password === "wrong" ? answer(refusal(535, "Wrong password")) : answer(null, { user: username }),
    onRcptTo: ({ address }, session, answer) => answer(complaint(address, failures)),
    onData: async (stream, session, answer) => {
      const chunks = [];
      for await (const chunk of stream) chunks.push(chunk);
      const raw = Buffer.concat(chunks);
      const name = String(++count).padStart(5, "0");
      deliver(join(folder, `${name}.eml`), raw);
      deliver(join(folder, `${name}.json`), JSON.stringify({
        from: session.envelope.mailFrom ? session.envelope.mailFrom.address : "",
        to: session.envelope.rcptTo.map(({ address }) => address),
        received_at: new Date().toISOString(),
        raw: raw.toString("utf8"),
      }));
      answer(null, `delivered as ${name}`);
    },
  });
  // A client that goes away in the middle of a mail is its own affair.
  server.on("error", () => {});
  await new Promise((resolve, reject) => server.listen(0, "127.0.0.1", resolve).once("error", reject));
  server.server.unref();
  return { url: `smtp://127.0.0.1:${server.server.address().port}`, folder };
}

/** What the address asks this try to be answered with, if anything. */
function complaint(address, failures) {
  if (address.startsWith("refuse-")) return refusal(550, "No such mailbox here");
  const wanted = Number(/^fail(\d+)-/.exec(address)?.[1] ?? 0);
  const failed = failures.get(address) ?? 0;
  if (failed >= wanted) return null;
  failures.set(address, failed + 1);
  return refusal(451, `Try again later (${failed + 1} of ${wanted})`);
}

function refusal(responseCode, text) {
  return Object.assign(new Error(text), { responseCode });
}

function deliver(path, content) {
  writeFileSync(`${path}.new`, content);
  renameSync(`${path}.new`, path);
}
