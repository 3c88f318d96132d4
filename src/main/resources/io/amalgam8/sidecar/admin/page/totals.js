// All traffic together: four numbers, each with its last two minutes.

import { byId, element, setText } from "./dom.js";
import { duration, percent, rate, whole } from "./format.js";
import { Plot } from "./plot.js";

export class Totals {
  constructor() {
    this.calls = new Tile("Calls per second");
    this.latency = new Tile("Latency, median and 99%");
    this.failed = new Tile("Failed (5xx) per second");
    this.inFlight = new Tile("Calls in flight");
    byId("totals").append(...[this.calls, this.latency, this.failed, this.inFlight].map(tile => tile.root));
  }

  draw(traffic) {
    const { total, at, inFlight } = traffic;
    const calls = traffic.recent(total.calls);
    const failed = traffic.recent(total.failed);
    this.calls.show(rate(calls), "", [layer(total.calls, "area", "all")], at, { least: 1, format: rate });
    this.latency.show(
      duration(traffic.quantile(total, 0.5)), duration(traffic.quantile(total, 0.99)),
      [layer(total.slow, "line", "slow"), layer(total.median, "line", "median")], at, { least: 0.001, format: duration });
    this.failed.show(
      rate(failed), percent(calls > 0 ? failed / calls : 0),
      [layer(total.failed, "area", "bad")], at, { least: 1, format: rate });
    this.inFlight.show(whole(inFlight.values[at]), "", [layer(inFlight, "line", "median")], at, { least: 1, format: whole });
  }
}

class Tile {
  constructor(title) {
    this.value = element("span", { class: "value" });
    this.beside = element("span", { class: "beside" });
    this.plot = new Plot(title);
    this.root = element("div", { class: "tile" },
      element("h2", {}, title), element("p", {}, this.value, this.beside), this.plot.root);
  }

  show(value, beside, layers, at, scale) {
    setText(this.value, value);
    setText(this.beside, beside);
    this.plot.draw(layers, at, scale);
    this.plot.describe(`now ${value} ${beside}`);
  }
}

function layer(series, kind, name) {
  return { series, kind, name };
}
