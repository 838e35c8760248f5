import { Idiomorph } from "idiomorph";

/**
 * Brings regions of the page up to date: pairs of id and HTML. In a region's HTML an inner region is an empty element
 * with its id and `data-kept`: where the page has it already it stays as it is.
 */
export function morph(regions) {
  const fresh = new Map(regions);
  keepingFocus(() => {
    for (const [id] of regions) {
      const shown = document.getElementById(id);
      // One that is not there yet comes in with the region around it.
      if (shown) Idiomorph.morph(shown, whole(id, fresh), { ignoreActiveValue: true, callbacks });
    }
  });
}

const focusable = "a[href], button:enabled, summary, input:enabled:not([type=hidden]), select, textarea, [tabindex='0']";

/** Where what had the focus is gone, such as a button that has done its work, what came next has it. */
function keepingFocus(change) {
  const held = document.activeElement;
  const order = [...document.querySelectorAll(focusable)];
  const place = order.indexOf(held);
  change();
  if (place < 0 || document.activeElement === held) return;
  const next = order.slice(place + 1).find((element) => element.isConnected && element.checkVisibility());
  (next ?? document.getElementById("main"))?.focus({ preventScroll: true });
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

// What the reader did to the page stays: what is typed and chosen, what is open, what only this page says.
const callbacks = {
  beforeNodeMorphed: (shown, fresh) => !fresh.dataset?.hasOwnProperty("kept") && !isTouched(shown) && !isWasOfTouched(shown),
  beforeAttributeUpdated: (name, shown) => !(name === "open" && shown.localName === "details") && name !== "aria-busy",
  beforeNodeRemoved: (shown) => !shown.dataset?.hasOwnProperty("local"),
  afterNodeAdded: (added) => {
    if (added.id) added.dataset.new = "";
  },
};

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
