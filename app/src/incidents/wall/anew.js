import { Idiomorph } from "idiomorph";
import { drawn } from "../../live/anew.js";

/** Asks for the page again and again, and puts what comes in the place of what is shown. A server that is away, as while
 * it is restarted, leaves the wall as it is: nobody stands beside it to press anything. */
export function keepAnew(seconds) {
  setInterval(() => anew().catch(() => isStale(true)), seconds * 1000);
}

async function anew() {
  const { page, leadsTo, isGone } = await drawn({});
  // Nobody is signed in here any more.
  if (leadsTo) return location.assign(leadsTo);
  // It was restricted since: what hangs on the wall goes.
  if (isGone) return location.reload();
  const wall = page.querySelector("main.wall");
  if (!wall) return isStale(true);
  document.title = page.title;
  Idiomorph.morph(document.getElementById("main"), wall);
}

function isStale(stale) {
  document.querySelector("[data-stale]").hidden = !stale;
}
