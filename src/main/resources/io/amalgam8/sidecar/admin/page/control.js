// How each part of the sidecar is, and what it routes by.

import { byId, setAttribute, setText } from "./dom.js";
import { ago, clock, whole } from "./format.js";
import { makeState } from "./instances.js";
import { TableView } from "./list.js";

export class Control {
  constructor() {
    this.words = new Map();
    this.view = new TableView("Parts of the sidecar", [
      { title: "Part", name: "part", text: part => part.name },
      { title: "State", name: "state", make: makeState, update: showState },
      { title: "Detail", name: "detail", text: part => part.detail },
    ]);
    byId("control-list").append(this.view.root);
  }

  /** As `/readyz?verbose` has it; events bear the parts alone, and leave what else is known. */
  set(health) {
    this.words = health.control_plane ? lastWords(health.control_plane) : this.words;
    this.view.draw(Object.entries(health.parts ?? {}).map(([name, { state, detail }]) =>
      ({ key: name, item: { name, state, detail: [detail, this.words.get(name)].filter(text => text).join("; ") } })));
  }

  /** The table in force; `since` is empty when it was there before this page was. */
  table(table, since) {
    const counts = ["services", "instances", "rules"].map(name => `${whole(table[name])} ${name}`).join(", ");
    const refused = table.refused_rules > 0 ? `, ${whole(table.refused_rules)} refused` : "";
    const moment = since === undefined ? "" : ` since ${clock(since)}`;
    setText(byId("table-state"), `Routing table ${whole(table.revision)}${moment}: ${counts}${refused}.`);
  }
}

/** What was last heard of each. */
function lastWords({ catalog_received: catalog, rules_received: rules, revision }) {
  const number = revision === null ? "" : `, revision ${whole(revision)}`;
  return new Map([
    ["registry", catalog ? `instances received ${ago(catalog)}` : "no instances received yet"],
    ["controller", rules ? `rules received ${ago(rules)}${number}` : "no rules received yet"],
  ]);
}

function showState(part, { state }) {
  setAttribute(part.mark, "data-state", state);
  setText(part.word, state);
}
