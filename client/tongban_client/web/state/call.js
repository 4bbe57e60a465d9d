// @ts-check
/**
 * A call as it is shown: from the link, from what either side sends, and from how good it is.
 *
 * @typedef {"waiting" | "connecting" | "connected" | "interrupted"} Link
 * @typedef {"on" | "muted" | "silent" | "paused"} Sound silent: there is no microphone
 * @typedef {"camera" | "screen" | "stand-in" | "off" | "paused"} Picture paused: for a bad network
 * @typedef {{ sound: Sound | null, picture: Picture | null, second: "camera" | "stand-in" | null }} Shows
 * @typedef {"waiting" | "connecting" | "connected" | "interrupted" | "audio-only" | "text-only"} CallState
 */

/** Of who sends nothing. @type {Shows} */
export const NOTHING = { sound: null, picture: null, second: null };

/**
 * What another browser says that it sends; a word that we do not know counts as nothing.
 * @param {any} told @returns {Shows}
 */
export function asShows(told) {
  const known = (/** @type {string} */ place, /** @type {readonly string[]} */ words) =>
    words.includes(told?.[place]) ? told[place] : null;
  return {
    sound: known("sound", ["on", "muted", "silent", "paused"]),
    picture: known("picture", ["camera", "screen", "stand-in", "off", "paused"]),
    second: known("second", ["camera", "stand-in"]),
  };
}

/** @param {Shows} a @param {Shows} b */
export function isSame(a, b) {
  return a.sound === b.sound && a.picture === b.picture && a.second === b.second;
}

/**
 * The one word for how a call is.
 * @param {Link} link @param {Shows} ours @param {Shows} theirs
 * @returns {CallState}
 */
export function callState(link, ours, theirs) {
  if (link !== "connected") return link;
  const both = [ours, theirs];
  if (both.some(({ sound }) => sound === "paused")) return "text-only";
  if (both.some(({ picture }) => picture === "paused")) return "audio-only";
  return "connected";
}

/** Whether there is a picture to see. @param {Shows} shows */
export function isSeen(shows) {
  return shows.picture === "camera" || shows.picture === "screen" || shows.picture === "stand-in";
}
