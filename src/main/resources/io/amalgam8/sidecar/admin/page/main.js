// Start reading here: what is asked for when, and who shows it.

import { read, readAll, Refresh } from "./api.js";
import { Control } from "./control.js";
import { Counters } from "./counters.js";
import { byId } from "./dom.js";
import { Explain } from "./explain.js";
import { Instances } from "./instances.js";
import { Live } from "./live.js";
import { Requests } from "./requests.js";
import { Rules } from "./rules.js";
import { Services } from "./services.js";
import { Status } from "./status.js";
import { Totals } from "./totals.js";
import { Traffic } from "./traffic.js";

const status = new Status();
const control = new Control();
const traffic = new Traffic();
const totals = new Totals();
const instances = new Instances();
const services = new Services(traffic, showInstances);
const rules = new Rules();
const explain = new Explain();
const requests = new Requests(request => explain.open(request));
const counters = new Counters();
let fresh = true;

const lists = [
  new Refresh(async () => {
    const all = await readAll("/services");
    services.set(all);
    instances.set(all);
  }, 5_000),
  new Refresh(async () => rules.set(await readAll("/rules")), 5_000),
  new Refresh(async () => requests.set(await readAll("/requests")), 2_000),
  new Refresh(async () => tellHealth((await read("/readyz?verbose")).body), 5_000),
];
const [servicesAsked, rulesAsked] = lists;

new Live({
  metrics: update => count(update),
  table: table => {
    control.table(table, fresh ? undefined : Date.now());
    fresh = false;
    servicesAsked.now();
    rulesAsked.now();
  },
  health: health => tellHealth(health),
  away: () => status.away(),
  back: () => {
    fresh = true;
    status.back();
    lists.forEach(list => list.now());
  },
});
lists.forEach(list => list.now());
totals.draw(traffic);

function count(update) {
  const delta = counters.take(update);
  if (delta) {
    traffic.add(delta);
  } else {
    traffic.gap(counters.seconds);
  }
  if (!document.hidden) {
    totals.draw(traffic);
    services.tick();
  }
}

function tellHealth(health) {
  control.set(health);
  status.health(health);
}

function showInstances(service) {
  instances.filter(service);
  byId("instances").scrollIntoView();
  byId("instances-filter").focus();
}
