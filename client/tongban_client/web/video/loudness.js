// @ts-check
/** How loud it is at a microphone, and a sound by which to try a loudspeaker. */

/** The notes of the test sound [Hz], and how long each sounds [s]. */
const NOTES = [660, 880];
const NOTE_S = 0.35;

/** The loudness of a stream, as long as it is not closed. */
export class Loudness {
  #context = new AudioContext();
  #analyser = this.#context.createAnalyser();
  #samples = new Float32Array(this.#analyser.fftSize);

  /** @param {MediaStream} stream */
  constructor(stream) {
    this.#context.createMediaStreamSource(stream).connect(this.#analyser);
  }

  /** The root mean square of the last moment, 0 to 1. */
  level() {
    this.#analyser.getFloatTimeDomainData(this.#samples);
    const sum = this.#samples.reduce((total, sample) => total + sample * sample, 0);
    return Math.sqrt(sum / this.#samples.length);
  }

  close() {
    this.#context.close();
  }
}

/** Two notes from a loudspeaker. @param {string} speaker the system's own if empty */
export async function testSound(speaker) {
  const context = new AudioContext();
  const withSink = /** @type {{ setSinkId?: (id: string) => Promise<void> }} */ (
    /** @type {unknown} */ (context)
  );
  await withSink.setSinkId?.(speaker).catch(() => undefined);
  NOTES.forEach((pitch, i) => {
    const [tone, loudness] = [context.createOscillator(), context.createGain()];
    const from = context.currentTime + i * NOTE_S;
    tone.frequency.value = pitch;
    loudness.gain.setValueAtTime(0.3, from);
    loudness.gain.exponentialRampToValueAtTime(0.001, from + NOTE_S);
    tone.connect(loudness).connect(context.destination);
    tone.start(from);
    tone.stop(from + NOTE_S);
    if (i === NOTES.length - 1) tone.onended = () => void context.close();
  });
}
