// @ts-check
/**
 * Words in both languages, and numbers and times as each writes them.
 *
 * A text has the form that the service's texts have too, so `say` takes either. The language is
 * the page's, kept in this browser, and changes without loading anew.
 */

/** @typedef {"zh-CN" | "en"} Language */
/** @typedef {{ "zh-CN": string, en: string }} Text */

const KEPT = "tongban.language";
const ZONE = "Asia/Shanghai";
/** That zone before UTC [min]; it has had no summer time since 1991. */
const OFFSET_MIN = 480;
const changes = new EventTarget();

/** @type {Language} */
let current = kept();

/**
 * A text, in both languages; `{name}` in it is put in by `say`.
 * @param {string} zh @param {string} en @returns {Text}
 */
export function text(zh, en) {
  return { "zh-CN": zh, en };
}

/**
 * A text in the page's language.
 * @param {Text} words @param {Record<string, string | number>} [parts]
 */
export function say(words, parts = {}) {
  return words[current].replace(/\{(\w+)\}/g, (whole, name) =>
    name in parts ? String(parts[name]) : whole,
  );
}

/** @returns {Language} */
export function language() {
  return current;
}

/** @param {Language} chosen */
export function setLanguage(chosen) {
  if (chosen === current) return;
  current = chosen;
  try {
    localStorage.setItem(KEPT, chosen);
  } catch {
    // a browser that keeps nothing: the choice lasts as long as the page
  }
  document.documentElement.lang = chosen;
  changes.dispatchEvent(new Event("change"));
}

/** @param {() => void} call @param {AbortSignal} until */
export function onLanguage(call, until) {
  changes.addEventListener("change", call, { signal: until });
}

/** A time of day. @param {number} us µs since 1970-01-01 UTC @param {{ seconds?: boolean }} [how] */
export function clockTime(us, { seconds = false } = {}) {
  const options = /** @type {const} */ ({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const more = seconds ? /** @type {const} */ ({ second: "2-digit" }) : {};
  return new Intl.DateTimeFormat(current, { ...options, ...more, timeZone: ZONE }).format(us / 1000);
}

/** How much of a day is over by the halls' clocks [min]. @param {number} us µs since 1970-01-01 UTC */
export function minuteOfDay(us) {
  return Math.floor(us / 60e6 + OFFSET_MIN) % 1440;
}

/** A day. @param {string} iso such as 2023-06-07 */
export function day(iso) {
  const options = /** @type {const} */ ({ year: "numeric", month: "long", day: "numeric" });
  const noon = new Date(`${iso.slice(0, 10)}T12:00:00+08:00`);
  return new Intl.DateTimeFormat(current, { ...options, timeZone: ZONE }).format(noon);
}

/** How long something took or will take, in words. @param {number} seconds */
export function duration(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return unit(whole, "second");
  return unit(Math.round(whole / 60), "minute");
}

/** Minutes and seconds, as a clock that runs. @param {number} seconds */
export function stopwatch(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** A number as the language writes it. @param {number} value @param {number} [decimals] */
export function number(value, decimals = 0) {
  const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  return new Intl.NumberFormat(current, digits).format(value);
}

/** A share as per cent. @param {number} share 0 to 1 @param {number} [decimals] */
export function percent(share, decimals = 0) {
  const options = /** @type {const} */ ({ style: "percent", maximumFractionDigits: decimals });
  return new Intl.NumberFormat(current, options).format(share);
}

/** @param {number} value @param {"second" | "minute"} name */
function unit(value, name) {
  const options = /** @type {const} */ ({ style: "unit", unit: name, unitDisplay: "long" });
  return new Intl.NumberFormat(current, options).format(value);
}

/** @returns {Language} */
function kept() {
  try {
    return localStorage.getItem(KEPT) === "en" ? "en" : "zh-CN";
  } catch {
    return "zh-CN";
  }
}

document.documentElement.lang = current;
