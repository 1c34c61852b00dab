import { createHmac } from "node:crypto";
import { maxBodyBytes } from "#server/inbox/body.ts";
import type { Inbox } from "./sender.ts";

/** A request that nobody should send, as it goes over the wire. */
export type Hostile = {
  kind: string;
  method: string;
  token: string;
  headers: [name: string, value: string][];
  /** As sent: framed by the headers, or not. */
  body: Buffer;
  /** `leave`: the sender hangs up in the middle. `end`: it says that no more comes. */
  ending: "wait" | "end" | "leave";
  /** Odd, but signed well: it has to be kept. */
  welcome: boolean;
};

/** A source of chance that a seed repeats (mulberry32): each call gives a whole number below `below`. */
function chance(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

type Draw = ReturnType<typeof chance>;
const from = <T>(draw: Draw, choices: readonly T[]): T => choices[draw(choices.length)] as T;
const someBytes = (draw: Draw, count: number) => Buffer.from(Array.from({ length: count }, () => draw(256)));

const verbs = [
  "GET",
  "HEAD",
  "PUT",
  "PATCH",
  "DELETE",
  "OPTIONS",
  "TRACE",
  "CONNECT",
  "PROPFIND",
  "post",
  "FOO",
  "PRI",
];
const wrongSignatures = [
  ...[
    "",
    " ",
    "0",
    "g".repeat(64),
    "00".repeat(32),
    "ab".repeat(31),
    "ab".repeat(33),
    "sha256=",
    "sha512=abcd",
  ],
  ...[
    "sha256=sha256=ab",
    `sha256=${"ab".repeat(32)}`,
    "x".repeat(10_000),
    "é".repeat(64),
    "q83vEjRWeJA=",
    "undefined",
  ],
];
const tokens = [
  ...[
    "..%2f..%2fetc%2fpasswd",
    "../../../etc/passwd",
    ".",
    "..",
    "%00",
    "%",
    "%zz",
    "%c0%ae",
    "__proto__",
    "constructor",
  ],
  ...[
    "x".repeat(10_000),
    "%41".repeat(3_000),
    "тест",
    "🙂",
    "a b",
    "'; drop table events; --",
    "?a=b",
    "#",
    ";",
    "\\",
  ],
];
const oddHeaders: [string, string][] = [
  ...([
    ["__proto__", "x"],
    ["constructor", "y"],
    ["toString", "z"],
    ["x-latin", "é\u00ff"],
    ["", "no name"],
  ] as const),
  ...([
    ["x y", "space"],
    ["x\0", "nul"],
    ["x-nul", "a\0b"],
    ["x-cr", "a\rb"],
    ["expect", "100-continue"],
  ] as const),
  ...([
    ["upgrade", "websocket"],
    ["connection", "upgrade"],
    ["content-encoding", "gzip"],
    ["host", "evil\\@x"],
  ] as const),
].map(([name, value]) => [name, value]);
const lyingLengths = [
  "-1",
  "0",
  "3",
  "abc",
  "1e3",
  "0x10",
  "99999999999999999999",
  "5, 6",
  "+7",
  String(maxBodyBytes + 1),
];
const badChunks = [
  ...[
    "zz\r\nhello\r\n0\r\n\r\n",
    "FFFFFFFFFFFFFFFF\r\nx\r\n",
    "5\r\nhel",
    "5\nhello\n0\n\n",
    "-1\r\n\r\n",
    "\r\n\r\n\r\n",
  ],
  ...[
    `5;${"e".repeat(20_000)}\r\nhello\r\n0\r\n\r\n`,
    "5\r\nhelloX\r\n0\r\n\r\n",
    "0\r\nx: y\r\n\r\n",
    "5\r\nhello\r\n0\r\nx",
  ],
];
const oddBodies: ((draw: Draw) => string | Buffer)[] = [
  () => "",
  () => '{"event":',
  () => `${"[".repeat(100_000)}${"]".repeat(100_000)}`,
  () => '{"a":'.repeat(50_000),
  () => '{"event":"a\\u0000b","data":{"session_id":"\\u0000","chat_id":"\\ud800"}}',
  () => '{"event":"\\ud800\\udfff\\udc00","timestamp":1e999,"data":[{}]}',
  () => '{"event":{"toString":1},"data":{"session_id":["x"],"chat_id":12}}',
  () => '{"__proto__":{"event":"x"},"constructor":null,"data":null}',
  () => `{"event":"${"e".repeat(5_000)}","data":{"session_id":"${"s".repeat(100_000)}"}}`,
  () => "null",
  () => "\0".repeat(1000),
  () => Buffer.from([0xef, 0xbb, 0xbf, 0x7b, 0x7d]),
  () => Buffer.concat([Buffer.from('{"event":"'), Buffer.from([0xc3, 0x28, 0xff, 0xfe]), Buffer.from('"}')]),
  (draw) => someBytes(draw, draw(3000)),
];

/** Makes hostile requests to an inbox, the same for the same seed. */
export function hostileRequests(inbox: Inbox, seed: number, count: number): Hostile[] {
  const draw = chance(seed);
  const sign = (body: Buffer) =>
    createHmac("sha256", inbox.secret ?? "")
      .update(body)
      .digest("hex");
  const make = (kind: string, body: string | Buffer, change: Partial<Hostile> = {}): Hostile => {
    const bytes = Buffer.from(body);
    const headers: Hostile["headers"] = [
      ["content-length", String(bytes.length)],
      ["x-webhook-signature", sign(bytes)],
    ];
    return {
      kind,
      method: "POST",
      token: inbox.token,
      headers,
      body: bytes,
      ending: "wait",
      welcome: false,
      ...change,
    };
  };
  const unique = () => `{"event":"x","n":${draw(2 ** 31)}}`;
  const withHeaders = (kind: string, extra: Hostile["headers"], change: Partial<Hostile> = {}) => {
    const plain = make(kind, unique());
    return { ...plain, headers: [...plain.headers, ...extra], ...change };
  };
  const chunked: Hostile["headers"] = [["transfer-encoding", "chunked"]];
  const makers: (() => Hostile)[] = [
    () => make("verb", unique(), { method: from(draw, verbs), ending: "end" }),
    () =>
      make("length", unique(), { headers: [["content-length", from(draw, lyingLengths)]], ending: "end" }),
    () => withHeaders("two lengths", [["content-length", "4"]], { ending: "end" }),
    () => withHeaders("length and chunks", chunked, { ending: "end" }),
    () => make("chunks", from(draw, badChunks), { headers: chunked, ending: "end" }),
    () => make("left early", unique(), { headers: [["content-length", "5000"]], ending: "leave" }),
    () => make("left early", "100\r\nabc", { headers: chunked, ending: "leave" }),
    () => withHeaders("big header", [["x-bomb", "b".repeat(draw(40_000))]]),
    () =>
      withHeaders(
        "many headers",
        Array.from({ length: draw(3000) }, (_, n) => [`x-${n}`, "1"]),
      ),
    () => withHeaders("odd header", [from(draw, oddHeaders)], { ending: "end" }),
    () => make("odd body", from(draw, oddBodies)(draw), { welcome: true }),
    () => make("odd body", from(draw, oddBodies)(draw), { welcome: true }),
    () => make("token", unique(), { token: from(draw, tokens) }),
    () => make("token", unique(), { token: someBytes(draw, 43).toString("base64url") }),
    () => {
      const body = unique();
      const headers: Hostile["headers"] = [["content-length", String(body.length)]];
      if (draw(8) > 0) {
        headers.push(["x-webhook-signature", from(draw, wrongSignatures)]);
        // A good one beside a bad one proves nothing.
        if (draw(8) === 0) headers.push(["x-webhook-signature", sign(Buffer.from(body))]);
      }
      return make("signature", body, { headers });
    },
  ];
  // Each megabyte costs the tests more than it teaches them.
  const large = [
    () => make("too large", Buffer.alloc(maxBodyBytes + 1, "x")),
    () => {
      const chunk = `${(maxBodyBytes + 1).toString(16)}\r\n${"x".repeat(maxBodyBytes + 1)}\r\n0\r\n\r\n`;
      return make("too large, in chunks", chunk, { headers: chunked });
    },
    () => make("as large as may be", Buffer.alloc(maxBodyBytes, String(draw(10))), { welcome: true }),
  ];
  return Array.from({ length: count }, (_, index) => from(draw, index % 100 === 0 ? large : makers)());
}
