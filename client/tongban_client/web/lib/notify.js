// @ts-check
/** Short news for the reader, shown for a while and read aloud; and what was refused, in words. */

import { announce } from "./announce.js";
import { say, text } from "./words.js";

/** @typedef {import("./words.js").Text} Text */

const SHOWN_MS = 8000;
const SHELF = text("通知", "Notices");
const UNKNOWN = text("出错了，请再试一次", "Something went wrong: try again");

/** @param {Text} words @param {"good" | "warn" | "bad"} [kind] */
export function notify(words, kind = "warn") {
  const note = document.createElement("p");
  note.className = "note";
  note.dataset.kind = kind;
  note.textContent = say(words);
  shelf().append(note);
  announce(say(words), { urgent: kind === "bad" });
  setTimeout(() => note.remove(), SHOWN_MS);
}

/**
 * What a promise gives; where the service refuses or does not answer, it is shown why.
 * @template T
 * @param {Promise<T>} promise
 * @returns {Promise<T | undefined>}
 */
export async function attempt(promise) {
  try {
    return await promise;
  } catch (error) {
    const words = /** @type {{ text?: Text }} */ (error).text;
    if (words === undefined) console.error(error);
    notify(words ?? UNKNOWN, "bad");
    return undefined;
  }
}

/** The place where notes are shown. */
function shelf() {
  const known = document.querySelector(".notes");
  if (known !== null) return known;
  const made = document.createElement("div");
  made.className = "notes";
  made.setAttribute("role", "region");
  made.setAttribute("aria-label", say(SHELF));
  document.body.append(made);
  return made;
}
