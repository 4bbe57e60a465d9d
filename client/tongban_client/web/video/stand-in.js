// @ts-check
/**
 * What stands in where there is no device: a test picture that moves and says so, and silence.
 *
 * @typedef {import("../lib/words.js").Text} Text
 * @typedef {{ track: MediaStreamTrack, end: () => void }} Taken a track, and how to be done with it
 */

import { language, say, text } from "../lib/words.js";

const WORDS = {
  instead: text("代用画面：无摄像头画面", "Stand-in picture: no camera"),
};
const BARS = ["#c9d3da", "#d9b84a", "#3fa7b5", "#3f9b62", "#a85a9b", "#b8433c", "#3c5fa8"];
const NIGHT = "#10181e";
const PALE = "#f2f6f8";
const WIDTH = 640;
const HEIGHT = 360;
const PER_SECOND = 10;

/** A picture with a clock that runs, for a role. @param {string} name of the role @returns {Taken} */
export function standInPicture(name) {
  const canvas = document.createElement("canvas");
  canvas.width = WIDTH;
  canvas.height = HEIGHT;
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  draw(pen, name);
  const timer = setInterval(() => draw(pen, name), 1000 / PER_SECOND);
  const [track] = canvas.captureStream(PER_SECOND).getVideoTracks();
  return {
    track,
    end() {
      clearInterval(timer);
      track.stop();
    },
  };
}

/** A sound track without a sound. @returns {Taken} */
export function standInSound() {
  const context = new AudioContext();
  const [track] = context.createMediaStreamDestination().stream.getAudioTracks();
  return {
    track,
    end() {
      track.stop();
      context.close();
    },
  };
}

/** @param {CanvasRenderingContext2D} pen @param {string} name */
function draw(pen, name) {
  const now = new Date();
  const wide = WIDTH / BARS.length;
  BARS.forEach((colour, i) => fill(pen, colour, i * wide, 0, wide + 1, HEIGHT * 0.46));
  fill(pen, NIGHT, 0, HEIGHT * 0.46, WIDTH, HEIGHT);
  const share = (now.getTime() % 4000) / 4000;
  fill(pen, PALE, share * (WIDTH + 60) - 60, HEIGHT * 0.42, 60, HEIGHT * 0.04);
  pen.fillStyle = PALE;
  pen.textAlign = "center";
  write(pen, name, 34, HEIGHT * 0.58);
  write(pen, clock(now), 44, HEIGHT * 0.72);
  write(pen, say(WORDS.instead), 22, HEIGHT * 0.82);
}

/**
 * @param {CanvasRenderingContext2D} pen @param {string} colour
 * @param {number} x @param {number} y @param {number} width @param {number} height
 */
function fill(pen, colour, x, y, width, height) {
  pen.fillStyle = colour;
  pen.fillRect(x, y, width, height);
}

/** @param {CanvasRenderingContext2D} pen @param {string} words @param {number} size @param {number} y */
function write(pen, words, size, y) {
  pen.font = `600 ${size}px system-ui, sans-serif`;
  pen.fillText(words, WIDTH / 2, y, WIDTH - 40);
}

/** @param {Date} now */
function clock(now) {
  return now.toLocaleTimeString(language(), { hourCycle: "h23", timeZone: "Asia/Shanghai" });
}
