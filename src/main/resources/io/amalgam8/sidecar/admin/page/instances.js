// Every instance, and how this sidecar fares with it.

import { element, setAttribute, setText } from "./dom.js";
import { duration, until, whole } from "./format.js";
import { List, TableView } from "./list.js";

const PAGE = 20;

export class Instances {
  constructor() {
    this.list = new List("instances", {
      size: PAGE,
      keyOf: instance => `${instance.service} ${instance.endpoint} ${instance.tags}`,
      textOf: instance => [instance.service, instance.endpoint, instance.tags, instance.type, instance.status].join(" "),
      choices: [{ label: "Any state", of: instance => instance.state }],
      usualOrder: "By service",
      orders: [
        { label: "Slowest first", of: instance => instance.latency_seconds },
        { label: "Most in flight first", of: instance => instance.in_flight },
      ],
      view: new TableView("Instances", [
        { title: "Service", name: "service", text: instance => instance.service },
        { title: "Endpoint", name: "endpoint code", text: instance => instance.endpoint },
        { title: "Version", name: "version", text: instance => instance.tags },
        { title: "State", name: "state", make: makeState, update: showState },
        { title: "Registered", name: "registered", text: instance => instance.status },
        { title: "Type", name: "type", text: instance => instance.type },
        { title: "Latency", name: "numeric", text: instance => duration(instance.latency_seconds) },
        { title: "In flight", name: "numeric", text: instance => whole(instance.in_flight) },
        { title: "Connections", name: "numeric", text: instance => whole(instance.connections) },
      ]),
      empty: "No instance is known yet.",
    });
  }

  set(services) {
    this.list.set(services.flatMap(service => service.instances.map(instance => ({ ...instance, service: service.name }))));
  }

  filter(words) {
    this.list.filter(words);
  }
}

/** A mark, a word, and more in small. */
export function makeState() {
  const mark = element("span", { class: "mark" });
  const word = element("span", { class: "word" });
  const more = element("span", { class: "more" });
  return { root: element("span", {}, mark, word, more), mark, word, more };
}

function showState(part, instance) {
  const left = until(instance.ejected_until);
  setAttribute(part.mark, "data-state", instance.state);
  setText(part.word, instance.state);
  setText(part.more, left === "" ? "" : `for ${left}`);
}
