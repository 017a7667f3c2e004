"use strict";
(() => {
  const root = document.documentElement;
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const phone = window.matchMedia("(max-width: 720px)");
  const figures = JSON.parse(document.getElementById("figures").textContent);
  const drawn = new Set();
  let chosen = null;

  const colour = (name) => getComputedStyle(root).getPropertyValue(name).trim();

  // A colour in the JSON is the name of one of the page's own: "--best".
  const painted = (value, key = "") => {
    if (Array.isArray(value)) return value.map((item) => painted(item, key));
    if (value && typeof value === "object") {
      return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, painted(item, name)]));
    }
    return typeof value === "string" && key.endsWith("color") && value.startsWith("--") ? colour(value) : value;
  };

  const framed = (layout) => {
    const axis = (given = {}) => ({
      gridcolor: colour("--grid"), linecolor: colour("--line"), zeroline: false, automargin: true,
      ...given,
    });
    return {
      ...layout,
      xaxis: axis(layout.xaxis), yaxis: axis(layout.yaxis),
      paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)",
      font: { family: getComputedStyle(document.body).fontFamily, size: 12, color: colour("--ink") },
      margin: { l: 12, r: 14, t: 8, b: 12 },
      legend: { orientation: "h", x: 0, y: 1.02, yanchor: "bottom", font: { size: 12 }, itemsizing: "constant" },
      hoverlabel: { bgcolor: colour("--ground"), bordercolor: colour("--line"), font: { color: colour("--ink") } },
      dragmode: phone.matches ? false : "zoom",
      hovermode: "closest",
    };
  };

  const draw = (place) => {
    const figure = figures[place.dataset.figure];
    const { data, layout } = painted(figure);
    const config = { responsive: true, displayModeBar: false, displaylogo: false, showTips: false };
    return window.Plotly.react(place, data, framed(layout), config).then(() => {
      drawn.add(place);
      place.dataset.drawn = "yes";
    });
  };

  const seen = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      seen.unobserve(target);
      draw(target);
    }
  }, { rootMargin: "300px" });
  const places = document.querySelectorAll("[data-figure]");
  window.addEventListener("beforeprint", () => places.forEach(draw));

  const button = document.getElementById("theme");
  const light = () => {
    const theme = chosen ?? (dark.matches ? "dark" : "light");
    root.dataset.theme = theme;
    button.textContent = theme === "dark" ? "Light" : "Dark";
    button.setAttribute("aria-label", `Switch to ${button.textContent.toLowerCase()} colours`);
    drawn.forEach(draw);
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    chosen = root.dataset.theme === "dark" ? "light" : "dark";
    light();
  });
  dark.addEventListener("change", light);
  light();
  places.forEach((place) => seen.observe(place));

  const copy = document.getElementById("copy");
  if (copy && navigator.clipboard) {
    copy.hidden = false;
    copy.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.getElementById("command").textContent);
      copy.textContent = "Copied";
    });
  }

  const table = document.querySelector("table.trials");
  if (!table) return;
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const heads = [...table.tHead.rows[0].cells];
  const form = document.querySelector(".controls");
  const more = document.getElementById("more");
  const [by, show] = [form.querySelector("[data-sort-by]"), form.querySelector("[data-show]")];
  let isWhole = false;

  const refresh = () => {
    const fitting = [...body.rows].filter((row) => !show.value || row.dataset.state === show.value);
    const most = isWhole ? fitting.length : (phone.matches ? 10 : 25);
    const shown = new Set(fitting.slice(0, most));
    for (const row of rows) row.hidden = !shown.has(row);
    more.hidden = fitting.length <= most;
    more.textContent = `Show all ${fitting.length} rows`;
  };

  const compare = (left, right) => {
    if (left === right) return 0;
    if (left === "" || right === "") return left === "" ? Infinity : -Infinity; // unknown stays last in both orders
    const [a, b] = [Number(left), Number(right)];
    return Number.isNaN(a) || Number.isNaN(b) ? left.localeCompare(right) : a - b;
  };

  const sort = (column, sign) => {
    const key = (row) => row.cells[column].dataset.value;
    const order = (one, other) => {
      const difference = compare(key(one), key(other));
      return Number.isFinite(difference) ? sign * difference : difference;
    };
    body.append(...(column < 0 ? rows : [...rows].sort(order)));
    heads.forEach((head, index) => {
      if (index === column) head.setAttribute("aria-sort", sign > 0 ? "ascending" : "descending");
      else head.removeAttribute("aria-sort");
    });
    refresh();
  };

  const first = (column) => (heads[column]?.dataset.order === "descending" ? -1 : 1);

  heads.forEach((head, column) => {
    if (!head.dataset.key) return;
    const press = document.createElement("button");
    press.type = "button";
    press.className = "sort";
    press.textContent = head.textContent;
    press.addEventListener("click", () => {
      const before = head.getAttribute("aria-sort");
      sort(column, before ? (before === "ascending" ? -1 : 1) : first(column));
    });
    head.replaceChildren(press);
  });
  by.addEventListener("change", () => {
    const column = heads.findIndex((head) => by.value && head.dataset.key === by.value);
    sort(column, first(column));
  });
  show.addEventListener("change", refresh);
  more.addEventListener("click", () => { isWhole = true; refresh(); });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
  refresh();
})();
