// @ts-check
/**
 * How good a connection is, and how much is sent over it: pure functions over what was measured.
 *
 * When it stays poor, less is sent, step by step: lower resolution, lower still, sound alone,
 * nothing. When it stays good, more again. Rule 1: a step down takes two poor samples, a step up
 * many good ones. Rule 2: a step up that does not hold doubles the patience for the next. Rule 3:
 * what is fair changes nothing. Rule 4: the grade that is shown changes once it has stayed.
 *
 * @typedef {"good" | "fair" | "poor" | "lost"} Grade
 * @typedef {"full" | "reduced" | "low" | "audio" | "text"} Level
 * @typedef {{ rtt_ms: number | null, loss: number | null, jitter_ms: number | null }} Way one
 *   direction; null where nothing was measured; loss is a share
 * @typedef {{ isConnected: boolean, out: Way, in: Way, room_kbps: number | null }} Sample room:
 *   what the browser reckons can be sent, while a picture is
 * @typedef {{ level: Level, shown: Grade, poor: number, good: number, patience: number,
 *   held: number, hasRisen: boolean, leaning: Grade, leant: number }} Quality `held`: samples since
 *   the last step, which went up if `hasRisen`
 * @typedef {import("./peer.js").Limits} Limits
 * @typedef {import("./peer.js").Place} Place
 */

/** From the most to the least. @type {readonly Level[]} */
export const LEVELS = ["full", "reduced", "low", "audio", "text"];
/** @type {readonly Grade[]} */
const GRADES = ["good", "fair", "poor", "lost"];

/**
 * Above these it is no longer good, or no longer fair: 150 and 400 ms one way by ITU-T G.114. What
 * jitters comes all the same, a little later, so jitter alone is never poor.
 */
const GOOD = { rtt_ms: 300, loss: 0.02, jitter_ms: 40 };
const FAIR = { rtt_ms: 800, loss: 0.08 };
/** Less than this is no picture [kbit/s]. */
const LEAST_ROOM = { good: 200, fair: 80 };
const NOTHING_COMES = { rtt_ms: 5000, loss: 0.5 };

const DOWN_AFTER = 2;
const UP_AFTER = 5;
const MOST_PATIENCE = 40;
/** A step up that held for so long was right, and patience is forgotten. */
const HELD = 20;
const WORSE_AFTER = 2;
const BETTER_AFTER = 3;

/** @type {Quality} */
export const START = {
  level: "full",
  shown: "good",
  poor: 0,
  good: 0,
  patience: UP_AFTER,
  held: 0,
  hasRisen: false,
  leaning: "good",
  leant: 0,
};

/** How good both directions are together. @param {Sample} sample @returns {Grade} */
export function grade(sample) {
  if (!sample.isConnected) return "lost";
  return worse(gradeOut(sample), gradeOf(sample.in));
}

/** After one more sample. @param {Quality} before @param {Sample} sample @returns {Quality} */
export function after(before, sample) {
  const shown = leant(before, grade(sample));
  if (!sample.isConnected) return { ...shown, poor: 0, good: 0 }; // a lost way is no matter of less
  const found = gradeOut(sample);
  const held = before.held + 1;
  const poor = found === "poor" || found === "lost" ? before.poor + 1 : 0;
  const good = found === "good" ? before.good + 1 : 0;
  const patience = before.hasRisen && held >= HELD ? UP_AFTER : before.patience;
  const next = { ...shown, held, poor, good, patience };
  if (poor >= DOWN_AFTER) return stepped(next, 1);
  if (good >= patience) return stepped(next, -1);
  return next;
}

/**
 * How much may be sent in a place.
 * @param {Level} level @param {Place} place @param {boolean} isDetail whether what is written counts
 * @returns {Limits}
 */
export function limits(level, place, isDetail) {
  if (place === "sound") return { active: level !== "text", maxBitrate: 32_000 };
  const plain = /** @type {const} */ ({
    full: { maxBitrate: 1_200_000, scaleResolutionDownBy: 1, maxFramerate: 24 },
    reduced: { maxBitrate: 400_000, scaleResolutionDownBy: 2, maxFramerate: 15 },
    low: { maxBitrate: 120_000, scaleResolutionDownBy: 4, maxFramerate: 8 },
  });
  const detail = /** @type {const} */ ({
    full: { maxBitrate: 1_500_000, scaleResolutionDownBy: 1, maxFramerate: 10 },
    reduced: { maxBitrate: 500_000, scaleResolutionDownBy: 1, maxFramerate: 4 },
    low: { maxBitrate: 150_000, scaleResolutionDownBy: 2, maxFramerate: 1 },
  });
  if (level === "audio" || level === "text") return { active: false };
  return { active: true, ...(isDetail ? detail : plain)[level] };
}

/** @param {Sample} sample */
function gradeOut({ out, room_kbps }) {
  const found = gradeOf(out);
  if (room_kbps === null || room_kbps >= LEAST_ROOM.good) return found;
  return worse(found, room_kbps >= LEAST_ROOM.fair ? "fair" : "poor");
}

/** @param {Way} way @returns {Grade} */
function gradeOf({ rtt_ms, loss, jitter_ms }) {
  const [rtt, lost, jitter] = [rtt_ms ?? 0, loss ?? 0, jitter_ms ?? 0];
  if (rtt > NOTHING_COMES.rtt_ms || lost > NOTHING_COMES.loss) return "lost";
  if (rtt > FAIR.rtt_ms || lost > FAIR.loss) return "poor";
  if (rtt > GOOD.rtt_ms || lost > GOOD.loss || jitter > GOOD.jitter_ms) return "fair";
  return "good";
}

/** @param {Grade} a @param {Grade} b */
function worse(a, b) {
  return GRADES[Math.max(GRADES.indexOf(a), GRADES.indexOf(b))];
}

/** A level further, if there is one. @param {Quality} quality @param {1 | -1} step @returns {Quality} */
function stepped(quality, step) {
  const level = LEVELS[LEVELS.indexOf(quality.level) + step];
  if (level === undefined) return { ...quality, poor: 0, good: 0 };
  const isUp = step === -1;
  const hasFailed = !isUp && quality.hasRisen && quality.held < HELD;
  const patience = hasFailed ? Math.min(MOST_PATIENCE, 2 * quality.patience) : quality.patience;
  return { ...quality, level, patience, poor: 0, good: 0, held: 0, hasRisen: isUp };
}

/** What is shown follows once it has stayed. @param {Quality} before @param {Grade} found @returns {Quality} */
function leant(before, found) {
  if (found === before.shown) return { ...before, leaning: found, leant: 0 };
  const times = found === before.leaning ? before.leant + 1 : 1;
  const isWorse = GRADES.indexOf(found) > GRADES.indexOf(before.shown);
  if (times < (isWorse ? WORSE_AFTER : BETTER_AFTER)) return { ...before, leaning: found, leant: times };
  return { ...before, shown: found, leaning: found, leant: 0 };
}
