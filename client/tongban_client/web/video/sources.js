// @ts-check
/**
 * Our own picture and sound: from camera and microphone, a screen, a second camera, or a stand-in.
 *
 * Nothing is open until `open()`, and nothing after `close()`: every track is stopped then, and a
 * device that is given too late is stopped as it comes. Event: `change`.
 *
 * @typedef {import("../state/call.js").Shows} Shows
 * @typedef {import("./stand-in.js").Taken} Taken
 * @typedef {import("./peer.js").Place} Place
 * @typedef {import("./devices.js").Problem} Problem
 * @typedef {Taken & { is: string, why?: Problem | null }} Source `is`: what `Shows` says of it
 */

import { NOTHING } from "../state/call.js";
import {
  asCamera,
  asMicrophone,
  asSecondCamera,
  choice,
  devices,
  documentCamera,
  opened,
  problem,
} from "./devices.js";
import { standInPicture, standInSound } from "./stand-in.js";

export class Sources extends EventTarget {
  isOpen = false;
  isMuted = false;
  /** Why there is a stand-in for camera or microphone. @type {{ [place in Place]?: Problem | null }} */
  why = {};
  /** What is written on a stand-in: who it is, and who the second picture is of. */
  name = "";
  nameOfSecond = "";

  /** @type {Map<Place, Source>} */
  #sources = new Map();
  /** How often each place was filled or emptied: what comes late is not wanted any more. */
  #turns = { sound: 0, picture: 0, second: 0 };
  #isOff = false;

  /** @param {Place} place @returns {MediaStreamTrack | null} */
  track(place) {
    return this.#sources.get(place)?.track ?? null;
  }

  /** What is sent, in words for the other side. @returns {Shows} */
  get shows() {
    if (!this.isOpen) return NOTHING;
    const is = (/** @type {Place} */ place) => this.#sources.get(place)?.is ?? null;
    const sound = this.isMuted && is("sound") === "on" ? "muted" : is("sound");
    const picture = this.#isOff ? "off" : is("picture");
    return /** @type {Shows} */ ({ sound, picture, second: is("second") });
  }

  /** Open camera and microphone, or what stands in for them. */
  async open() {
    if (this.isOpen) return;
    this.isOpen = true;
    this.#isOff = false;
    const both = cameraAndMicrophone(this.name); // asked for together: the browser asks once
    await Promise.all([
      this.#fill("picture", async () => (await both).picture),
      this.#fill("sound", async () => (await both).sound),
    ]);
  }

  /** Stop everything. */
  close() {
    this.isOpen = false;
    this.#isOff = false;
    for (const place of /** @type {const} */ (["sound", "picture", "second"])) this.#empty(place);
    this.#changed();
  }

  /** @param {boolean} isMuted */
  mute(isMuted) {
    this.isMuted = isMuted;
    this.#hush();
    this.#changed();
  }

  /** Turn the camera off, its light too, or on. @param {boolean} isOff */
  async turnOff(isOff) {
    this.#isOff = isOff;
    if (!isOff) return this.#fill("picture", () => camera(this.name));
    this.#empty("picture");
    this.#changed();
  }

  /** Show the screen in place of the camera. Throws what the browser throws, if it is not allowed. */
  async showScreen() {
    const stream = await navigator.mediaDevices.getDisplayMedia({ video: { frameRate: 10 } });
    const source = of(stream.getVideoTracks()[0], "screen");
    source.track.contentHint = "detail";
    this.#isOff = false;
    await this.#fill("picture", async () => source);
  }

  /** Back from the screen to the camera. */
  async hideScreen() {
    await this.#fill("picture", () => camera(this.name));
  }

  /** Show the document camera beside, or its stand-in; or no more. @param {boolean} isShown */
  async showSecond(isShown) {
    if (isShown) return this.#fill("second", () => second(this.nameOfSecond));
    this.#empty("second");
    this.#changed();
  }

  /** Take the devices that are chosen now. */
  async chosen() {
    if (!this.isOpen) return;
    const { picture } = this.shows;
    await Promise.all([
      this.#fill("sound", () => microphone()),
      picture === "camera" || picture === "stand-in" ? this.#fill("picture", () => camera(this.name)) : null,
      this.#sources.has("second") ? this.#fill("second", () => second(this.nameOfSecond)) : null,
    ]);
  }

  /** @param {Place} place @param {() => Promise<Source>} ask */
  async #fill(place, ask) {
    const turn = ++this.#turns[place];
    const source = await ask();
    if (!this.isOpen || turn !== this.#turns[place]) {
      source.end();
      return;
    }
    this.#empty(place);
    this.#sources.set(place, source);
    this.why = { ...this.why, [place]: source.why ?? null };
    this.#hush();
    source.track.addEventListener("ended", () => this.#ended(place, source), { once: true });
    this.#changed();
  }

  /** A device was unplugged, or the browser's own button ended it. @param {Place} place @param {Source} source */
  #ended(place, source) {
    if (this.#sources.get(place) !== source) return;
    if (place === "picture") this.#fill("picture", () => camera(this.name));
    else if (place === "sound") this.#fill("sound", () => microphone());
    else this.showSecond(false);
  }

  /** @param {Place} place */
  #empty(place) {
    this.#turns[place] += 1;
    this.#sources.get(place)?.end();
    this.#sources.delete(place);
  }

  #hush() {
    const sound = this.track("sound");
    if (sound !== null) sound.enabled = !this.isMuted;
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}

/** @param {MediaStreamTrack} track @param {string} is @returns {Source} */
function of(track, is) {
  return { track, is, end: () => track.stop() };
}

/** Both, by one question; where one of them is not had, each by its own. @param {string} name */
async function cameraAndMicrophone(name) {
  const { camera: video, microphone: audio } = choice();
  try {
    const stream = await opened({ video: asCamera(video), audio: asMicrophone(audio) });
    const [picture, sound] = [stream.getVideoTracks()[0], stream.getAudioTracks()[0]];
    return { picture: of(picture, "camera"), sound: of(sound, "on") };
  } catch {
    return { picture: await camera(name), sound: await microphone() };
  }
}

/** @param {string} name @returns {Promise<Source>} */
async function camera(name) {
  try {
    const stream = await opened({ video: asCamera(choice().camera) });
    return of(stream.getVideoTracks()[0], "camera");
  } catch (error) {
    return { ...standInPicture(name), is: "stand-in", why: problem(error) };
  }
}

/** @returns {Promise<Source>} */
async function microphone() {
  try {
    const stream = await opened({ audio: asMicrophone(choice().microphone) });
    return of(stream.getAudioTracks()[0], "on");
  } catch (error) {
    return { ...standInSound(), is: "silent", why: problem(error) };
  }
}

/** @param {string} name @returns {Promise<Source>} */
async function second(name) {
  try {
    const found = documentCamera((await devices()).cameras, choice());
    if (found === null) throw new DOMException("", "NotFoundError");
    const stream = await opened({ video: asSecondCamera(found.id) });
    const source = of(stream.getVideoTracks()[0], "camera");
    source.track.contentHint = "detail"; // what is written counts, not how it moves
    return source;
  } catch (error) {
    return { ...standInPicture(name), is: "stand-in", why: problem(error) };
  }
}
