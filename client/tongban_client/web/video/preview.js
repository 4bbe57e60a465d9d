// @ts-check
import { html } from "../lib/html.js";

/**
 * What a camera of this machine sees, shown here and silent.
 * @param {MediaStream} stream @param {string} label
 */
export function preview(stream, label) {
  return html`<video
    data-key="preview"
    autoplay
    playsinline
    aria-label="${label}"
    .muted=${true}
    .srcObject=${stream}
  ></video>`;
}

/** Once it is shown: it plays, also where a browser leaves it paused. @param {Element} within */
export function play(within) {
  const video = within.querySelector("video");
  if (video?.paused && video.srcObject !== null) video.play().catch(() => undefined);
}

/** The devices behind a stream are let go. @param {MediaStream | null} stream */
export function stop(stream) {
  for (const track of stream?.getTracks() ?? []) track.stop();
}
