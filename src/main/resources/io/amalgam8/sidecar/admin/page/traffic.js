// What the metrics tell each second, kept for two minutes: per service and version, calls and failures; per service, latency.

/** Seconds that are kept. */
export const LENGTH = 120;

/** Seconds over which the numbers are taken. */
const WINDOW = 10;

class Series {
  constructor(start = NaN) {
    this.values = new Float64Array(LENGTH).fill(start);
  }
}

class ServiceTraffic {
  constructor() {
    this.calls = new Series(0);
    this.failed = new Series(0);
    this.median = new Series();
    this.slow = new Series();
    this.versions = new Map();
    this.buckets = new Array(LENGTH).fill(null);
  }

  version(tags) {
    let version = this.versions.get(tags);
    if (!version) {
      version = { calls: new Series(0), failed: new Series(0) };
      this.versions.set(tags, version);
    }
    return version;
  }

  clear(at, value) {
    this.calls.values[at] = value;
    this.failed.values[at] = value;
    this.versions.forEach(version => {
      version.calls.values[at] = value;
      version.failed.values[at] = value;
    });
    this.median.values[at] = NaN;
    this.slow.values[at] = NaN;
    this.buckets[at] = null;
  }
}

export class Traffic {
  constructor() {
    this.at = 0;
    this.total = new ServiceTraffic();
    this.inFlight = new Series();
    this.services = new Map();
  }

  service(name) {
    return this.services.get(name);
  }

  /** So many seconds have passed of which nothing is known. */
  gap(seconds) {
    for (let i = Math.min(LENGTH, Math.round(seconds) || 0); i > 0; i--) {
      this.step(NaN);
      this.inFlight.values[this.at] = NaN;
    }
  }

  /** One update's worth, as the counters tell it. */
  add(delta) {
    this.step(0);
    this.inFlight.values[this.at] = delta.inFlight;
    delta.requests.forEach((versions, name) => this.count(this.entry(name), versions, delta.seconds));
    const all = {};
    delta.latency.forEach((buckets, name) => {
      this.time(this.entry(name), buckets);
      sum(all, buckets);
    });
    this.time(this.total, all);
  }

  /** The mean of the last seconds; NaN where nothing is known. */
  recent(series) {
    let sum = 0;
    let known = 0;
    for (let i = 0; i < WINDOW; i++) {
      const value = series.values[(this.at - i + LENGTH) % LENGTH];
      if (!Number.isNaN(value)) {
        sum += value;
        known++;
      }
    }
    return known === 0 ? NaN : sum / known;
  }

  /** The latency in seconds that this share of the last seconds' calls stayed under. */
  quantile(service, share) {
    const all = {};
    for (let i = 0; i < WINDOW; i++) {
      sum(all, service.buckets[(this.at - i + LENGTH) % LENGTH] ?? {});
    }
    return quantile(all, share);
  }

  entry(name) {
    let service = this.services.get(name);
    if (!service) {
      service = new ServiceTraffic();
      this.services.set(name, service);
    }
    return service;
  }

  step(value) {
    this.at = (this.at + 1) % LENGTH;
    this.total.clear(this.at, value);
    this.services.forEach(service => service.clear(this.at, value));
  }

  count(service, versions, seconds) {
    versions.forEach(({ calls, failed }, tags) => {
      for (const counted of [service.version(tags), service, this.total]) {
        counted.calls.values[this.at] += calls / seconds;
        counted.failed.values[this.at] += failed / seconds;
      }
    });
  }

  time(service, buckets) {
    service.buckets[this.at] = buckets;
    service.median.values[this.at] = quantile(buckets, 0.5);
    service.slow.values[this.at] = quantile(buckets, 0.99);
  }
}

function sum(all, buckets) {
  for (const [bound, calls] of Object.entries(buckets)) {
    all[bound] = (all[bound] ?? 0) + calls;
  }
}

/** By cumulative buckets, linear within one, as Prometheus does it; NaN without any calls. */
function quantile(buckets, share) {
  const bounds = Object.keys(buckets)
    .map(bound => [bound === "+Inf" ? Infinity : Number(bound), buckets[bound]])
    .sort((one, other) => one[0] - other[0]);
  const all = bounds.length === 0 ? 0 : bounds[bounds.length - 1][1];
  if (!(all > 0)) {
    return NaN;
  }
  let lower = 0;
  let below = 0;
  for (const [upper, calls] of bounds) {
    if (calls >= share * all) {
      return upper === Infinity ? lower : lower + ((upper - lower) * (share * all - below)) / (calls - below || 1);
    }
    lower = upper;
    below = calls;
  }
  return lower;
}
