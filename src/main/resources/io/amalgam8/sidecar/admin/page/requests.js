// The last requests, newest first. The list holds still while somebody is reading it.

import { byId, element, setAttribute, setText } from "./dom.js";
import { clock, duration } from "./format.js";
import { List, TableView } from "./list.js";

const PAGE = 25;

export class Requests {
  /** @param explain called with a request that is to be explained */
  constructor(explain) {
    this.newest = [];
    this.held = false;
    this.hold = element("button", { type: "button", "aria-pressed": "false" }, "Hold");
    this.hold.addEventListener("click", () => this.turn(!this.held));
    byId("requests-tools").append(this.hold);
    this.list = new List("requests", {
      size: PAGE,
      keyOf: request => `${request.timestamp} ${request.request_id}`,
      textOf: request => [
        request.status, request.method, request.path, request.dst, request.upstream_addr, request.flags, request.rule, request.request_id,
      ].join(" "),
      choices: [{ label: "Any status", of: request => `${String(request.status).charAt(0)}xx` }],
      view: new TableView("Last requests, newest first", this.columns(explain)),
      empty: "No request has come yet.",
    });
  }

  set(requests) {
    this.newest = requests;
    const still = this.held || this.isRead();
    setText(byId("requests-note"), still ? "Held still while you read." : "");
    if (!still) {
      this.list.set(requests);
    }
  }

  turn(held) {
    this.held = held;
    setAttribute(this.hold, "aria-pressed", String(held));
    this.set(this.newest);
  }

  isRead() {
    const body = this.list.options.view.body;
    return body.contains(document.activeElement) || body.matches(":hover");
  }

  columns(explain) {
    return [
      { title: "Time", name: "time", text: request => clock(request.timestamp) },
      { title: "Status", name: "status", make: makeStatus, update: showStatus },
      { title: "Request", name: "request code", text: request => `${request.method} ${request.path}` },
      { title: "To", name: "to", make: makeTo, update: showTo },
      { title: "Took", name: "numeric", text: request => duration(Number(request.request_time)) },
      { title: "Tries", name: "numeric", text: request => String(request.attempts) },
      { title: "Remarks", name: "remarks", text: remarks },
      { spoken: "Explanation", name: "explain", ...explainButton(explain) },
    ];
  }
}

function remarks(request) {
  return [request.flags, request.fault && `fault: ${request.fault}`, request.rule && `rule ${request.rule}`]
    .filter(remark => remark).join(", ");
}

function makeStatus() {
  const root = element("span", {});
  return { root };
}

function showStatus(part, request) {
  setText(part.root, String(request.status));
  setAttribute(part.root, "data-status", String(request.status).charAt(0));
}

function makeTo() {
  const service = element("span", {});
  const address = element("span", { class: "more code" });
  return { root: element("span", {}, service, address), service, address };
}

function showTo(part, request) {
  setText(part.service, request.dst);
  setText(part.address, request.upstream_addr === "-" ? "" : request.upstream_addr);
}

function explainButton(explain) {
  return {
    make() {
      const root = element("button", { type: "button", class: "plain" }, "Explain");
      const part = { root };
      root.addEventListener("click", () => explain(part.request));
      return part;
    },
    update(part, request) {
      part.request = request;
      setAttribute(part.root, "aria-label", `Explain ${request.method} ${request.path}`);
    },
  };
}
