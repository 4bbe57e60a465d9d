// @ts-check
/**
 * What the region asks for, line by line, and how each line stands.
 *
 * @typedef {import("../wire/from-service.js").CaseView} CaseView
 * @typedef {import("../wire/from-service.js").DocumentView} DocumentView
 * @typedef {import("../lib/words.js").Text} Text
 * @typedef {"absent" | "shown" | "accepted" | "rejected"} Status
 * @typedef {{
 *   material: string, any_of: string[], title: Text, note: Text | null, accepts: string[],
 *   shown_as: string | null, document: DocumentView | null, status: Status,
 *   reason: Text | null, remark: string,
 * }} Row
 */

/**
 * The lines that apply to this form, in the region's order; `shown_as` is the material of a line
 * that was shown, where one of several will do.
 * @param {CaseView} view @returns {Row[]}
 */
export function checklist(view) {
  const { spec, needs = [], materials = {} } = view;
  if (spec === undefined) return [];
  return spec.needs
    .filter((need) => needs.includes(need.material))
    .map((need) => {
      const any_of = [need.material, ...need.or];
      const shown_as = any_of.find((name) => name in materials) ?? null;
      const document = shown_as === null ? null : materials[shown_as];
      const known = spec.materials[shown_as ?? need.material];
      return {
        material: need.material,
        any_of,
        title: known.title,
        note: need.note ?? known.note,
        accepts: known.accepts,
        shown_as,
        document,
        status: statusOf(document),
        reason: document?.reason ? (known.reasons[document.reason] ?? null) : null,
        remark: document?.remark ?? "",
      };
    });
}

/** @param {DocumentView | null} document @returns {Status} */
function statusOf(document) {
  if (document === null) return "absent";
  return document.verdict ?? "shown";
}
