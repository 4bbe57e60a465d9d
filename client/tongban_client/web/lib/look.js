// @ts-check
/**
 * How the pages look in this browser: theme, contrast, easy mode. Kept between visits.
 *
 * @typedef {"auto" | "light" | "dark" | "contrast"} Theme
 * @typedef {{ theme: Theme, easy: boolean }} Look
 */

const KEPT = "tongban.look";
const changes = new EventTarget();

/** @type {Look} */
let current = { theme: "auto", easy: false, ...kept() };

/** @returns {Look} */
export function look() {
  return current;
}

/** @param {Partial<Look>} change */
export function setLook(change) {
  current = { ...current, ...change };
  try {
    localStorage.setItem(KEPT, JSON.stringify(current));
  } catch {
    // a browser that keeps nothing: the choice lasts as long as the page
  }
  apply();
  changes.dispatchEvent(new Event("change"));
}

/** @param {() => void} call @param {AbortSignal} until */
export function onLook(call, until) {
  changes.addEventListener("change", call, { signal: until });
}

function apply() {
  const { dataset } = document.documentElement;
  if (current.theme === "light" || current.theme === "dark") dataset.theme = current.theme;
  else delete dataset.theme;
  if (current.theme === "contrast") dataset.contrast = "more";
  else delete dataset.contrast;
  if (current.easy) dataset.easy = "";
  else delete dataset.easy;
}

/** @returns {Partial<Look>} */
function kept() {
  try {
    return JSON.parse(localStorage.getItem(KEPT) ?? "{}");
  } catch {
    return {};
  }
}

if (window.matchMedia("(prefers-contrast: more)").matches && kept().theme === undefined) {
  current.theme = "contrast";
}
apply();
