// Each service with its versions: how its calls are split, as measured and as the rules have it; rate, latency, failures.

import { element, keyed, setAttribute, setText } from "./dom.js";
import { duration, percent, rate, whole, NONE } from "./format.js";
import { List } from "./list.js";
import { Plot } from "./plot.js";

const PAGE = 12;
const COLOURS = 6;

/** From this share of failed calls on, the number is set off. */
const ALARMING = 0.01;
const TITLES = [
  ["service", "Service and version"], ["split", "Split"], ["calls", "Calls/s"],
  ["latency", "Latency, median and 99%"], ["failed", "Failed (5xx)"], ["instances", "Healthy"],
];

export class Services {
  /** @param follow called with a service's name where its instances are asked for */
  constructor(traffic, follow) {
    this.traffic = traffic;
    this.follow = follow;
    this.colours = new Map();
    this.root = element("table", { role: "table", class: "services" },
      element("caption", { class: "unseen" }, "Services and their versions"),
      element("thead", { role: "rowgroup" }, element("tr", { role: "row" }, ...TITLES.map(([name, title]) =>
        element("th", { role: "columnheader", scope: "col", class: name }, title)))));
    this.list = new List("services", {
      size: PAGE,
      keyOf: service => service.name,
      textOf: service => [service.name, ...service.versions.map(version => version.tags)].join(" "),
      usualOrder: "By name",
      orders: [
        { label: "Most calls first", of: service => this.recent(service, "calls") },
        { label: "Most failures first", of: service => this.recent(service, "failed") },
      ],
      view: this,
      empty: "No service is known yet.",
    });
  }

  set(services) {
    this.list.set(services);
  }

  /** A second has passed: the page in sight is drawn again. */
  tick() {
    this.list.render();
  }

  draw(entries) {
    keyed(this.root, entries, entry => entry.key, entry => new Group(entry.item.name, this.follow),
      (group, entry) => group.show(entry.item, this.rows(entry.item), this.traffic));
  }

  recent(service, what) {
    const measured = this.traffic.service(service.name);
    return measured ? this.traffic.recent(measured[what]) : 0;
  }

  /** The versions that are there, and those that have had calls, each with its colour. */
  rows(service) {
    const measured = this.traffic.service(service.name);
    const versions = new Map(service.versions.map(version => [version.tags, version]));
    measured?.versions.forEach((series, tags) => {
      if (!versions.has(tags) && this.traffic.recent(series.calls) > 0) {
        versions.set(tags, { tags, weight: null, instances: null, healthy: null });
      }
    });
    const all = measured ? this.traffic.recent(measured.calls) : NaN;
    return [...versions.values()].map(version => {
      const series = measured?.versions.get(version.tags);
      const calls = series ? this.traffic.recent(series.calls) : 0;
      const failed = series ? this.traffic.recent(series.failed) : 0;
      return { ...version, series, calls, failed, share: all > 0 ? calls / all : NaN, colour: this.colour(service.name, version.tags) };
    });
  }

  /** A version keeps its colour for as long as the page is open. */
  colour(service, tags) {
    if (!this.colours.has(service)) {
      this.colours.set(service, new Map());
    }
    const taken = this.colours.get(service);
    if (!taken.has(tags)) {
      taken.set(tags, taken.size < COLOURS ? `version-${taken.size}` : "version-more");
    }
    return taken.get(tags);
  }
}

/** One service's rows. */
class Group {
  constructor(name, follow) {
    this.split = new Split();
    this.calls = new Plot(`${name}, calls per second`);
    this.latency = new Plot(`${name}, latency`);
    this.failed = new Plot(`${name}, failed calls per second`);
    this.numbers = Object.fromEntries(["calls", "latency", "failed"].map(key => [key, element("span", { class: "number" })]));
    this.instances = element("button", { type: "button", class: "plain", title: "Show its instances" });
    this.instances.addEventListener("click", () => follow(name));
    this.head = element("tr", { role: "row", class: "all" },
      element("th", { role: "rowheader", scope: "rowgroup", class: "service" }, name),
      cell("split", this.split.root),
      cell("calls", this.numbers.calls, this.calls.root),
      cell("latency", this.numbers.latency, this.latency.root),
      cell("failed", this.numbers.failed, this.failed.root),
      cell("instances", this.instances));
    this.root = element("tbody", { role: "rowgroup" }, this.head);
  }

  show(service, versions, traffic) {
    const healthy = service.versions.reduce((sum, version) => sum + version.healthy, 0);
    const instances = service.versions.reduce((sum, version) => sum + version.instances, 0);
    setText(this.instances, `${whole(healthy)} of ${whole(instances)}`);
    setAttribute(this.instances, "data-state", healthy < instances ? "suspect" : "fine");
    this.split.show(versions);
    this.plots(traffic.service(service.name), versions, traffic);
    keyed(this.root, [{ head: true }, ...versions], version => version.head ? "head" : `version ${version.tags}`,
      version => version.head ? { root: this.head } : new VersionRow(),
      (row, version) => row.show?.(version));
  }

  plots(measured, versions, traffic) {
    if (!measured) {
      Object.values(this.numbers).forEach(number => setText(number, NONE));
      return;
    }
    const calls = traffic.recent(measured.calls);
    const failed = traffic.recent(measured.failed);
    const share = calls > 0 ? failed / calls : 0;
    setText(this.numbers.calls, rate(calls));
    setText(this.numbers.latency, `${duration(traffic.quantile(measured, 0.5))}, ${duration(traffic.quantile(measured, 0.99))}`);
    setText(this.numbers.failed, percent(share));
    setAttribute(this.numbers.failed, "data-state", share >= ALARMING ? "bad" : "fine");
    const layers = versions.filter(version => version.series)
      .map(version => ({ series: version.series.calls, kind: "area", name: version.colour }));
    this.calls.draw(layers, traffic.at, { least: 1, format: rate });
    this.latency.draw([
      { series: measured.slow, kind: "line", name: "slow" },
      { series: measured.median, kind: "line", name: "median" },
    ], traffic.at, { least: 0.001, format: duration });
    this.failed.draw([{ series: measured.failed, kind: "area", name: "bad" }], traffic.at, { least: 1, format: rate });
    this.calls.describe(`now ${rate(calls)}`);
    this.latency.describe(`now ${this.numbers.latency.textContent}`);
    this.failed.describe(`now ${rate(failed)}, ${percent(share)} of all`);
  }
}

/** One version's numbers. */
class VersionRow {
  constructor() {
    this.swatch = element("span", {});
    this.name = element("span", {});
    this.measured = element("span", { class: "number" });
    this.weight = element("span", {});
    this.wanted = element("span", { class: "weight" }, element("span", { class: "word" }, "weight "), this.weight);
    this.calls = element("span", { class: "number" });
    this.failed = element("span", { class: "number" });
    this.instances = element("span", {});
    this.root = element("tr", { role: "row", class: "version" },
      element("th", { role: "rowheader", scope: "row", class: "service" }, this.swatch, this.name),
      cell("split", this.measured, this.wanted), cell("calls", this.calls), cell("latency"),
      cell("failed", this.failed), cell("instances", this.instances));
  }

  show(version) {
    setAttribute(this.swatch, "class", `swatch ${version.colour}`);
    setText(this.name, nameOf(version));
    setText(this.measured, percent(version.share));
    this.wanted.hidden = version.weight === null;
    setText(this.weight, percent(version.weight));
    setText(this.calls, rate(version.calls));
    setText(this.failed, percent(version.calls > 0 ? version.failed / version.calls : 0));
    setText(this.instances, version.instances === null ? "" : `${whole(version.healthy)} of ${whole(version.instances)}`);
  }
}

/** The calls' split as a bar, and under it, thin, the one that the rules want. */
class Split {
  constructor() {
    this.measured = element("span", { class: "measured" });
    this.wanted = element("span", { class: "wanted" });
    this.root = element("span", { class: "bars", role: "img" }, this.measured, this.wanted);
  }

  show(versions) {
    stripe(this.measured, versions, version => version.share);
    stripe(this.wanted, versions, version => version.weight);
    setAttribute(this.root, "aria-label", "Split: " + versions
      .map(version => `${nameOf(version)} ${percent(version.share)}`).join(", "));
  }
}

function stripe(root, versions, partOf) {
  keyed(root, versions.filter(version => partOf(version) > 0), version => version.tags, () => ({ root: element("span") }),
    (part, version) => {
      setAttribute(part.root, "class", version.colour);
      const share = partOf(version).toFixed(4);
      if (part.share !== share) {
        part.share = share;
        part.root.style.flexGrow = share;
      }
    });
}

/** Calls to a backend without tags may go to any of the instances. */
function nameOf(version) {
  return version.tags === "" ? "any version" : version.tags;
}

function cell(name, ...children) {
  return element("td", { role: "cell", class: name }, ...children);
}
