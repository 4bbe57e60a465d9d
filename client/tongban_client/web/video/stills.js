// @ts-check
/**
 * Pictures of documents: taken from a camera or a file, turned upright, and large enough to read.
 *
 * @typedef {{ picture: HTMLCanvasElement | null, blob: Blob, name: string }} Still `picture` is
 *   null of what is no picture, such as a PDF
 */

/** What the service takes at most [bytes]. */
export const MOST_BYTES = 10_000_000;
/** Fewer pixels on the shorter side, and the service refuses the picture. */
export const LEAST_OF_FILE = 200;
/** A whole sheet in the picture has letters of three pixels then: nobody reads less. */
export const LEAST_OF_CAMERA = 600;
const QUALITIES = [0.92, 0.8, 0.6];

/** What a camera shows now. @param {HTMLVideoElement} video */
export function frameOf(video) {
  return drawn(video.videoWidth, video.videoHeight, (pen) => pen.drawImage(video, 0, 0));
}

/** A file's picture, upright by its own word; null if it is none. @param {Blob} file */
export async function pictureOf(file) {
  if (!file.type.startsWith("image/")) return null;
  const bitmap = await createImageBitmap(file);
  const picture = drawn(bitmap.width, bitmap.height, (pen) => pen.drawImage(bitmap, 0, 0));
  bitmap.close();
  return picture;
}

/** A picture turned to the right by a quarter. @param {HTMLCanvasElement} picture */
export function turned(picture) {
  return drawn(picture.height, picture.width, (pen) => {
    pen.translate(picture.height, 0);
    pen.rotate(Math.PI / 2);
    pen.drawImage(picture, 0, 0);
  });
}

/**
 * A picture as a file the service takes; the finest that is not too large.
 * @param {HTMLCanvasElement} picture @param {readonly string[]} accepts media types
 * @returns {Promise<Blob>}
 */
export async function asFile(picture, accepts) {
  const type = accepts.includes("image/jpeg") ? "image/jpeg" : "image/png";
  let blob = await encoded(picture, type, QUALITIES[0]);
  for (const quality of QUALITIES.slice(1)) {
    if (blob.size <= MOST_BYTES) break;
    blob = await encoded(picture, type, quality);
  }
  return blob;
}

/** A sheet that says it is a sample, for a demonstration without a camera. @param {string} title */
export function samplePaper(title) {
  return drawn(1240, 1754, (pen) => {
    pen.fillStyle = "#fbf9f3";
    pen.fillRect(0, 0, 1240, 1754);
    pen.fillStyle = "#1c2434";
    pen.textAlign = "center";
    pen.font = "600 64px system-ui, sans-serif";
    pen.fillText(title, 620, 220, 1080);
    pen.fillStyle = "#b0b8c4";
    for (let y = 360; y < 1300; y += 90) pen.fillRect(120, y, 700 + ((y * 7) % 300), 10);
    pen.strokeStyle = pen.fillStyle = "#be3c32";
    pen.lineWidth = 8;
    pen.strokeRect(270, 1380, 700, 220);
    pen.font = "600 72px system-ui, sans-serif";
    pen.fillText("示例 SAMPLE", 620, 1475, 640);
    pen.font = "600 40px system-ui, sans-serif";
    pen.fillText("仅供演示 for demonstration only", 620, 1555, 640);
  });
}

/**
 * @param {number} width @param {number} height @param {(pen: CanvasRenderingContext2D) => void} draw
 */
function drawn(width, height, draw) {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  draw(/** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d")));
  return canvas;
}

/** @param {HTMLCanvasElement} picture @param {string} type @param {number} quality @returns {Promise<Blob>} */
function encoded(picture, type, quality) {
  return new Promise((done, not) => {
    picture.toBlob((blob) => (blob === null ? not(new Error("no picture")) : done(blob)), type, quality);
  });
}
