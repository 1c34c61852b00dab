import { Resolver } from "node:dns/promises";
import { isIP, type LookupFunction } from "node:net";
import { singleton } from "#server/core/singleton.ts";
import { isLoopbackAddress, isPublicAddress } from "./is-public-address.ts";
import { isLoopback } from "./public-url.ts";

/** All addresses of a name. Rejects when it has none, or nobody can be asked. */
export type Resolve = (hostname: string) => Promise<readonly string[]>;

/** An address that we do not dial. The message names none: whoever asks must not learn the names of an inner network. */
export class BlockedAddressError extends Error {
  override name = "BlockedAddressError";
}

/** A name that leads nowhere, or that nobody could look up. */
export class UnresolvedError extends Error {
  override name = "UnresolvedError";
}

// Not the system's own look-up: that one takes a thread of four, which a name server that hangs would hold for long.
const resolver = () => singleton("net.resolver", () => new Resolver({ timeout: 1_500, tries: 3 }));

/** Both kinds of a name's addresses. Rejects with the cause when there are none of either. */
async function askNameServers(hostname: string): Promise<string[]> {
  const answers = await Promise.allSettled([resolver().resolve4(hostname), resolver().resolve6(hostname)]);
  const found = answers.flatMap((answer) => (answer.status === "fulfilled" ? answer.value : []));
  const refused = answers.find((answer) => answer.status === "rejected");
  if (found.length === 0 && refused) throw refused.reason;
  return found;
}

/**
 * The addresses of a host that may be dialled: all of them, or none.
 * @throws BlockedAddressError when one of them is not public; UnresolvedError
 */
export async function dialableAddresses(
  hostname: string,
  { allowLoopback, resolve = askNameServers }: { allowLoopback: boolean; resolve?: Resolve | undefined },
): Promise<readonly string[]> {
  const host = hostname.replace(/^\[|\]$/g, "").replace(/\.+$/, "");
  const mayBeOurs = allowLoopback && isLoopback(hostname);
  const addresses = await (async () => {
    if (isIP(host) !== 0) return [host];
    if (mayBeOurs) return ["127.0.0.1", "::1"];
    return resolve(host);
  })().catch((error: unknown) => {
    throw new UnresolvedError("The host's name could not be looked up.", { cause: error });
  });
  if (addresses.length === 0) throw new UnresolvedError("The host's name has no address.");
  const isGood = (address: string) => isPublicAddress(address) || (mayBeOurs && isLoopbackAddress(address));
  if (!addresses.every(isGood)) {
    throw new BlockedAddressError("The host leads to an address that is not on the public internet.");
  }
  return addresses;
}

/** For `connect` of `node:net`, which dials what this gives and nothing else. */
export function checkedLookup(rules: {
  allowLoopback: boolean;
  resolve?: Resolve | undefined;
}): LookupFunction {
  return (hostname, { all }, callback) => {
    const answer = async () => {
      const found = await dialableAddresses(hostname, rules);
      return found.map((address) => ({ address, family: isIP(address) }));
    };
    answer().then(
      (addresses) => {
        const [first] = addresses;
        if (all) callback(null, addresses);
        else callback(null, first?.address ?? "", first?.family);
      },
      (error: Error) => callback(error, []),
    );
  };
}
