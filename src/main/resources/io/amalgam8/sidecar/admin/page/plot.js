// Small plots as SVG paths: areas upon each other, and lines. Colours are the style sheet's.

import { element, setAttribute, setText, shape } from "./dom.js";
import { LENGTH } from "./traffic.js";

const HEIGHT = 40;
const STEPS = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10];

/** One plot: the last two minutes, newest at the right, from zero to the round number that is written at its top. */
export class Plot {
  constructor(label) {
    this.label = label;
    this.paths = [];
    this.svg = shape("svg", {
      viewBox: `0 0 ${LENGTH - 1} ${HEIGHT}`,
      preserveAspectRatio: "none",
      role: "img",
      "aria-label": label,
    });
    this.top = element("span", { class: "top-of-scale", "aria-hidden": "true" });
    this.root = element("span", { class: "plot" }, this.svg, this.top);
  }

  /**
   * @param layers `[{series, name, kind}]`, from the bottom; `area`s stand upon each other, `line`s each on zero
   * @param at where in a series the newest value is
   * @param scale `{least, format}`: the least top of the scale, and how to write it
   */
  draw(layers, at, scale) {
    const stacked = new Float64Array(LENGTH);
    const outlines = layers.map(layer => outline(layer, at, stacked));
    const highest = outlines.reduce((most, values) => values.reduce((a, b) => (b > a ? b : a), most), 0);
    const top = round(Math.max(highest, scale.least));
    let floor = new Float64Array(LENGTH);
    layers.forEach((layer, place) => {
      const values = outlines[place];
      const path = this.path(place);
      setAttribute(path, "class", `${layer.kind} ${layer.name}`);
      setAttribute(path, "d", layer.kind === "area" ? area(values, floor, top) : line(values, top));
      floor = layer.kind === "area" ? values : floor;
    });
    this.paths.splice(layers.length).forEach(path => path.remove());
    setText(this.top, highest > 0 ? scale.format(top) : "");
  }

  /** Says in words what it shows. */
  describe(text) {
    setAttribute(this.svg, "aria-label", `${this.label}: ${text}`);
  }

  path(place) {
    if (!this.paths[place]) {
      this.paths[place] = this.svg.appendChild(shape("path", { "vector-effect": "non-scaling-stroke" }));
    }
    return this.paths[place];
  }
}

/** The values from the oldest on; those of areas with what is beneath them. */
function outline(layer, at, stacked) {
  const values = new Float64Array(LENGTH);
  for (let i = 0; i < LENGTH; i++) {
    const value = layer.series.values[(at + 1 + i) % LENGTH];
    if (layer.kind === "area") {
      stacked[i] += value;
      values[i] = stacked[i];
    } else {
      values[i] = value;
    }
  }
  return values;
}

/** There along the values and back along the floor, for each stretch in which the values are known. */
function area(values, floor, top) {
  let path = "";
  for (let start = 0; start < LENGTH; start++) {
    let there = "";
    let back = "";
    let empty = true;
    let i = start;
    for (; i < LENGTH && !Number.isNaN(values[i]); i++) {
      there += `${i === start ? "M" : "L"}${i} ${y(values[i], top)}`;
      back = `L${i} ${y(floor[i], top)}${back}`;
      empty = empty && values[i] === floor[i];
    }
    path += empty ? "" : `${there}${back}Z`;
    start = i;
  }
  return path;
}

function line(values, top) {
  let path = "";
  let pen = false;
  for (let i = 0; i < LENGTH; i++) {
    if (Number.isNaN(values[i])) {
      pen = false;
      continue;
    }
    const alone = !pen && (i === LENGTH - 1 || Number.isNaN(values[i + 1]));
    path += `${pen ? "L" : "M"}${i} ${y(values[i], top)}${alone ? "h.6" : ""}`;
    pen = true;
  }
  return path;
}

function y(value, top) {
  return (HEIGHT - (Math.min(value, top) / top) * (HEIGHT - 1)).toFixed(1);
}

/** The next round number. */
function round(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return power * STEPS.find(step => step * power >= value * 0.9999);
}
