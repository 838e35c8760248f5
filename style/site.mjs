// From cargo's wasm and style/main.css to target/site, which the server reads or embeds:
//
//   target/site/manifest.json              {"tocsin.js": "tocsin.<hash>.js", …}
//   target/site/pkg/tocsin.<hash>.js       and tocsin_bg.<hash>.wasm, the same of editor, main.<hash>.css, …
//   target/site/pkg/….br                   the same in brotli
//
// A name never means other content later, so browsers may keep these files for ever.
// Usage: node site.mjs release|dev WASM…
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const site = join(root, "target/site");
const pkg = join(site, "pkg");
const [mode, ...modules] = process.argv.slice(2);
const small = mode === "release";
// Browsers since 2022: cascade layers, nesting's forerunners and every wasm feature used below.
const browsers = ["chrome111", "firefox115", "safari16.4"];

const manifest = {};
const written = new Set();
mkdirSync(pkg, { recursive: true });

for (const path of modules) {
  const name = basename(path, ".wasm");
  const { js, wasm } = bindings(name, path);
  const wasmName = publish(`${name}_bg.wasm`, wasm);
  // wasm-bindgen's script looks for the module beside itself: tell it the name that it has here.
  publish(`${name}.js`, Buffer.from(js.toString().replaceAll(`${name}_bg.wasm`, wasmName)));
}
await publishStyle();
finish();
if (small) weigh();

/** wasm-bindgen, then the optimisers. Kept from the last run while cargo's wasm is the same. */
function bindings(name, wasmPath) {
  const work = join(root, "target/site-work", mode, name);
  const stamp = join(work, "made-from");
  const from = [hash(readFileSync(wasmPath)), hash(readFileSync(fileURLToPath(import.meta.url))), lockHash()].join(" ");
  if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== from) {
    rmSync(work, { recursive: true, force: true });
    mkdirSync(work, { recursive: true });
    run(join(root, "bin/wasm-bindgen"), "--target", "web", "--no-typescript",
      "--out-dir", work, "--out-name", name, wasmPath);
    if (small) optimise(join(work, `${name}_bg.wasm`));
    // One file, whatever snippets the crates brought, and what those import.
    run(tool("esbuild"), join(work, `${name}.js`), "--bundle", "--format=esm", `--target=${browsers}`,
      "--log-level=warning", `--outfile=${join(work, "bundle.js")}`, ...(small ? ["--minify"] : []));
    writeFileSync(stamp, from);
  }
  return { js: readFileSync(join(work, "bundle.js")), wasm: readFileSync(join(work, `${name}_bg.wasm`)) };
}

/** For size, with exactly the features that rustc turns on by default for this target. */
function optimise(path) {
  run(tool("wasm-opt"), "-Oz", "--strip-debug", "--strip-producers",
    "--enable-bulk-memory", "--enable-multivalue", "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int", "--enable-reference-types", "--enable-sign-ext",
    path, "-o", path);
}

async function publishStyle() {
  const sheets = { "main.css": "main.css", "editor.css": "editor.css", "print.css": "components/print.css", "contrast.css": "components/contrast.css" };
  for (const [name, path] of Object.entries(sheets)) await publishSheet(name, join(root, "style", path));
}

async function publishSheet(sheet, entry) {
  const result = await build({
    entryPoints: [entry], bundle: true, minify: small, write: false, outdir: pkg, target: browsers,
    logLevel: "warning", assetNames: "[name].[hash]", sourcemap: small ? false : "inline",
    loader: { ".svg": "file", ".png": "file", ".woff2": "file" },
  });
  for (const file of result.outputFiles) {
    const name = basename(file.path);
    if (name === sheet) publish(name, Buffer.from(file.contents));
    else write(name, Buffer.from(file.contents)); // esbuild has named it, and the style sheet says so
  }
}

/** Writes `content` under its hashed name, which it returns, and enters it in the manifest. */
function publish(name, content) {
  const dot = name.lastIndexOf(".");
  const hashed = `${name.slice(0, dot)}.${hash(content).slice(0, 12)}${name.slice(dot)}`;
  manifest[name] = hashed;
  write(hashed, content);
  return hashed;
}

function write(name, content) {
  written.add(name).add(`${name}.br`);
  const path = join(pkg, name);
  if (!existsSync(path)) writeFileSync(path, content);
  if (!existsSync(`${path}.br`)) writeFileSync(`${path}.br`, compress(content));
}

function compress(content) {
  const quality = small ? constants.BROTLI_MAX_QUALITY : constants.BROTLI_MIN_QUALITY;
  return brotliCompressSync(content, {
    params: { [constants.BROTLI_PARAM_QUALITY]: quality, [constants.BROTLI_PARAM_SIZE_HINT]: content.length },
  });
}

/** The manifest last and at one stroke, so that a server never reads a name whose file is not there. */
function finish() {
  const path = join(site, "manifest.json");
  const content = `${JSON.stringify(manifest, null, 2)}\n`;
  // The same site again is no reason to build the server again.
  if (!existsSync(path) || readFileSync(path, "utf8") !== content) {
    writeFileSync(`${path}.new`, content);
    renameSync(`${path}.new`, path);
  }
  for (const name of readdirSync(pkg)) if (!written.has(name)) rmSync(join(pkg, name));
  for (const name of Object.values(manifest)) {
    const [plain, brotli] = ["", ".br"].map((end) => kilobytes(readFileSync(join(pkg, name + end)).length));
    console.log(`${name.padEnd(32)} ${plain.padStart(10)} ${brotli.padStart(10)} brotli`);
  }
}

/** What a page may weigh in brotli, so that a phone at the edge of the network is not kept waiting. */
function weigh() {
  const size = (...names) => names.reduce((sum, name) => sum + readFileSync(join(pkg, `${manifest[name]}.br`)).length, 0);
  const most = [
    ["script and module of all pages", size("tocsin.js", "tocsin_bg.wasm"), 150_000],
    ["script and module with the shared editor", size("editor.js", "editor_bg.wasm"), 300_000],
    ["style sheet", size("main.css"), 15_000],
    ["style sheets with the shared editor", size("main.css", "editor.css"), 20_000],
  ];
  for (const [what, bytes, limit] of most) {
    if (bytes <= limit) continue;
    console.error(`Too heavy: ${what} ${kilobytes(bytes)} in brotli, may be ${kilobytes(limit)}.`);
    process.exitCode = 1;
  }
}

function lockHash() {
  return hash(readFileSync(join(root, "style/package-lock.json")));
}

function hash(content) {
  return createHash("sha256").update(content).digest("hex");
}

function kilobytes(bytes) {
  return `${(bytes / 1000).toFixed(1)} kB`;
}

function tool(name) {
  return join(root, "style/node_modules/.bin", name);
}

function run(command, ...args) {
  execFileSync(command, args, { stdio: "inherit", env: { ...process.env, NODE_PATH: join(root, "style/node_modules") } });
}
