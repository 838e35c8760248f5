// How many of the payloads are tried at a place.
import { payloads, type Payload } from "./payloads";

/** `make hostile` tries each of them at each place; `make test` a part, and another part at each place. */
export const isWhole = process.env.TOCSIN_HOSTILE === "all";

/** One of so many, beginning with the n-th. */
export function part(every: number, first = 0): Payload[] {
  return isWhole ? payloads : payloads.filter((_, n) => n % every === first % every);
}

/**
 * A list as tests: one for all of it; or where each payload is tried, one for each of it, with a server of its own, so that no page
 * grows with what the others have sent, and several are tried at a time.
 */
export function tests<T>(name: string, list: T[], called: (one: T) => string): [string, T[]][] {
  return isWhole ? list.map((one, n) => [`${name}, ${n + 1} of ${list.length}: ${called(one)}`, [one]]) : [[name, list]];
}
