// @ts-check
/**
 * Which hall and home region the start page leads to.
 *
 * @typedef {import("../wire/from-service.js").CatalogueGiven} CatalogueGiven
 * @typedef {{ hall: string, region: string }} Pair
 */

/**
 * The first region, and the first hall that stands in another one: what crosses a border.
 * @param {CatalogueGiven} catalogue @returns {Pair}
 */
export function usualPair({ halls, regions, region_of }) {
  const region = Object.keys(regions)[0] ?? "";
  const names = Object.keys(halls);
  return { hall: names.find((hall) => region_of[hall] !== region) ?? names[0] ?? "", region };
}

/** Whether hall and home region are in different regions. @param {CatalogueGiven} catalogue @param {Pair} pair */
export function isAcross({ region_of }, { hall, region }) {
  return region_of[hall] !== region;
}

/** Where each page is, for a hall and a region. @param {Pair} pair */
export function addresses({ hall, region }) {
  return {
    window: `/window?hall=${encodeURIComponent(hall)}`,
    desk: `/desk?region=${encodeURIComponent(region)}`,
    board: "/board",
    display: `/board?hall=${encodeURIComponent(hall)}`,
  };
}
