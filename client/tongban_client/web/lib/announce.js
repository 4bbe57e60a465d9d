// @ts-check
/** What a screen reader shall say: one polite and one urgent region for the whole page. */

/** @type {Map<string, HTMLElement>} */
const regions = new Map();

/**
 * Have something said, after what is being said, or at once if it is urgent.
 * @param {string} words @param {{ urgent?: boolean }} [how]
 */
export function announce(words, { urgent = false } = {}) {
  const region = regionOf(urgent ? "assertive" : "polite");
  region.textContent = ""; // the same words twice are said twice
  requestAnimationFrame(() => {
    region.textContent = words;
  });
}

/** @param {"polite" | "assertive"} how */
function regionOf(how) {
  const known = regions.get(how);
  if (known?.isConnected) return known;
  const region = document.createElement("div");
  region.className = "only-read";
  region.setAttribute("aria-live", how);
  region.setAttribute("role", how === "polite" ? "status" : "alert");
  document.body.append(region);
  regions.set(how, region);
  return region;
}
