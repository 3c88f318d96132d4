// How each part of the sidecar is, and what it routes by.

import { byId, setAttribute, setText } from "./dom.js";
import { clock, whole } from "./format.js";
import { makeState } from "./instances.js";
import { TableView } from "./list.js";

export class Control {
  constructor() {
    this.view = new TableView("Parts of the sidecar", [
      { title: "Part", name: "part", text: part => part.name },
      { title: "State", name: "state", make: makeState, update: showState },
      { title: "Detail", name: "detail", text: part => part.detail },
    ]);
    byId("control-list").append(this.view.root);
  }

  set(health) {
    this.view.draw(Object.entries(health.parts ?? {}).map(([name, { state, detail }]) =>
      ({ key: name, item: { name, state, detail: detail ?? "" } })));
  }

  /** The table in force; `since` is empty when it was there before this page was. */
  table(table, since) {
    const counts = ["services", "instances", "rules"].map(name => `${whole(table[name])} ${name}`).join(", ");
    const refused = table.refused_rules > 0 ? `, ${whole(table.refused_rules)} refused` : "";
    const moment = since === undefined ? "" : ` since ${clock(since)}`;
    setText(byId("table-state"), `Routing table ${whole(table.revision)}${moment}: ${counts}${refused}.`);
  }
}

function showState(part, { state }) {
  setAttribute(part.mark, "data-state", state);
  setText(part.word, state);
}
