import { Idiomorph } from "idiomorph";

/** Milliseconds for which what is new, or was changed by somebody else, stands out: as long as the style lets it fade. */
const FRESH = 1500;

/** What stands out on its own. */
const lines = ".event, .item, .seat, .decision, .rows > li, .page-call, .todo, .table tbody > tr";

/** What those who listen are told of when it is new. */
const entries = ".event, .page-call, .todo, .table tbody > tr";

/**
 * Brings regions of the page up to date: pairs of id and HTML. In a region's HTML an inner region is an empty element
 * with its id and `data-kept`: where the page has it already it stays as it is. Gives the entries that are new.
 */
export function morph(regions) {
  const fresh = new Map(regions);
  const shown = regions.map(([id]) => document.getElementById(id)).filter(Boolean);
  const before = said(shown);
  // What waits for the server's word is a change of one's own.
  for (const line of before.keys()) if (line.hasAttribute("data-pending")) before.set(line, null);
  // What is being typed stays; anything else that has the focus, as a window's head, is brought up to date.
  const ignoreActiveValue = document.activeElement?.matches("input, textarea, select") ?? false;
  keepingPlace(() => keepingFocus(() => {
    for (const region of shown) {
      // One that is not there yet comes in with the region around it.
      if (region.isConnected) Idiomorph.morph(region, whole(region.id, fresh), { ignoreActiveValue, callbacks });
    }
  }));
  const isOwn = (line) => before.get(line) === null;
  const changed = [...said(shown)].filter(([line, words]) => before.get(line) !== words && !isOwn(line)).map(([line]) => line);
  const news = changed.filter((line) => !line.contains(document.activeElement));
  for (const line of news) line.dataset.fresh = "";
  setTimeout(() => news.forEach((line) => delete line.dataset.fresh), FRESH);
  return changed.filter((line) => line.matches(entries) && !before.has(line));
}

/** What each line says. */
function said(regions) {
  const within = regions.flatMap((region) => [...(region.matches(lines) ? [region] : []), ...region.querySelectorAll(lines)]);
  return new Map(within.map((line) => [line, words(line)]));
}

/** A clock that goes on is no change. */
function words(line) {
  if (!line.querySelector(clocks)) return line.textContent;
  const still = line.cloneNode(true);
  for (const clock of still.querySelectorAll(clocks)) clock.remove();
  return still.textContent;
}

const clocks = "[data-until], [data-since], [data-ago]";

const focusable = "a[href], button:enabled, summary, input:enabled:not([type=hidden]), select, textarea, [tabindex='0']";

/** The box of an item, or what asks once more before it is ticked: one takes the place of the other. */
const boxes = ".item > :is(.checkbox, .confirm)";

/** Where what had the focus is gone, such as a button that has done its work, what came next has it. */
function keepingFocus(change) {
  const held = document.activeElement;
  const item = held?.closest(boxes)?.parentElement;
  const order = [...document.querySelectorAll(focusable)];
  const place = order.indexOf(held);
  change();
  if (place < 0 || document.activeElement === held) return;
  const box = item?.isConnected && item.querySelector(".checkbox:not([disabled])");
  if (box) return box.focus({ preventScroll: true });
  const next = order.slice(place + 1).find((element) => element.isConnected && element.checkVisibility());
  (next ?? document.getElementById("main"))?.focus({ preventScroll: true });
}

/** What one reads in, beside the page. */
const scrollers = ".pane-body";

/** What stands at the top of what one reads stays where it is, whatever comes above it or below. */
function keepingPlace(change) {
  const page = document.scrollingElement;
  const places = [page, ...document.querySelectorAll(scrollers)].map((scroller) => held(scroller, scroller === page)).filter(Boolean);
  change();
  for (const { scroller, line, top } of places) {
    const moved = line.isConnected ? line.getBoundingClientRect().top - top : 0;
    if (Math.abs(moved) >= 1) scroller.scrollTop += moved;
  }
}

/** The first line that is seen, if one has scrolled: at the beginning, or at the foot of the timeline, one awaits what comes. */
function held(scroller, isPage) {
  if (scroller.scrollTop === 0) return null;
  const edge = isPage ? 0 : scroller.getBoundingClientRect().top;
  const line = [...scroller.querySelectorAll(lines)].find((line) => {
    const { top, height } = line.getBoundingClientRect();
    return height > 0 && top >= edge;
  });
  return line && { scroller, line, top: line.getBoundingClientRect().top };
}

function whole(id, fresh) {
  const template = document.createElement("template");
  template.innerHTML = fresh.get(id);
  const region = template.content.firstElementChild;
  for (const place of region.querySelectorAll("[data-kept]")) {
    if (!document.getElementById(place.id) && fresh.has(place.id)) place.replaceWith(whole(place.id, fresh));
  }
  return region;
}

/** What somebody has opened or shut here stays so. */
const touched = new WeakSet();
document.addEventListener("click", ({ target }) => touched.add(target.closest?.("summary")?.parentElement ?? target), true);

/** What only this page knows: an island, and a form that was refused, with what was typed into it. */
const own = "leptos-island, [data-refused]";

// What the reader did to the page stays: what is typed and chosen, what is open, what only this page says.
const callbacks = {
  beforeNodeMorphed: (shown, fresh) => !shown.matches?.(own) && !fresh.dataset?.hasOwnProperty("kept") && !isTouched(shown) && !isWasOfTouched(shown),
  beforeAttributeUpdated: (name, shown, change) => {
    if (name === "open" && shown.localName === "details") return change === "update" && !touched.has(shown);
    return name !== "aria-busy" && name !== "data-fresh";
  },
  beforeNodeRemoved: (shown) => !shown.dataset?.hasOwnProperty("local") && !holdsWords(shown),
};

/** Somebody's words stand in it, sent in vain or not sent yet: it stays, also where what it was for is gone. */
function holdsWords(shown) {
  if (shown.nodeType !== Node.ELEMENT_NODE) return false;
  return shown.matches("[data-refused]") || [...shown.querySelectorAll("[data-refused], textarea, input, select")].some((inner) => inner.dataset.refused !== undefined || isTouched(inner));
}

function isTouched(field) {
  switch (field.localName) {
    case "textarea":
      return field.value !== field.defaultValue;
    case "select":
      return field.selectedOptions[0] !== ([...field.options].find((option) => option.defaultSelected) ?? field.options[0]);
    case "input":
      if (field.type === "hidden") return false;
      if (field.type === "radio" || field.type === "checkbox") return field.checked !== field.defaultChecked;
      return field.value !== field.defaultValue;
    default:
      return false;
  }
}

/** What a field was filled with when its form was drawn stays as long as what is typed into it does. */
function isWasOfTouched(field) {
  const of = field.dataset?.was && document.getElementById(field.dataset.was);
  return Boolean(of) && (of === document.activeElement || isTouched(of));
}
