// From counters that only grow to what was counted since the update before.

const REQUESTS = "a8_requests_total";
const DURATIONS = "a8_request_duration_seconds";
const IN_FLIGHT = "a8_requests_in_flight";

/** Rates over less than this are noise. */
const SHORTEST_SECONDS = 0.3;

/**
 * Remembers each series' last value, and how many `seconds` lay between the last two updates. Names from outside are keys
 * of maps, never of objects.
 */
export class Counters {
  constructor() {
    this.known = new Map();
    this.at = NaN;
    this.seconds = NaN;
    this.inFlight = NaN;
  }

  /**
   * @param update `{at, full, series: {name: [{labels, value | count, buckets}]}, gone}` with the new values of what has changed
   * @returns `{seconds, inFlight, requests: Map(service, Map(version, {calls, failed})), latency: Map(service, buckets)}`;
   *     undefined when it has nothing before it to be compared with
   */
  take(update) {
    const at = Date.parse(update.at);
    const seconds = (at - this.at) / 1000;
    this.at = at;
    this.seconds = seconds;
    const comparable = seconds >= SHORTEST_SECONDS && !update.full;
    if (update.full) {
      this.known.clear();
    }
    const delta = { seconds, requests: new Map(), latency: new Map() };
    (update.series?.[REQUESTS] ?? []).forEach(series => this.count(series, delta.requests));
    (update.series?.[DURATIONS] ?? []).forEach(series => this.time(series, delta.latency));
    (update.series?.[IN_FLIGHT] ?? []).forEach(series => (this.inFlight = series.value));
    for (const [name, gone] of Object.entries(update.gone ?? {})) {
      gone.forEach(series => this.known.delete(keyOf(name, series.labels)));
    }
    delta.inFlight = this.inFlight;
    return comparable ? delta : undefined;
  }

  count({ labels, value }, requests) {
    const calls = this.since(keyOf(REQUESTS, labels), value);
    const versions = inner(requests, labels.service, () => new Map());
    const version = inner(versions, labels.version, () => ({ calls: 0, failed: 0 }));
    version.calls += calls;
    version.failed += labels.code.startsWith("5") ? calls : 0;
  }

  time({ labels, buckets }, latency) {
    const key = keyOf(DURATIONS, labels);
    const delta = {};
    for (const [bound, calls] of Object.entries(buckets)) {
      delta[bound] = this.since(key + bound, calls);
    }
    latency.set(labels.service, delta);
  }

  since(key, value) {
    const before = this.known.get(key) ?? 0;
    this.known.set(key, value);
    return value < before ? value : value - before;
  }
}

function keyOf(name, labels) {
  return JSON.stringify([name, labels.service, labels.version, labels.code, labels.flags]);
}

function inner(map, key, make) {
  if (!map.has(key)) {
    map.set(key, make());
  }
  return map.get(key);
}
