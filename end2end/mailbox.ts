// Reads what the mail server of `bin/with-services` has taken in.
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

export interface Mail {
  from: string;
  to: string[];
  received_at: string;
  raw: string;
  /** `raw` with quoted-printable undone, to look for words and links. */
  text: string;
}

/** The mails to `address` so far, oldest first; waits up to `seconds` until there are `count`. */
export async function mailsTo(address: string, count = 1, seconds = 15): Promise<Mail[]> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const mails = (await readMailbox()).filter(({ to }) => to.includes(address));
    if (mails.length >= count) return mails;
    if (Date.now() > deadline) throw new Error(`${mails.length} of ${count} mails to ${address} came within ${seconds} s.`);
    await pause(50);
  }
}

async function readMailbox(): Promise<Mail[]> {
  const folder = process.env.TEST_MAILBOX;
  if (!folder) throw new Error("TEST_MAILBOX is not set. Run the page tests with make e2e, or inside bin/with-services.");
  const names = (await readdir(folder)).filter((name) => name.endsWith(".json")).sort();
  return Promise.all(names.map(async (name) => {
    const mail = JSON.parse(await readFile(join(folder, name), "utf8"));
    return { ...mail, text: decode(mail.raw) };
  }));
}

function decode(raw: string): string {
  if (!/^content-transfer-encoding: quoted-printable/im.test(raw)) return raw;
  const bytes = raw.replace(/=\r?\n/g, "").replace(/=([0-9A-F]{2})/g, (_, code) => String.fromCharCode(parseInt(code, 16)));
  return Buffer.from(bytes, "latin1").toString("utf8");
}
