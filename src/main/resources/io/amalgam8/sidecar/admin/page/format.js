// Numbers for people. What is not known is a dash.

export const NONE = "–";

const WHOLE = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const TENTHS = new Intl.NumberFormat("en", { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const CLOCK = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });

function known(value) {
  return value !== null && value !== undefined && !Number.isNaN(Number(value));
}

export function whole(value) {
  return known(value) ? WHOLE.format(value) : NONE;
}

/** Calls per second. */
export function rate(value) {
  if (!known(value)) {
    return NONE;
  }
  return value > 0 && value < 99.95 ? TENTHS.format(value) : WHOLE.format(value);
}

/** A share of 1. */
export function percent(share) {
  if (!known(share)) {
    return NONE;
  }
  const hundredths = share * 100;
  if (hundredths > 0 && hundredths < 0.05) {
    return "<0.1%";
  }
  return tidy(hundredths) + "%";
}

export function duration(seconds) {
  if (!known(seconds)) {
    return NONE;
  }
  const millis = seconds * 1000;
  if (millis < 9.95) {
    return TENTHS.format(millis) + " ms";
  }
  if (millis < 999.5) {
    return WHOLE.format(millis) + " ms";
  }
  return tidy(seconds) + " s";
}

/** The moment, which may be an RFC 3339 text, as a time of day here. */
export function clock(moment) {
  const date = new Date(moment);
  return Number.isNaN(date.getTime()) ? NONE : CLOCK.format(date);
}

/** How long ago, in one unit. */
export function ago(moment, now = Date.now()) {
  const seconds = (now - new Date(moment).getTime()) / 1000;
  if (!moment || Number.isNaN(seconds)) {
    return NONE;
  }
  if (seconds < 2) {
    return "just now";
  }
  const [amount, unit] = inUnit(seconds);
  return `${amount} ${unit} ago`;
}

/** How long until then; empty once it is past. */
export function until(moment, now = Date.now()) {
  const seconds = (new Date(moment).getTime() - now) / 1000;
  if (!moment || !(seconds > 0)) {
    return "";
  }
  const [amount, unit] = inUnit(Math.max(1, seconds));
  return `${amount} ${unit}`;
}

/** One decimal, unless it is 0. */
function tidy(value) {
  const even = Math.abs(value - Math.round(value)) < 0.05;
  return (even ? WHOLE : TENTHS).format(value);
}

function inUnit(seconds) {
  if (seconds < 90) {
    return [Math.round(seconds), "s"];
  }
  if (seconds < 5400) {
    return [Math.round(seconds / 60), "min"];
  }
  return seconds < 129600 ? [Math.round(seconds / 3600), "h"] : [Math.round(seconds / 86400), "d"];
}
