/** Milliseconds between two announcements: nobody can listen to every line of a busy incident. */
const PAUSE = 4000;

let unsaid = [];

/** Says to those who listen which entries are new: all of a few seconds at once. */
export function tell(entries) {
  const isWaiting = unsaid.length > 0;
  unsaid.push(...entries);
  if (!isWaiting && unsaid.length > 0) setTimeout(say, PAUSE);
}

function say() {
  const words = unsaid.length === 1 ? `1 new entry: ${inShort(unsaid[0])}` : `${unsaid.length} new entries`;
  unsaid = [];
  const place = document.getElementById("news");
  if (place) place.textContent = words;
}

/** What an entry says, also where it is not shown just now: without what can be pressed, and what only eyes need. */
function inShort(entry) {
  const unsaid = "[aria-hidden=true], form, details, svg";
  const skip = (node) => (node.nodeType === Node.ELEMENT_NODE && node.matches(unsaid) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);
  const walker = document.createTreeWalker(entry, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, skip);
  const words = [];
  while (walker.nextNode()) if (walker.currentNode.nodeType === Node.TEXT_NODE) words.push(walker.currentNode.data.trim());
  return words.filter(Boolean).join(" ").replace(/ ([.,:;])/g, "$1").slice(0, 160);
}
