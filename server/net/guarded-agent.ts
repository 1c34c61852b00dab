import { isIP } from "node:net";
import { Agent, buildConnector, Client, Pool } from "undici";
import { singleton } from "#server/core/singleton.ts";
import { checkedLookup, dialableAddresses, type Resolve } from "./checked-lookup.ts";

/** The address that a connection was dialled to. */
export type Dialled = { address: string | null };
/** A handler of a request learns on which connection it went. */
export type OnConnection = { via: Dialled | null };

export type DialRules = { allowLoopback: boolean; resolve?: Resolve | undefined };

const connectTimeoutMs = 10_000;
/** A host in the middle of the ocean still answers in this time; then its next address is tried. */
const nextAddressAfterMs = 1_000;
/** Names move: a connection in steady use is given up after this, and the name is looked up again. */
const connectionLifeMs = 60_000;
const maxHeaderBytes = 16_384;

/** Dials only addresses that were checked when it dials, by the very look-up that found them. */
function guardedConnector(rules: DialRules): buildConnector.connector {
  const dial = buildConnector({
    lookup: checkedLookup(rules),
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: nextAddressAfterMs,
    timeout: connectTimeoutMs,
    allowH2: false,
  });
  return (target, callback) => {
    const host = target.hostname.replace(/^\[|\]$/g, "");
    // What is an address already is never looked up.
    if (isIP(host) === 0) return dial(target, callback);
    dialableAddresses(host, rules).then(
      () => dial({ ...target, hostname: host }, callback),
      (error: Error) => callback(error, null),
    );
  };
}

/** A client is one connection at a time; whoever sends over it is told to which address that is. */
function tellingClient(origin: URL, options: object, connect: buildConnector.connector): Client {
  const via: Dialled = { address: null };
  const client = new Client(origin, {
    ...options,
    connect: (target, callback) =>
      connect(target, (...[error, socket]) => {
        if (error !== null) return callback(error, null);
        via.address = socket.remoteAddress ?? null;
        callback(null, socket);
      }),
  });
  const dispatch = client.dispatch.bind(client);
  client.dispatch = (request, handler) => dispatch(request, Object.assign(handler, { via }));
  return client;
}

function makeAgent(rules: DialRules): Agent {
  const connect = guardedConnector(rules);
  return new Agent({
    factory: (origin, options) =>
      new Pool(origin, {
        ...options,
        clientTtl: connectionLifeMs,
        factory: (to, clientOptions) => tellingClient(to, clientOptions, connect),
      }),
    allowH2: false,
    maxHeaderSize: maxHeaderBytes,
    // The caller's one deadline stands for these.
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveMaxTimeout: 30_000,
  });
}

const agents = () => singleton("net.agents", () => new Map<boolean, Agent>());
const agentsOfResolvers = () => singleton("net.agents-of-resolvers", () => new WeakMap<Resolve, Agent>());

/** Connections are kept apart by the rules under which they were dialled. */
export function guardedAgent(rules: DialRules): Agent {
  const { allowLoopback, resolve } = rules;
  const kept = resolve ? agentsOfResolvers().get(resolve) : agents().get(allowLoopback);
  if (kept) return kept;
  const made = makeAgent(rules);
  if (resolve) agentsOfResolvers().set(resolve, made);
  else agents().set(allowLoopback, made);
  return made;
}
