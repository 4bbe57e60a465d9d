// @ts-check
/** Small pictures beside words, drawn in the colour of the text. A reader of screens skips them. */

import { Markup, html } from "./html.js";

/** Paths in a square of 24 by 24. */
const PATHS = {
  microphone: "M12 3a3 3 0 0 0-3 3v6a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3zM6 11v1a6 6 0 0 0 12 0v-1M12 18v3",
  microphone_off:
    "M12 3a3 3 0 0 0-3 3v6a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3zM6 11v1a6 6 0 0 0 12 0v-1M12 18v3M4 4l16 16",
  camera: "M3 7h12v10H3zM15 11l6-4v10l-6-4z",
  camera_off: "M3 7h12v10H3zM15 11l6-4v10l-6-4zM4 3l16 18",
  screen: "M3 5h18v11H3zM8 20h8M12 16v4",
  papers: "M7 3h8l4 4v14H7zM15 3v4h4M10 12h6M10 16h6",
  settings: "M4 7h9M17 7h3M15 5v4M4 17h3M11 17h9M9 15v4",
  larger: "M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5",
  smaller: "M9 4v5H4M20 9h-5V4M15 20v-5h5M4 15h5v5",
  swap: "M4 8h13l-3-3M20 16H7l3 3",
  sound: "M4 10v4h4l5 4V6L8 10zM17 9a4 4 0 0 1 0 6",
  turn: "M5 12a7 7 0 1 0 3-6M4 4v5h5",
};

/** @param {keyof typeof PATHS} name @returns {Markup} */
export function icon(name) {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="${PATHS[name]}"></path></svg>`;
}

/** Bars of a signal: how many of four are full. @param {number} full @returns {Markup} */
export function bars(full) {
  return html`<svg class="icon bars" viewBox="0 0 24 24" aria-hidden="true">
    ${[0, 1, 2, 3].map(
      (i) =>
        html`<rect
          x="${2 + 5.5 * i}"
          y="${16 - 4 * i}"
          width="4"
          height="${5 + 4 * i}"
          data-full="${i < full}"
        ></rect>`,
    )}
  </svg>`;
}
