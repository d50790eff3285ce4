// The pictures of a card: the current one is marked, enlarged, stepped through; frames turn. The page works without it.
"use strict";

const calm = matchMedia("(prefers-reduced-motion: reduce)");

/* The gallery: the strip scrolls by itself; here its thumbnails and arrow keys go one picture at a time. */
for (const gallery of document.querySelectorAll("[data-gallery]")) {
  const strip = gallery.querySelector(".shots:not(.frames)");
  if (!strip) continue;
  const shots = [...strip.querySelectorAll(".shot")];
  const thumbs = [...gallery.querySelectorAll(".thumbs a")];
  const width = () => shots[0].clientWidth || 1;
  const now = () => Math.round(strip.scrollLeft / width());
  const go = (to) => {
    const place = Math.max(0, Math.min(shots.length - 1, to));
    strip.scrollTo({ left: place * width() });
  };
  strip.addEventListener("scroll", () => mark(now()), { passive: true });
  function mark(place) {
    thumbs.forEach((thumb, n) => {
      if (n !== place) { thumb.removeAttribute("aria-current"); return; }
      if (thumb.hasAttribute("aria-current")) return;
      thumb.setAttribute("aria-current", "true");
      const row = thumb.parentElement;
      row.scrollLeft = thumb.offsetLeft - row.offsetLeft - row.clientWidth / 2 + thumb.clientWidth / 2;
    });
  }
  thumbs.forEach((thumb, n) => thumb.addEventListener("click", (event) => { event.preventDefault(); go(n); }));
  strip.addEventListener("keydown", (event) => {
    const to = { ArrowLeft: now() - 1, ArrowRight: now() + 1, Home: 0, End: shots.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    go(to);
  });
  const zoom = document.getElementById("zoom");
  if (zoom) enlarge(zoom, shots, go);
}

/* The large view. Escape and a press beside the picture close it; the focus goes back to where it came from. */
function enlarge(zoom, shots, go) {
  const image = zoom.querySelector("img"), view = zoom.querySelector(".zoom-view");
  const scale = zoom.querySelector("[data-scale]"), count = zoom.querySelector(".zoom-count");
  let place = 0;
  function show(to) {
    place = (to + shots.length) % shots.length;
    image.src = shots[place].getAttribute("href");
    count.textContent = `${place + 1} / ${shots.length}`;
    fit(false);
    go(place);
  }
  function fit(full) {
    view.classList.toggle("full", full);
    scale.setAttribute("aria-pressed", String(full));
  }
  shots.forEach((shot, n) => shot.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    show(n);
    zoom.showModal();
  }));
  zoom.addEventListener("click", (event) => {
    const step = event.target.closest("[data-step]");
    if (step) show(place + Number(step.dataset.step));
    else if (event.target.closest("[data-scale]") || event.target === image) fit(!view.classList.contains("full"));
    else if (event.target.closest("[data-close]") || event.target === zoom || event.target === view) zoom.close();
  });
  zoom.addEventListener("keydown", (event) => {
    if (view.classList.contains("full")) return;
    if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
      event.preventDefault();
      show(place + (event.key === "ArrowRight" ? 1 : -1));
    }
  });
}

/* The view from all sides: one turn of the goods is one width of the view, however fast the hand. */
for (const turn of document.querySelectorAll("[data-turn]")) {
  const addresses = turn.dataset.turn.split(" ");
  const view = turn.querySelector(".turn-view"), image = view.querySelector("img");
  const bar = turn.querySelector(".turn-load"), play = turn.querySelector("[data-play]");
  const frames = new Array(addresses.length).fill(null);
  let place = 0, loading = false, loaded = 1, from = null;
  frames[0] = addresses[0];

  /* Nearest first, three at a time, once somebody has shown that he wants to turn. */
  function load() {
    if (loading) return;
    loading = true;
    bar.hidden = false;
    const order = addresses.map((_, n) => n).slice(1)
      .sort((one, other) => Math.min(one, addresses.length - one) - Math.min(other, addresses.length - other));
    const next = () => {
      const n = order.shift();
      if (n === undefined) return;
      const made = new Image();
      made.src = addresses[n];
      made.decode().then(() => { frames[n] = addresses[n]; }, () => {}).then(() => {
        loaded += 1;
        bar.value = loaded;
        bar.hidden = loaded >= addresses.length;
        if (n === place) draw();
        next();
      });
    };
    for (let n = 0; n < 3; n += 1) next();
  }

  /* A frame that has not come yet is stood in for by the nearest one that has. */
  function draw() {
    const all = addresses.length;
    for (let away = 0; away <= all; away += 1) {
      const found = frames[(place + away) % all] || frames[(place - away + all) % all];
      if (found) { if (image.getAttribute("src") !== found) image.src = found; break; }
    }
    view.setAttribute("aria-valuenow", String(place + 1));
    view.setAttribute("aria-valuetext", view.dataset.text.replace("{n}", String(place + 1)));
  }

  function to(frame) {
    const all = addresses.length;
    place = ((Math.round(frame) % all) + all) % all;
    load();
    draw();
  }

  view.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    stop();
    from = { x: event.clientX, place };
    view.setPointerCapture(event.pointerId);
    load();
  });
  view.addEventListener("pointermove", (event) => {
    if (from) to(from.place - ((event.clientX - from.x) / view.clientWidth) * addresses.length);
  });
  for (const end of ["pointerup", "pointercancel"]) view.addEventListener(end, () => { from = null; });
  view.addEventListener("keydown", (event) => {
    const wanted = { ArrowLeft: place - 1, ArrowRight: place + 1, Home: 0, End: addresses.length - 1 }[event.key];
    if (wanted === undefined) return;
    event.preventDefault();
    stop();
    to(wanted);
  });
  view.addEventListener("pointerenter", load, { once: true });
  view.addEventListener("focus", load, { once: true });

  /* By itself: a turn in six seconds, and never for those who asked their system for calm. */
  let playing = 0;
  function stop() {
    if (!playing) return;
    cancelAnimationFrame(playing);
    playing = 0;
    play.setAttribute("aria-pressed", "false");
  }
  function offer() {
    play.hidden = calm.matches;
    if (calm.matches) stop();
  }
  play.addEventListener("click", () => {
    if (playing) { stop(); return; }
    play.setAttribute("aria-pressed", "true");
    const began = { at: performance.now(), place };
    const tick = (at) => {
      to(began.place + ((at - began.at) / 6000) * addresses.length);
      playing = requestAnimationFrame(tick);
    };
    playing = requestAnimationFrame(tick);
  });
  calm.addEventListener("change", offer);
  offer();
}
