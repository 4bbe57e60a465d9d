// @ts-check
/**
 * Which hall and home region the start page leads to.
 *
 * @typedef {import("../wire/from-service.js").CatalogueGiven} CatalogueGiven
 * @typedef {{ hall: string, region: string }} Pair
 */

/**
 * The first region, and the first hall of the last one: what crosses a border.
 * @param {CatalogueGiven} catalogue @returns {Pair}
 */
export function usualPair({ halls, regions, region_of }) {
  const [region = "", ...others] = Object.keys(regions);
  const names = Object.keys(halls);
  const farthest = others.reverse().find((name) => names.some((hall) => region_of[hall] === name));
  return { hall: names.find((hall) => region_of[hall] === farthest) ?? names[0] ?? "", region };
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
