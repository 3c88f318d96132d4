// Why a request would go where it would go: the sidecar's own explanation, in the order in which it decides.

import { read } from "./api.js";
import { byId, element, setAttribute, setText } from "./dom.js";
import { duration, percent, whole } from "./format.js";
import { makeState } from "./instances.js";
import { TableView } from "./list.js";

/** Longer parts of an explanation are cut, and say so. */
const MOST_ROWS = 50;

export class Explain {
  constructor() {
    this.dialog = byId("explain");
    this.answer = byId("explain-answer");
    this.asked = 0;
    byId("explain-close").addEventListener("click", () => this.dialog.close());
    byId("explain-open").addEventListener("click", () => {
      this.dialog.showModal();
      byId("explain-path").focus();
    });
    byId("explain-form").addEventListener("submit", event => {
      event.preventDefault();
      this.ask();
    });
  }

  /** Opens for that request of the access log. */
  open(request) {
    byId("explain-method").value = request.method;
    byId("explain-path").value = target(request);
    this.answer.replaceChildren();
    this.dialog.showModal();
    this.ask();
  }

  async ask() {
    const mine = ++this.asked;
    const query = new URLSearchParams({ method: byId("explain-method").value, path: byId("explain-path").value });
    byId("explain-headers").value.split("\n").filter(line => line.trim() !== "")
      .forEach(line => query.append("header", line));
    const parts = await read(`/explain?${query}`).then(
      ({ status, body }) => status === 200 ? explanation(body) : [element("p", {}, `Not explained: ${body.reason ?? status}`)],
      () => [element("p", {}, "The sidecar does not answer.")]);
    if (mine === this.asked) {
      this.answer.replaceChildren(...parts);
    }
  }
}

/** The target as the caller sent it, with its query, out of the request line; the path where there is none. */
function target(request) {
  const line = request.request ?? "";
  const start = request.method.length + 1;
  const end = line.length - (request.protocol ?? "").length - 1;
  return line.startsWith(`${request.method} `) && end > start ? line.slice(start, end) : request.path;
}

function explanation(body) {
  return [
    element("p", { class: "verdict" }, verdict(body.decision)),
    terms(body.terms),
    ...part("Rules", body.rules, [
      { title: "Rule", name: "code", text: rule => rule.id },
      { title: "Kind", name: "kind", text: rule => rule.kind ?? "–" },
      { title: "Priority", name: "numeric", text: rule => whole(rule.priority) },
      { title: "Outcome", name: "state", make: makeState, update: showOutcome },
      { title: "Why", name: "detail", text: why },
    ]),
    ...part("Backends", body.backends, [
      { title: "Version", name: "version", text: backend => named(backend) },
      { title: "Share", name: "numeric", text: backend => percent(backend.share) },
      { title: "Eligible instances", name: "numeric", text: backend => whole(backend.eligible) },
      { title: "Chosen", name: "detail", text: choice },
    ]),
    ...part("Faults", body.actions, [
      { title: "Action", name: "version", text: action => action.action },
      { title: "Chance", name: "numeric", text: action => percent(action.probability ?? 1) },
      { title: "Outcome", name: "detail", text: action => spaced(action.outcome) },
    ]),
    ...part("Instances", body.instances, [
      { title: "Endpoint", name: "endpoint code", text: instance => instance.endpoint },
      { title: "Version", name: "version", text: instance => instance.tags },
      { title: "State", name: "state", make: makeState, update: showEligible },
      { title: "Why", name: "detail", text: instance => instance.reason },
    ]),
  ].filter(node => node);
}

function verdict(decision) {
  if (!decision.forwarded) {
    return `The sidecar answers ${decision.status} itself: ${decision.reason}`;
  }
  const rule = decision.rule ? `by rule ${decision.rule}` : "as no rule says otherwise";
  return `Goes to ${named(decision)}, ${rule}.`;
}

function terms(terms) {
  if (!terms) {
    return undefined;
  }
  const answer = terms.response_timeout_seconds > 0 ? duration(terms.response_timeout_seconds) : "any time";
  return element("p", { class: "hint" },
    `Within ${duration(terms.connect_timeout_seconds)} to connect and ${answer} to answer; further tries: ${whole(terms.retries)}.`);
}

function part(title, items, columns) {
  if (!items?.length) {
    return [];
  }
  const view = new TableView(title, columns);
  view.draw(items.slice(0, MOST_ROWS).map((item, place) => ({ key: place, item })));
  const more = items.length - MOST_ROWS;
  return [element("h3", {}, title), view.root, more > 0 ? element("p", { class: "hint" }, `and ${whole(more)} more`) : undefined];
}

function why(rule) {
  const clauses = (rule.clauses ?? []).map(clause => `${clause.place} ${clause.held ? "matches" : "does not match"} ${clause.wanted}`);
  return [...clauses, rule.reason].filter(text => text).join("; ");
}

function showOutcome(part, rule) {
  setAttribute(part.mark, "data-state", rule.outcome === "held" ? "applied" : "unknown");
  setText(part.word, spaced(rule.outcome));
}

function showEligible(part, instance) {
  setAttribute(part.mark, "data-state", instance.ejected ? "ejected" : instance.eligible ? "healthy" : "unknown");
  setText(part.word, instance.ejected ? "ejected" : instance.eligible ? "eligible" : "left out");
}

function choice(backend) {
  const how = [backend.by_cookie && "by the version cookie", backend.failed_over && "failed over"].filter(word => word);
  return backend.chosen ? ["yes", ...how].join(", ") : how.join(", ");
}

function named({ service, tags }) {
  return tags ? `${service}:${tags}` : service;
}

function spaced(word) {
  return String(word ?? "").replaceAll("_", " ");
}
