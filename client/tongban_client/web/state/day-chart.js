// @ts-check
/**
 * A day's chart from its figures: which hours it shows, scales and ticks, bands and steps, and
 * where today stands in what was expected. Pure: numbers in, numbers and paths out.
 *
 * Figures are cumulative, one a half hour from 00:00, each as at its end; of today's, the last is
 * of the half hour that runs. Times are minutes of the day, places pixels.
 *
 * @typedef {import("../wire/from-service.js").Curve} Curve
 * @typedef {{ from: number, to: number }} Span
 * @typedef {{ actual: number[], curve: Curve | null, minute: number }} Figures
 * @typedef {{ width: number, height: number, em: number }} Size
 */

const HALF_MIN = 30;
const USUAL = { from: 8 * 60, to: 18 * 60 };
const HOUR_STEPS = [60, 120, 180, 240, 360];
/** Hours in which less than this share of a mean day happens need not be shown. */
const RARE = 0.005;
/** So wide a chart has room for words beside its lines [em]. */
const WIDE_EM = 34;

/**
 * The hours in which anything is expected or has happened, whole ones.
 * @param {Figures} figures @returns {Span}
 */
export function span({ actual, curve, minute }) {
  const expected = curve === null ? [] : [...changes(curve.day_high), ...changes(curve.mean, RARE)];
  if (expected.length === 0) expected.push(USUAL.from / HALF_MIN, USUAL.to / HALF_MIN - 1);
  const busy = [...expected, ...changes(actual)];
  const from = Math.min(...busy) * HALF_MIN;
  const to = Math.max((Math.max(...busy) + 1) * HALF_MIN, minute);
  return { from: Math.floor(from / 60) * 60, to: Math.ceil(to / 60) * 60 };
}

/**
 * The half hours in which cumulative values rise by more than a share of their last.
 * @param {number[]} values @param {number} [share]
 */
function changes(values, share = 0) {
  const least = share * (values[values.length - 1] ?? 0);
  return values.flatMap((value, i) => (value - (values[i - 1] ?? 0) > least ? [i] : []));
}

/**
 * Whole numbers from 0 to the most or beyond, at most so many steps of 1, 2 or 5 times a power
 * of ten.
 * @param {number} most @param {number} steps
 */
export function ticks(most, steps) {
  let step = 1;
  for (let i = 0; most / step > Math.max(steps, 1); i++) step = [2, 5, 10][i % 3] * 10 ** Math.floor(i / 3);
  const count = Math.max(1, Math.ceil(most / step));
  return Array.from({ length: count + 1 }, (_, i) => i * step);
}

/** Whole hours to be written, so far apart that they fit. @param {Span} shown @param {number} room */
export function hours({ from, to }, room) {
  const step = HOUR_STEPS.find((wanted) => (to - from) / wanted <= room) ?? 480;
  const first = Math.ceil(from / step) * step;
  return Array.from({ length: Math.floor((to - first) / step) + 1 }, (_, i) => first + i * step);
}

/**
 * Everything that is drawn, where it stands.
 * @param {Figures} figures @param {Size} size
 */
export function layout(figures, { width, height, em }) {
  const { actual, curve, minute } = figures;
  const shown = span(figures);
  const isWide = width > WIDE_EM * em;
  const left = 3 * em;
  const right = Math.max(left + em, width - (isWide ? 8.5 : 1.5) * em);
  const top = (isWide ? 2 : 3.5) * em; // a narrow chart has the value beneath its title
  const bottom = Math.max(top + em, height - 2 * em);
  const most = Math.max(1, ...actual, ...(curve?.day_high ?? []), ...(curve?.mean_high ?? []));
  const values = ticks(most, (bottom - top) / (2.5 * em));
  /** @param {number} at */
  const x = (at) => round(left + ((at - shown.from) / (shown.to - shown.from)) * (right - left));
  /** @param {number} value */
  const y = (value) => round(bottom - (value / values[values.length - 1]) * (bottom - top));
  const last = actual.length > 0 ? actual[actual.length - 1] : 0;
  return {
    isWide,
    plot: { left, right, top, bottom },
    x: hours(shown, (right - left) / (4.5 * em)).map((at) => ({ at, x: x(at) })),
    y: values.map((value) => ({ value, y: y(value) })),
    days: curve && area(along(curve.day_high, shown), along(curve.day_low, shown), x, y),
    means: curve && area(along(curve.mean_high, shown), along(curve.mean_low, shown), x, y),
    mean: curve && `M${line(along(curve.mean, shown), x, y)}`,
    meanEnd: curve && endOf(curve.mean, shown, x, y),
    steps: steps(actual, minute, shown, x, y),
    now: { x: x(minute), y: y(last), value: last, isLate: x(minute) > right - 9 * em },
  };
}

/**
 * Times and values of a cumulative curve within some hours, from what it had at their beginning.
 * @param {number[]} values @param {Span} shown @returns {[number, number][]}
 */
function along(values, { from, to }) {
  /** @type {[number, number][]} */
  const points = [[from, values[from / HALF_MIN - 1] ?? 0]];
  for (let i = from / HALF_MIN; i < to / HALF_MIN; i++) points.push([(i + 1) * HALF_MIN, values[i]]);
  return points;
}

/**
 * Where a curve leaves the chart, and with which value.
 * @param {number[]} values @param {Span} shown
 * @param {(at: number) => number} x @param {(value: number) => number} y
 */
function endOf(values, { to }, x, y) {
  const value = values[to / HALF_MIN - 1];
  return { x: x(to), y: y(value), value };
}

/**
 * @param {[number, number][]} points
 * @param {(at: number) => number} x @param {(value: number) => number} y
 */
function line(points, x, y) {
  return points.map(([at, value]) => `${x(at)} ${y(value)}`).join("L");
}

/**
 * The area between two curves, and its two edges.
 * @param {[number, number][]} high @param {[number, number][]} low
 * @param {(at: number) => number} x @param {(value: number) => number} y
 */
function area(high, low, x, y) {
  const upper = line(high, x, y);
  return {
    fill: `M${upper}L${line([...low].reverse(), x, y)}Z`,
    edges: `M${upper}M${line(low, x, y)}`,
  };
}

/**
 * Today's line: it stays, and steps where a half hour ends, or now.
 * @param {number[]} actual @param {number} minute @param {Span} shown
 * @param {(at: number) => number} x @param {(value: number) => number} y
 */
function steps(actual, minute, { from }, x, y) {
  const first = from / HALF_MIN;
  const begun = `M${x(from)} ${y(actual[first - 1] ?? 0)}`;
  const rest = actual.slice(first).map((value, i) => {
    const end = Math.min((first + i + 1) * HALF_MIN, Math.max(minute, from));
    return `H${x(end)}V${y(value)}`;
  });
  return `${begun}${rest.join("")}H${x(Math.max(minute, from))}`;
}

/** @param {number} px */
function round(px) {
  return Math.round(px * 10) / 10;
}

/**
 * Where today stands in the range of single days, at the last half hour that is over.
 * @param {Figures} figures
 * @returns {{ minute: number, value: number, low: number, high: number,
 *   state: "below" | "within" | "above" } | null} null before there is anything to compare
 */
export function standing({ actual, curve, minute }) {
  const over = Math.min(Math.floor(minute / HALF_MIN), actual.length);
  if (curve === null || over === 0) return null;
  const value = actual[over - 1];
  const low = curve.day_low[over - 1];
  const high = curve.day_high[over - 1];
  const state = value < low ? "below" : value > high ? "above" : "within";
  return { minute: over * HALF_MIN, value, low, high, state };
}

/**
 * The chart as a table: one row a half hour that it shows.
 * @param {Figures} figures
 */
export function rows(figures) {
  const { actual, curve } = figures;
  const { from, to } = span(figures);
  return Array.from({ length: (to - from) / HALF_MIN }, (_, k) => {
    const i = from / HALF_MIN + k;
    const expected = curve && {
      mean: curve.mean[i],
      means: [curve.mean_low[i], curve.mean_high[i]],
      days: [curve.day_low[i], curve.day_high[i]],
    };
    return { end: (i + 1) * HALF_MIN, actual: actual[i] ?? null, expected };
  });
}

/** A time of day. @param {number} minute of the day */
export function timeOf(minute) {
  const hour = String(Math.floor(minute / 60)).padStart(2, "0");
  return `${hour}:${String(minute % 60).padStart(2, "0")}`;
}
