// @ts-check
/**
 * Cameras, microphones and loudspeakers: which there are, which were chosen, why one is not had.
 *
 * The choice is kept in this browser. A device's id says nothing about who sits there, and a
 * browser gives each site ids of its own.
 *
 * @typedef {{ camera: string, microphone: string, documents: string, speaker: string }} Choice
 * @typedef {{ id: string, label: string }} Device
 * @typedef {{ cameras: Device[], microphones: Device[], speakers: Device[] }} Devices
 * @typedef {"denied" | "none" | "busy" | "insecure"} Problem
 */

const KEPT = "tongban.devices";

/** @type {Choice} */
const ANY = { camera: "", microphone: "", documents: "", speaker: "" };

/** Ids of the devices that were chosen; empty where any will do. @returns {Choice} */
export function choice() {
  try {
    return { ...ANY, ...JSON.parse(localStorage.getItem(KEPT) ?? "{}") };
  } catch {
    return ANY;
  }
}

/** @param {Partial<Choice>} change @returns {Choice} */
export function choose(change) {
  const chosen = { ...choice(), ...change };
  try {
    localStorage.setItem(KEPT, JSON.stringify(chosen));
  } catch {
    // a browser that keeps nothing: the choice holds for what is opened now
  }
  return chosen;
}

/** The devices there are. Their labels are empty until one of the kind was allowed. */
export async function devices() {
  const all = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
  return {
    cameras: ofKind(all, "videoinput"),
    microphones: ofKind(all, "audioinput"),
    speakers: ofKind(all, "audiooutput"),
  };
}

/**
 * The camera for documents: the one that was chosen, else one that is not the other camera.
 * @param {Device[]} cameras @param {Choice} chosen
 */
export function documentCamera(cameras, chosen) {
  const named = cameras.find(({ id }) => id === chosen.documents);
  const main = chosen.camera || cameras[0]?.id;
  return named ?? cameras.find(({ id }) => id !== main) ?? null;
}

/**
 * Tracks of the devices that were chosen, or of others where those were unplugged; throws what the
 * browser throws.
 * @param {{ video?: MediaTrackConstraints, audio?: MediaTrackConstraints }} wanted
 * @returns {Promise<MediaStream>}
 */
export async function opened(wanted) {
  if (navigator.mediaDevices === undefined) throw new DOMException("", "SecurityError");
  try {
    return await navigator.mediaDevices.getUserMedia(wanted);
  } catch (error) {
    if (!(error instanceof OverconstrainedError)) throw error;
    return navigator.mediaDevices.getUserMedia(ofAny(wanted));
  }
}

/** What to ask of a camera. @param {string} id any, if empty */
export function asCamera(id) {
  return { ...device(id), width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 24 } };
}

/** What to ask of a microphone. @param {string} id any, if empty */
export function asMicrophone(id) {
  return { ...device(id), echoCancellation: true, noiseSuppression: true };
}

/** What to ask of a camera over a document, to be seen as it moves. @param {string} id any, if empty */
export function asSecondCamera(id) {
  return { ...device(id), width: { ideal: 1920 }, height: { ideal: 1080 }, frameRate: { ideal: 10 } };
}

/** What to ask of a document camera for a still: all the lines it can give. @param {string} id any, if empty */
export function asDocumentCamera(id) {
  return { ...device(id), width: { ideal: 2592 }, height: { ideal: 1944 } };
}

/** Why a device was not had. @param {unknown} error @returns {Problem} */
export function problem(error) {
  switch (error instanceof DOMException ? error.name : "") {
    case "NotAllowedError":
      return "denied";
    case "SecurityError":
      return "insecure";
    case "NotReadableError":
    case "AbortError":
      return "busy";
    default:
      return "none";
  }
}

/** Demanded: what is only preferred, browsers overlook. @param {string} id any, if empty */
function device(id) {
  return id === "" ? {} : { deviceId: { exact: id } };
}

/** @param {{ [kind: string]: MediaTrackConstraints }} wanted */
function ofAny(wanted) {
  const kinds = Object.entries(wanted).map(([kind, { deviceId: _, ...rest }]) => [kind, rest]);
  return Object.fromEntries(kinds);
}

/** @param {MediaDeviceInfo[]} all @param {MediaDeviceKind} kind @returns {Device[]} */
function ofKind(all, kind) {
  // "default" and "communications" are second names of devices that are listed anyway.
  return all
    .filter((each) => each.kind === kind && !["", "default", "communications"].includes(each.deviceId))
    .map(({ deviceId, label }) => ({ id: deviceId, label }));
}
