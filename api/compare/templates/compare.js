"use strict";
(() => {
  const lists = document.querySelector(".lists");
  const chips = [...document.querySelectorAll(".ours .chip[data-pair]")];
  const upper = new Map([...document.querySelectorAll(".upper .chip[data-pair]")].map((chip) => [chip.dataset.pair, chip]));
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "lines");
  svg.setAttribute("aria-hidden", "true");
  lists.append(svg);
  const make = (parent, name) => parent.appendChild(document.createElementNS(svg.namespaceURI, name));
  const lines = chips.map((chip) => {
    const group = make(svg, "g");
    group.setAttribute("class", chip.classList[1]);
    const other = upper.get(chip.dataset.pair);
    const path = make(group, "path");
    const dots = [make(group, "circle"), make(group, "circle")];
    for (const dot of dots) dot.setAttribute("r", 3.5);
    return { group, path, dots, text: Object.assign(make(group, "text"), { textContent: chip.dataset.words }), chip, other };
  });

  // Curves from the right edge of the upper task to the left edge of ours.
  const draw = () => {
    const at = lists.getBoundingClientRect();
    for (const { path, dots, text, chip, other } of lines) {
      const from = other.parentElement.getBoundingClientRect();
      const to = chip.parentElement.getBoundingClientRect();
      const [x1, y1, x2, y2] = [from.right - at.left, from.top + from.height / 2 - at.top, to.left - at.left, to.top + to.height / 2 - at.top];
      const bend = (x2 - x1) / 2;
      path.setAttribute("d", `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`);
      dots.forEach((dot, end) => { dot.setAttribute("cx", end ? x2 : x1); dot.setAttribute("cy", end ? y2 : y1); });
      text.setAttribute("x", x2 - 10);
      text.setAttribute("y", y2 - 6);
    }
  };
  lists.classList.add("drawn");
  new ResizeObserver(draw).observe(lists);

  // The partners of the task that is pointed at or focused.
  const show = (task) => {
    lists.classList.toggle("busy", Boolean(task));
    for (const one of lists.querySelectorAll(".on")) one.classList.remove("on");
    if (!task) return;
    for (const { group, chip, other } of lines) {
      const ends = [chip, other].map((end) => end.closest(".task"));
      if (!ends.includes(task)) continue;
      group.classList.add("on");
      for (const end of ends) end.classList.add("on");
    }
  };
  const task = (event) => event.target.closest(".task");
  lists.addEventListener("pointerover", (event) => show(task(event)));
  lists.addEventListener("pointerleave", () => show(null));
  lists.addEventListener("focusin", (event) => show(task(event)));
  lists.addEventListener("focusout", () => show(null));

  // A link to a pair opens it, and the reader goes on from there.
  const pairs = [...document.querySelectorAll(".pair")];
  const status = document.querySelector(".tools [role=status]");
  const filter = (value) => {
    for (const pair of pairs) pair.hidden = !pair.dataset.kinds.split(" ").includes(value);
    status.textContent = `显示 ${pairs.filter((pair) => !pair.hidden).length} 对，共 ${pairs.length} 对`;
  };
  const arrive = () => {
    const place = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!place) return;
    if (place.matches(".pair")) {
      if (place.hidden) {
        document.querySelector("input[value=all]").checked = true;
        filter("all");
      }
      place.open = true;
      place.scrollIntoView();
      place.querySelector("summary").focus({ preventScroll: true });
    } else if (place.matches(".task")) place.querySelector("a").focus();
    else if (place.matches(".only")) place.focus();
  };
  addEventListener("hashchange", arrive);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (link && link.hash === location.hash) arrive();
  });
  arrive();

  if (pairs.length) {
    document.querySelector(".tools").hidden = false;
    for (const input of document.querySelectorAll("input[name=show]")) input.addEventListener("change", () => filter(input.value));
    for (const button of document.querySelectorAll("button[data-open]"))
      button.addEventListener("click", () => { for (const pair of pairs) if (!pair.hidden) pair.open = button.dataset.open === "yes"; });
  }

  // Everything is open on paper, and as it was afterwards.
  let closed = [];
  addEventListener("beforeprint", () => { closed = pairs.filter((pair) => !pair.open); for (const pair of closed) pair.open = true; });
  addEventListener("afterprint", () => { for (const pair of closed) pair.open = false; });
})();
