// Which texts the server takes: every server function with its text fields, read from the source of the pages, so that a new
// field can't be forgotten here.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const sources = ["app/src", "app/domain/src"].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".rs"))
    .map((name) => ({ path: join(folder, name), text: readFileSync(join(root, folder, name), "utf8") })));

/** Numbers, days and words of a closed list: what is anything else never comes past the decoding. */
const noText = /^(i64|bool|usize|PersonId|Role|Reach|Option<i64>)$/;

/** `declare_incident.title`, `revise_contacts.contacts[][role]`: every field that takes text, whatever is made of it. */
export function textFields(): string[] {
  return sources.flatMap(({ path, text }) =>
    [...text.matchAll(/#\[server\([^)]*endpoint = "(\w+)"\)\]\s*pub async fn \w+\(([\s\S]*?)\)\s*->/g)].flatMap(([, endpoint, args]) =>
      fieldsOf(args ?? "", /(?:^|,)\s*(\w+): ([^,<]+(?:<[^>]*>)?)/g).flatMap(([name, type]) => textsIn(name, type, { path, text })).map((field) => `${endpoint}.${field}`)));
}

/** Every server function that there is, as the table of who may what lists them. */
export function serverFunctions(): string[] {
  const table = readFileSync(join(root, "server/tests/access/table.rs"), "utf8");
  return [...table.matchAll(/^ {4}\(\s*"(\w+)"/gm)].map(([, endpoint]) => endpoint ?? "");
}

/** Every server function that the source was read for, with text or without. */
export function functionsRead(): string[] {
  return sources.flatMap(({ text }) => [...text.matchAll(/endpoint = "(\w+)"\)\]\s*pub async fn/g)].map(([, endpoint]) => endpoint ?? ""));
}

interface Source {
  path: string;
  text: string;
}

function fieldsOf(text: string, pattern: RegExp): [string, string][] {
  // The fields of what is flattened stand beside the others.
  return [...text.replace(/#\[server\(flatten\)\]\s*/g, "flat_").replace(/#\[[^\]]*\]/g, "").matchAll(pattern)].map(([, name, type]) => [name ?? "", (type ?? "").trim()]);
}

function textsIn(name: string, type: string, from: Source): string[] {
  const kept = /^(?:BTree|Hash)Map<.*, (\w+)>$/.exec(type)?.[1];
  if (kept) return textsIn(`${name}[]`, kept, from);
  if (type === "String") return [name];
  if (noText.test(type)) return [];
  return fieldsOf(structure(type, from), /pub (\w+): ([^,\n]+)/g).filter(([, inner]) => inner === "String").map(([inner]) => name.startsWith("flat_") ? inner : `${name}[${inner}]`);
}

/** The body of a structure: of the same file, of the same folder, or of the module that it is taken from. */
function structure(type: string, { path, text }: Source): string {
  const taken = new RegExp(`(\\w+)::(?:\\{[^}]*\\b)?${type}\\b`).exec(text)?.[1];
  const places = [(at: string) => at === path, (at: string) => dirname(at) === dirname(path), (at: string) => at.includes(`/${taken}/`)];
  for (const isPlace of places) {
    for (const source of sources.filter((one) => isPlace(one.path))) {
      const body = new RegExp(`struct ${type} \\{([\\s\\S]*?)\\n\\}`).exec(source.text)?.[1];
      if (body) return body;
    }
  }
  throw new Error(`${path} takes a ${type}, of which nothing is known here: add it to the types without text, or say where it is.`);
}
