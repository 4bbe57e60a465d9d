// @ts-check
/**
 * Markup from templates: whatever is put into one is text, unless it is markup itself.
 *
 *     html`<button class="big" ?disabled=${!ready} .onclick=${() => take()}>${label}</button>`
 *
 * `${value}` in text or in a quoted attribute is escaped; arrays are joined; null, undefined and
 * false leave nothing, but in `aria-name="${flag}"` it says "true" or "false", as ARIA wants it.
 * `?name=${flag}` sets an attribute or not. `.name=${value}` sets a property of the element, any
 * value, when the markup is shown (`morph`).
 */

const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Markup that is ready to be shown. Only `html` makes it. */
export class Markup {
  /** @param {string} text */
  constructor(text) {
    this.text = text;
  }
}

/** Values of `.name=` that wait for their element. @type {Map<string, unknown>} */
const waiting = new Map();
let lastKey = 0;

/**
 * @param {TemplateStringsArray} strings
 * @param {...unknown} values
 * @returns {Markup}
 */
export function html(strings, ...values) {
  let text = strings[0];
  values.forEach((value, i) => {
    const bound = /\s([.?])([\w-]+)=$/.exec(text);
    if (bound === null) {
      const isState = typeof value === "boolean" && /\saria-\w+="$/.test(text);
      text += isState ? String(value) : escaped(value);
    } else {
      text = text.slice(0, bound.index + 1) + attribute(bound[1], bound[2], value);
    }
    text += strings[i + 1];
  });
  return new Markup(text);
}

/**
 * The value bound under a key, once.
 * @param {string} key
 * @returns {unknown}
 */
export function taken(key) {
  const value = waiting.get(key);
  waiting.delete(key);
  return value;
}

/** @param {unknown} value @returns {string} */
function escaped(value) {
  if (value instanceof Markup) return value.text;
  if (Array.isArray(value)) return value.map(escaped).join("");
  if (value === null || value === undefined || value === false) return "";
  return String(value).replace(/[&<>"']/g, (c) => ESCAPES[/** @type {keyof ESCAPES} */ (c)]);
}

/** @param {string} kind @param {string} name @param {unknown} value @returns {string} */
function attribute(kind, name, value) {
  if (kind === "?") return value ? name : "";
  const key = String(++lastKey);
  waiting.set(key, value);
  return `bind-${key}="${name}"`;
}
