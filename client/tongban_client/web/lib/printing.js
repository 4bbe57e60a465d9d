// @ts-check
/** Print one part of the page alone: the style sheet shows nothing else on paper. */

/** @param {HTMLElement} part */
export function printAlone(part) {
  part.toggleAttribute("data-printing", true);
  const end = () => part.toggleAttribute("data-printing", false);
  window.addEventListener("afterprint", end, { once: true });
  window.print();
}
