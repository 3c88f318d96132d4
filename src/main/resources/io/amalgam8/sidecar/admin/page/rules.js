// Every rule in words, what became of it, and how often it held.

import { element, setAttribute, setText } from "./dom.js";
import { ago, percent, whole } from "./format.js";
import { makeState } from "./instances.js";
import { List, TableView } from "./list.js";

const PAGE = 20;

export class Rules {
  constructor() {
    this.list = new List("rules", {
      size: PAGE,
      keyOf: rule => `${rule.kind} ${rule.id}`,
      textOf: rule => [rule.service, rule.id, rule.state, rule.reason ?? "", condition(rule.rule), effect(rule.rule)].join(" "),
      choices: [{ label: "Any state", of: rule => spaced(rule.state) }, { label: "Any kind", of: rule => rule.kind ?? "" }],
      usualOrder: "As they are tried",
      orders: [{ label: "Most hits first", of: rule => rule.hits }],
      view: new TableView("Rules", [
        { title: "Service", name: "service", text: rule => rule.service },
        { title: "Priority", name: "numeric", text: rule => whole(rule.priority) },
        { title: "For", name: "condition", make: makeDetails, update: showDetails },
        { title: "Do", name: "effect", text: rule => effect(rule.rule) },
        { title: "State", name: "state", make: makeState, update: showState },
        { title: "Hits", name: "numeric", text: rule => whole(rule.hits) },
        { title: "Last match", name: "numeric when", text: rule => rule.last_match ? ago(rule.last_match) : "never" },
      ]),
      empty: "There are no rules: each call goes to any instance of its service.",
    });
  }

  set(rules) {
    this.list.set(rules);
  }
}

/** The rule's clauses in a line. */
function condition(rule) {
  const match = rule?.match ?? {};
  const clauses = [];
  if (match.source?.name) {
    clauses.push(`from ${match.source.name}${tagged(match.source.tags)}`);
  }
  for (const [name, pattern] of Object.entries(match.headers ?? {})) {
    clauses.push(`${name} ~ ${pattern}`);
  }
  if (match.all || match.any || match.none) {
    clauses.push("more clauses");
  }
  return clauses.length === 0 ? "all calls" : clauses.join(" and ");
}

/** What it does, in a line; backends without a weight share what the others leave. */
function effect(rule) {
  const backends = rule?.route?.backends ?? [];
  const sum = backends.reduce((all, backend) => all + (backend.weight ?? 0), 0);
  const without = backends.filter(backend => backend.weight === undefined).length;
  const parts = backends.map(({ name, tags, weight }) => {
    const share = weight === undefined ? Math.max(0, 1 - sum) / without : without === 0 ? weight / sum : weight;
    const whither = [name, (tags ?? []).join(",")].filter(part => part).join(":") || "any instance";
    return backends.length === 1 ? whither : `${whither} ${percent(share)}`;
  });
  return [...parts, ...(rule?.actions ?? []).map(action)].join(", ") || "–";
}

function action(action) {
  const words = {
    delay: () => `delay ${action.duration} s`,
    abort: () => `abort with ${action.return_code}`,
    trace: () => `log ${action.log_key}`,
  };
  const word = words[action.action]?.() ?? String(action.action);
  const part = action.probability !== undefined && action.probability < 1 ? ` for ${percent(action.probability)}` : "";
  return word + part + (action.tags?.length ? ` to ${action.tags.join(",")}` : "");
}

function tagged(tags) {
  return tags?.length ? `:${tags.join(",")}` : "";
}

function spaced(word) {
  return word.replaceAll("_", " ");
}

/** The clauses; opened, the whole rule. */
function makeDetails() {
  const summary = element("summary", {});
  const whole = element("pre", {});
  const root = element("details", {}, summary, whole);
  const part = { root, summary, whole, rule: undefined };
  root.addEventListener("toggle", () => showWhole(part));
  return part;
}

function showDetails(part, rule) {
  part.rule = rule;
  setText(part.summary, condition(rule.rule));
  showWhole(part);
}

function showWhole(part) {
  if (part.root.open) {
    setText(part.whole, JSON.stringify(part.rule.rule ?? { id: part.rule.id }, null, 2));
  }
}

function showState(part, rule) {
  setAttribute(part.mark, "data-state", rule.state);
  setText(part.word, spaced(rule.state));
  setText(part.more, rule.reason ?? "");
}
