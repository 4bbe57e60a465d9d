// @ts-check
/**
 * Make an element's content like some markup, changing as little as possible.
 *
 * What is the same stays the same node, so focus, selection, scroll and a playing video stay.
 * Siblings are matched by `data-key` where they have one, else in order by tag. An element of
 * ours (`tb-…`) owns its content: its attributes and properties are set, its inside is left alone.
 */

import { Markup, taken } from "./html.js";

/** @param {Element} element @param {Markup} markup */
export function morph(element, markup) {
  const template = document.createElement("template");
  template.innerHTML = markup.text;
  children(element, template.content);
}

/** @param {Node} old @param {Node} fresh */
function children(old, fresh) {
  const wanted = [...fresh.childNodes];
  const keyed = keyedOf(old, new Set(wanted.map(keyOf)));
  let at = old.firstChild;
  wanted.forEach((one, i) => {
    const key = keyOf(one);
    const known = key === null ? undefined : keyed.get(key);
    if (known !== undefined && known !== at) {
      old.insertBefore(known, at);
      node(known, one);
      return;
    }
    at = firstOfUse(at, one, wanted.slice(i + 1));
    if (at !== null && isAlike(at, one)) {
      const same = at;
      at = at.nextSibling;
      node(same, one);
    } else {
      old.insertBefore(one, at);
      bindAll(one);
    }
  });
  while (at !== null) at = removed(at);
}

/**
 * The children that have a key, by key; those whose key is not wanted any more are removed, so
 * that what stays need not move.
 * @param {Node} old @param {Set<string | null>} wanted
 */
function keyedOf(old, wanted) {
  /** @type {Map<string, Node>} */
  const found = new Map();
  for (const child of [...old.childNodes]) {
    const key = keyOf(child);
    if (key === null) continue;
    if (wanted.has(key)) found.set(key, child);
    else old.removeChild(child);
  }
  return found;
}

/**
 * From here on, the first that is alike the one wanted now, or an element that is wanted later;
 * what is of no use any more is removed on the way.
 * @param {ChildNode | null} at @param {Node} one @param {Node[]} later
 */
function firstOfUse(at, one, later) {
  while (at !== null && !isAlike(at, one)) {
    const here = at;
    if (here instanceof Element && later.some((other) => isAlike(here, other))) break;
    if (!(one instanceof Element)) break; // text is put in; it displaces nothing
    at = removed(here);
  }
  return at;
}

/** @param {ChildNode} child @returns {ChildNode | null} what came after it */
function removed(child) {
  const next = child.nextSibling;
  child.remove();
  return next;
}

/** @param {Node} old @param {Node} fresh */
function node(old, fresh) {
  if (old instanceof Element && fresh instanceof Element) {
    attributes(old, fresh);
    if (!isOurs(old)) children(old, fresh);
    bind(old);
  } else if (old.nodeValue !== fresh.nodeValue) {
    old.nodeValue = fresh.nodeValue;
  }
}

/** @param {Element} old @param {Element} fresh */
function attributes(old, fresh) {
  for (const { name } of [...old.attributes]) {
    if (!fresh.hasAttribute(name) && !keepsItself(old, name)) old.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) {
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
}

/**
 * What the reader or the element itself has set: a `<details>` or `<dialog>` that was opened, the
 * `data-state` that one of ours shows.
 * @param {Element} element @param {string} name
 */
function keepsItself(element, name) {
  if (name === "open") return element.matches("details, dialog");
  return name === "data-state" && isOurs(element);
}

/** @param {Node} root */
function bindAll(root) {
  if (!(root instanceof Element)) return;
  bind(root);
  for (const element of root.querySelectorAll("*")) bind(element);
}

/** Set the properties that `.name=` asks for. @param {Element} element */
function bind(element) {
  for (const { name, value } of [...element.attributes]) {
    if (!name.startsWith("bind-")) continue;
    element.removeAttribute(name);
    const given = taken(name.slice(5));
    const target = /** @type {Record<string, unknown>} */ (/** @type {unknown} */ (element));
    if (target[value] !== given) target[value] = given;
  }
}

/** @param {Node} a @param {Node} b */
function isAlike(a, b) {
  return a.nodeName === b.nodeName && a.nodeType === b.nodeType && keyOf(a) === keyOf(b);
}

/** @param {Node} at @returns {string | null} */
function keyOf(at) {
  return at instanceof Element ? at.getAttribute("data-key") : null;
}

/** @param {Element} element */
function isOurs(element) {
  return element.localName.startsWith("tb-");
}
