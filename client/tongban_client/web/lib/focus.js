// @ts-check
/**
 * Show one of our elements anew. Where the focus was on something that is gone now, it goes to
 * the first thing that takes it for that (`tabindex="-1"`), never to the top of the page.
 * @param {import("./element.js").TbElement} element
 */
export function showKeepingFocus(element) {
  const had = element.contains(document.activeElement);
  element.show();
  if (!had || element.contains(document.activeElement)) return;
  /** @type {HTMLElement | null} */ (element.querySelector("[tabindex='-1']"))?.focus();
}
