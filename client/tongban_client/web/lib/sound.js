// @ts-check
/**
 * A chime and a voice, both the browser's own. Browsers keep quiet until somebody has touched the
 * page: call `unlock` from a press.
 */

import { language } from "./words.js";

/** The two notes [Hz], and how long each sounds [s]. */
const NOTES = [784, 622];
const NOTE_S = 0.45;
const VOICES = { "zh-CN": "zh-CN", en: "en-GB" };

/** @type {AudioContext | null} */
let context = null;

/** Sound is wanted from now on. */
export function unlock() {
  context ??= new AudioContext();
  void context.resume();
}

/** Whether this device has a voice at all. */
export function hasVoice() {
  return "speechSynthesis" in window && speechSynthesis.getVoices().length > 0;
}

/** Two falling notes; nothing before `unlock`. */
export function chime() {
  if (context === null) return;
  NOTES.forEach((pitch, i) => sound(/** @type {AudioContext} */ (context), pitch, i * NOTE_S));
}

/** @param {AudioContext} of @param {number} pitch [Hz] @param {number} delay_s */
function sound(of, pitch, delay_s) {
  const tone = of.createOscillator();
  const loudness = of.createGain();
  const from = of.currentTime + delay_s;
  tone.frequency.value = pitch;
  loudness.gain.setValueAtTime(0.4, from);
  loudness.gain.exponentialRampToValueAtTime(0.001, from + NOTE_S);
  tone.connect(loudness).connect(of.destination);
  tone.start(from);
  tone.stop(from + NOTE_S);
}

/**
 * Have words spoken, after what is being spoken.
 * @param {string} words @param {import("./words.js").Language} [tongue]
 */
export function speak(words, tongue = language()) {
  if (!("speechSynthesis" in window)) return;
  const said = new SpeechSynthesisUtterance(words);
  said.lang = VOICES[tongue];
  said.rate = 0.9; // in a hall
  speechSynthesis.speak(said);
}
