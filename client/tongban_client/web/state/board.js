// @ts-check
/**
 * What a wallboard says of its figures: waits beside their target, and lines of places alike.
 *
 * @typedef {import("../wire/from-service.js").Board} Board
 * @typedef {import("../wire/from-service.js").StaffNow} StaffNow
 * @typedef {import("../wire/from-service.js").ServiceLevel} ServiceLevel
 * @typedef {{ name: string, waiting: number, seated: number, since: number | null, staff: StaffNow }} Place
 */

/** Home regions with their clerks. @param {Board} board @returns {Place[]} */
export function regionLines({ regions }) {
  return regions.map(({ region, waiting, seated, longest_since, clerks }) => {
    return { name: region, waiting, seated, since: longest_since, staff: clerks };
  });
}

/** Nearby halls with their assistants. @param {Board} board @returns {Place[]} */
export function hallLines({ halls }) {
  return halls.map(({ hall, waiting, seated, longest_since, assistants }) => {
    return { name: hall, waiting, seated, since: longest_since, staff: assistants };
  });
}

/**
 * How long a wait lasts, and whether that is within the target.
 * @param {number | null} since [µs] @param {number} now [µs] @param {number} target_s
 * @returns {{ seconds: number, state: "nobody" | "within" | "over" }}
 */
export function waitOf(since, now, target_s) {
  if (since === null) return { seconds: 0, state: "nobody" };
  const seconds = Math.max(0, (now - since) / 1e6);
  return { seconds, state: seconds > target_s ? "over" : "within" };
}

/** Those of today's whose wait is decided. @param {ServiceLevel} level */
export function decided({ came, undecided }) {
  return came - undecided;
}

/** All cases in progress. @param {Board} board */
export function inProgress({ stages }) {
  return stages.reduce((sum, { cases }) => sum + cases, 0);
}

/** The last of cumulative counts: all of today. @param {number[]} counts */
export function soFar(counts) {
  return counts[counts.length - 1] ?? 0;
}
