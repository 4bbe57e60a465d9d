// @ts-check
/**
 * What a hall's display makes of its calls: which are new, and how a window is called.
 *
 * @typedef {import("../wire/from-service.js").Called} Called
 */

/** One call; called again, a ticket has another. @param {Called} call */
export function nameOf({ number, window, at }) {
  return `${number} ${window} ${at}`;
}

/**
 * The calls that were not there before, the oldest first, as they are to be spoken.
 * @param {ReadonlySet<string>} known names of calls @param {Called[]} calling the newest first
 */
export function fresh(known, calling) {
  return calling.filter((call) => !known.has(nameOf(call))).reverse();
}

/**
 * A window within its own hall: `hefei-3` is the 3 there.
 * @param {string} unit @param {string} hall @returns {string}
 */
export function windowWithin(unit, hall) {
  return unit.startsWith(`${hall}-`) ? windowWithin(unit.slice(hall.length + 1), hall) : unit;
}

/** A ticket's number as it is spoken, one sign after another. @param {string} number */
export function spelled(number) {
  return [...number].join(" ");
}
