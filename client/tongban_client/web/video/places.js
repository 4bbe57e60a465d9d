// @ts-check
/**
 * What goes over a connection, in three places that are always the same: sound, picture, and a
 * second picture, each both ways. Where there is no track, nothing is sent.
 *
 * @typedef {"sound" | "picture" | "second"} Place
 * @typedef {Partial<Pick<RTCRtpEncodingParameters,
 *   "active" | "maxBitrate" | "maxFramerate" | "scaleResolutionDownBy">>} Limits
 */

/** @type {readonly { name: Place, kind: "audio" | "video" }[]} */
const PLACES = [
  { name: "sound", kind: "audio" },
  { name: "picture", kind: "video" },
  { name: "second", kind: "video" },
];

export class Places {
  /** Sound and picture of the other side. */
  main = new MediaStream();
  /** Its second picture. */
  second = new MediaStream();

  /** @type {RTCPeerConnection | null} */
  #connection = null;
  /** @type {{ [place in Place]: MediaStreamTrack | null }} */
  #tracks = { sound: null, picture: null, second: null };
  /** @type {{ [place in Place]: Limits }} */
  #limits = { sound: {}, picture: {}, second: {} };

  /** Lay the places out on a fresh connection: only one side does. @param {RTCPeerConnection} connection */
  layOut(connection) {
    for (const { kind } of PLACES) connection.addTransceiver(kind, { direction: "sendrecv" });
    this.take(connection);
  }

  /** Take the places that lie on a connection, and fill them. @param {RTCPeerConnection} connection */
  take(connection) {
    const places = connection.getTransceivers();
    if (places.length < PLACES.length) return;
    this.#connection = connection;
    for (const place of places) place.direction = "sendrecv"; // as an offer lays them out: receive
    const [sound, picture, second] = places.map((place) => place.receiver.track);
    if (!this.main.getTracks().includes(sound)) {
      this.main = new MediaStream([sound, picture]);
      this.second = new MediaStream([second]);
    }
    for (const { name } of PLACES) this.#fill(name);
  }

  /** @param {Place} place @param {MediaStreamTrack | null} track */
  send(place, track) {
    this.#tracks[place] = track;
    this.#fill(place);
  }

  /** How much may be sent in a place. @param {Place} place @param {Limits} limits */
  limit(place, limits) {
    this.#limits[place] = limits;
    this.#apply(place);
  }

  /** The limits hold, once an offer and its answer have set what may be limited. */
  negotiated() {
    for (const { name } of PLACES) this.#apply(name);
  }

  /** @param {Place} place @returns {RTCRtpSender | undefined} */
  #sender(place) {
    const at = PLACES.findIndex(({ name }) => name === place);
    return this.#connection?.getTransceivers()[at]?.sender;
  }

  /** @param {Place} place */
  async #fill(place) {
    try {
      await this.#sender(place)?.replaceTrack(this.#tracks[place]);
      await this.#apply(place);
    } catch {
      // the connection was closed meanwhile: the next one is filled when it is taken
    }
  }

  /** @param {Place} place */
  async #apply(place) {
    const sender = this.#sender(place);
    const parameters = sender?.getParameters();
    if (parameters?.encodings?.length !== 1) return; // not negotiated yet
    Object.assign(parameters.encodings[0], this.#limits[place]);
    await sender?.setParameters(parameters).catch(() => undefined); // closed, or set again just now
  }
}
