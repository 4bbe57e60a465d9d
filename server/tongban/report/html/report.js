// What a script adds to a page that reads without one: numbers of a mark when it is pointed at,
// tapped or come to by keyboard; the page's language and title after the switch.
"use strict";
(() => {
  const told = document.createElement("div");
  told.className = "told";
  told.hidden = true;
  told.setAttribute("aria-hidden", "true"); // a mark's own label is read already
  document.body.append(told);

  const show = (mark) => {
    told.textContent = mark.getAttribute("aria-label");
    told.hidden = false;
    const box = mark.querySelector(".reach").getBoundingClientRect();
    const width = document.documentElement.clientWidth;
    const middle = box.left + box.width / 2;
    const left = Math.max(8, Math.min(middle - told.offsetWidth / 2, width - told.offsetWidth - 8));
    const above = box.top - told.offsetHeight - 6;
    told.style.left = `${left + window.scrollX}px`;
    told.style.top = `${(above > 4 ? above : box.bottom + 6) + window.scrollY}px`;
  };
  const hide = () => {
    told.hidden = true;
  };

  // One stop of the Tab key for each drawing; arrow keys go from mark to mark.
  for (const chart of document.querySelectorAll("svg.chart")) {
    const marks = [...chart.querySelectorAll(".mark")];
    marks.forEach((mark, i) => {
      const title = mark.querySelector("title");
      mark.setAttribute("aria-label", title.textContent);
      title.remove();
      mark.setAttribute("role", "img");
      mark.setAttribute("tabindex", i === 0 ? "0" : "-1");
    });
    const go = (from, to) => {
      from.setAttribute("tabindex", "-1");
      to.setAttribute("tabindex", "0");
      to.focus();
    };
    chart.addEventListener("keydown", (event) => {
      const i = marks.indexOf(document.activeElement);
      const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
      if (i < 0) return;
      if (event.key === "Escape") hide();
      const ends = { Home: 0, End: marks.length - 1 };
      const to = event.key in steps ? i + steps[event.key] : ends[event.key];
      if (to === undefined || !marks[to]) return;
      event.preventDefault();
      go(marks[i], marks[to]);
    });
    chart.addEventListener("focusin", (event) => {
      const mark = event.target.closest(".mark");
      if (mark) show(mark);
    });
    chart.addEventListener("focusout", hide);
    for (const name of ["pointerover", "pointerdown"]) {
      chart.addEventListener(name, (event) => {
        const mark = event.target.closest(".mark");
        if (mark) show(mark);
        else hide();
      });
    }
    chart.addEventListener("pointerleave", hide);
  }
  window.addEventListener("scroll", hide, { passive: true });
  window.addEventListener("beforeprint", () => {
    hide();
  });

  const article = () => [...document.querySelectorAll("article")].find((a) => a.offsetParent !== null);
  const named = () => {
    const shown = article();
    if (!shown) return;
    document.documentElement.lang = shown.lang;
    document.title = shown.dataset.title;
  };
  for (const choice of document.querySelectorAll(".choose")) {
    choice.addEventListener("change", named);
  }
  named();
})();
