// @ts-check
/**
 * What was typed and is not yet in the case: kept through a reload, in this tab alone.
 * The page wipes them all when the session ends (`wipeDrafts`).
 */

const PREFIX = "tongban.draft.";

/** @param {string} of the case @param {string} field @returns {string | null} */
export function draft(of, field) {
  return sessionStorage.getItem(`${PREFIX}${of}.${field}`);
}

/** @param {string} of the case @param {string} field @param {string | null} value null: none any more */
export function keepDraft(of, field, value) {
  if (value === null) sessionStorage.removeItem(`${PREFIX}${of}.${field}`);
  else sessionStorage.setItem(`${PREFIX}${of}.${field}`, value);
}

/** No trace is left. */
export function wipeDrafts() {
  for (const key of Object.keys(sessionStorage)) {
    if (key.startsWith(PREFIX)) sessionStorage.removeItem(key);
  }
}
