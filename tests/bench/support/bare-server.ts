import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

// A baseline: all that Node's HTTP costs, and nothing else. It answers as an inbox does.
const body = JSON.stringify({ id: "00000000-0000-7000-8000-000000000000" });
const server = createServer((request, response) => {
  request.resume();
  request.on("end", () => {
    response.writeHead(202, { "content-type": "application/json", "content-length": body.length });
    response.end(body);
  });
});
server.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`${port}\n`);
});
