// @ts-check
/**
 * What is signed and submitted, in words: the form, the materials, what it costs and how long it
 * takes. Rows are texts in both languages, or values as they were typed.
 *
 * @typedef {import("../wire/from-service.js").CaseView} CaseView
 * @typedef {import("../lib/words.js").Text} Text
 */

import { checklist } from "./materials.js";

/**
 * The fields that have a value, in the form's order.
 * @param {CaseView} view
 * @returns {{ name: string, title: Text, type: string, value: string, chosen: Text | null }[]}
 */
export function answers({ spec, form = {} }) {
  return Object.entries(spec?.fields ?? {})
    .filter(([name]) => form[name]?.value)
    .map(([name, { title, type, options }]) => {
      const { value } = form[name];
      return { name, title, type, value, chosen: options[value] ?? null };
    });
}

/** The materials that were shown, by the region's list. @param {CaseView} view */
export function shown(view) {
  return checklist(view).filter((row) => row.document !== null);
}

/**
 * What is to be paid for this form.
 * @param {CaseView} view @returns {{ title: Text, cny: number }[]}
 */
export function fees({ spec, form = {} }) {
  return (spec?.fees ?? []).filter(({ when }) =>
    Object.entries(when).every(([field, value]) => form[field]?.value === value),
  );
}

/**
 * The first characters of a hash, as people compare them.
 * @param {string} hash
 */
export function short(hash) {
  return `${hash.slice(0, 4)} ${hash.slice(4, 8)} ${hash.slice(8, 12)}`;
}

/**
 * What is missing, in words: its title, and why.
 * @param {CaseView} view @param {import("../wire/from-service.js").Missing} missing
 * @returns {{ title: Text | null, reason: Text | null, remark: string }}
 */
export function lacking({ spec }, { what, name, reason, remark }) {
  const material = spec?.materials[name];
  const known = what === "field" ? spec?.fields[name] : (material ?? spec?.fields[name]);
  const why = reason ? (material?.reasons[reason] ?? null) : null;
  return { title: known?.title ?? null, reason: why, remark };
}
