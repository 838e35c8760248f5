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

function inShort(entry) {
  return entry.innerText.replace(/\s+/g, " ").trim().slice(0, 160);
}
