import { morph } from "./morph.js";
import { tell } from "./news.js";

/** Milliseconds between two looks at a page that is seen, and at one that is not. */
const SEEN = 3000;
const UNSEEN = 15_000;
/** A look that took long is followed by none for so many times as long: a slow server is asked less often. */
const REST = 20;
/** Milliseconds over which those who hear of the same thing spread. */
const SPREAD = 300;
/** Nothing is moved under a hand that moved so short a while ago, in milliseconds, nor put off for longer than this. */
const STILL = 500;
const LONGEST = 5000;
/** A form that was sent leads elsewhere within so many milliseconds, or the server has not answered. */
const LEAVING = 20_000;

let isAsked = false;
let isBusy = false;
let timer = null;
let last = -Infinity;
let took = 0;
let touchedAt = -Infinity;
let leftAt = -Infinity;

/** The page as the server draws it now, and where the browser was led instead; or that there is no such page any more. */
export async function drawn(headers) {
  const answer = await fetch(location.href, { headers, signal: AbortSignal.timeout(10_000) });
  if (answer.status >= 500) throw new Error(`The server answered ${answer.status}.`);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  // Whoever asks for no page in particular is told where to go rather than led there.
  const leadsTo = answer.redirected ? answer.url : answer.headers.get("location");
  return { page, leadsTo, isThere: answer.ok, isGone: answer.status === 404 };
}

export function anew() {
  isAsked = true;
  arm();
}

function arm() {
  if (!isAsked || isBusy || timer !== null) return;
  const pause = Math.max(document.hidden ? UNSEEN : SEEN, took * REST);
  timer = setTimeout(look, Math.max(last + pause - performance.now(), 0) + Math.random() * SPREAD);
}

async function look() {
  clearTimeout(timer);
  timer = null;
  isAsked = false;
  isBusy = true;
  const began = performance.now();
  try {
    const { page, leadsTo, isThere, isGone } = await drawn({ "tocsin-anew": "1" });
    took = performance.now() - began;
    await handsOff();
    // Something that they may not see any longer.
    if (isGone) return location.reload();
    // Whoever is signed out here is told so, and somebody else's page is not put into theirs; what is gone stays on the
    // screen until they leave it.
    const isSame = isThere && !leadsTo && page.body.dataset.person === document.body.dataset.person;
    // A form that is on its way is left as it was sent: named anew, a second press would send another one.
    if (isLeaving()) isAsked = true;
    else if (isSame) {
      document.title = page.title;
      tell(morph([["main", page.getElementById("main").outerHTML]]));
    }
  } catch {
    isAsked = true;
  }
  last = performance.now();
  isBusy = false;
  arm();
}

async function handsOff() {
  const end = performance.now() + LONGEST;
  while (performance.now() - touchedAt < STILL && performance.now() < end) {
    await new Promise((done) => setTimeout(done, STILL / 5));
  }
}

for (const touch of ["pointerdown", "pointermove", "wheel", "keydown"]) {
  addEventListener(touch, () => (touchedAt = performance.now()), { capture: true, passive: true });
}

const isLeaving = () => performance.now() - leftAt < LEAVING;

addEventListener("submit", (event) => {
  if (!event.defaultPrevented) leftAt = performance.now();
});
// Back from where it led.
addEventListener("pageshow", () => (leftAt = -Infinity));

// Who comes back to the page finds it up to date.
document.addEventListener("visibilitychange", () => {
  if (!document.hidden && timer !== null) look();
});
