// @ts-check
/**
 * Samples of a connection from the browser's statistics: what was new since the last reading.
 *
 * @typedef {import("./quality.js").Sample} Sample
 * @typedef {{ stats: Map<string, any> }} Reading
 */

/** So few packets say nothing about their loss. */
const FEW = 20;

/** @param {Iterable<[string, any]>} report @returns {Reading} */
export function reading(report) {
  return { stats: new Map(report) };
}

/** @param {Reading} before @param {Reading} now @param {boolean} isConnected @returns {Sample} */
export function sampled(before, now, isConnected) {
  const all = [...now.stats.values()];
  const pair = selectedPair(now);
  // What the other side reports of what we send; an old report is none.
  const reports = all.filter(
    (s) => s.type === "remote-inbound-rtp" && s.timestamp !== before.stats.get(s.id)?.timestamp,
  );
  const rtt_ms = most([ms(pair?.currentRoundTripTime)]);
  return {
    isConnected,
    out: {
      rtt_ms,
      loss: most(reports.map((s) => s.fractionLost)),
      jitter_ms: most(reports.filter(isSound).map((s) => ms(s.jitter))),
    },
    in: incoming(before, all.filter((s) => s.type === "inbound-rtp"), rtt_ms),
    room_kbps: isSendingPicture(before, all) ? kilo(pair?.availableOutgoingBitrate) : null,
  };
}

/** Frames of the picture in a direction, and its size, as a test reads them. @param {Reading} now */
export function counts(now) {
  const all = [...now.stats.values()];
  const sum = (/** @type {any[]} */ stats, /** @type {string} */ name) =>
    stats.reduce((total, s) => total + (s[name] ?? 0), 0);
  const sent = all.filter((s) => s.type === "outbound-rtp");
  const received = all.filter((s) => s.type === "inbound-rtp");
  return {
    bytes_sent: sum(sent, "bytesSent"),
    frames_sent: sum(sent, "framesSent"),
    frames_received: sum(received, "framesDecoded"),
  };
}

/** @param {Reading} before @param {any[]} streams @param {number | null} rtt_ms */
function incoming(before, streams, rtt_ms) {
  const fresh = streams.map((now) => {
    const then = before.stats.get(now.id);
    const received = now.packetsReceived - (then?.packetsReceived ?? 0);
    const lost = Math.max(0, now.packetsLost - (then?.packetsLost ?? 0));
    return { now, lost, all: received + lost };
  });
  const flowing = fresh.filter(({ all }) => all >= FEW);
  return {
    rtt_ms,
    loss: most(flowing.map(({ lost, all }) => lost / all)),
    jitter_ms: most(flowing.filter(({ now }) => isSound(now)).map(({ now }) => ms(now.jitter))),
  };
}

/** @param {Reading} now */
function selectedPair({ stats }) {
  const transport = [...stats.values()].find((s) => s.type === "transport");
  return stats.get(transport?.selectedCandidatePairId);
}

/** @param {Reading} before @param {any[]} all */
function isSendingPicture(before, all) {
  return all.some(
    (s) =>
      s.type === "outbound-rtp" &&
      s.kind === "video" &&
      s.framesSent > (before.stats.get(s.id)?.framesSent ?? 0),
  );
}

/** @param {any} stat */
function isSound(stat) {
  return stat.kind === "audio";
}

/** @param {(number | null | undefined)[]} values @returns {number | null} */
function most(values) {
  const known = values.filter((value) => typeof value === "number");
  return known.length === 0 ? null : Math.max(...known);
}

/** @param {number | undefined} seconds */
function ms(seconds) {
  return seconds === undefined ? null : seconds * 1000;
}

/** @param {number | undefined} bits */
function kilo(bits) {
  return bits === undefined ? null : bits / 1000;
}
