// How many of the payloads are tried at a place.
import { payloads, type Payload } from "./payloads";

/** `make hostile` tries each of them at each place; `make test` a part, and another part at each place. */
export const isWhole = process.env.TOCSIN_HOSTILE === "all";

/** One of so many, beginning with the n-th. */
export function part(every: number, first = 0): Payload[] {
  return isWhole ? payloads : payloads.filter((_, n) => n % every === first % every);
}
