import { once } from "node:events";
import { createServer, type Socket } from "node:net";

/** A mail server of a few lines: keeps what it is given, or refuses every recipient. */
export async function startSmtpServer({ refuses = false } = {}) {
  const mails: { recipients: string[]; data: string }[] = [];
  const sockets = new Set<Socket>();

  const server = createServer((socket) => {
    sockets.add(socket);
    let waiting = "";
    let isData = false;
    let mail = { recipients: [] as string[], data: "" };
    const say = (line: string) => socket.write(`${line}\r\n`);
    const command = (line: string) => {
      if (/^EHLO/i.test(line)) return say("250 test");
      if (/^RCPT/i.test(line)) {
        if (refuses) return say("550 No such mailbox");
        mail.recipients.push(line.replace(/^.*<|>.*$/g, ""));
      }
      if (/^QUIT/i.test(line)) return socket.end("221 Bye\r\n");
      isData = /^DATA/i.test(line);
      say(isData ? "354 Go on" : "250 OK");
    };
    const take = (line: string) => {
      if (!isData) return command(line);
      if (line !== ".") mail.data += `${line}\n`;
      else {
        isData = false;
        mails.push(mail);
        mail = { recipients: [], data: "" };
        say("250 Taken");
      }
    };
    say("220 test ESMTP");
    socket.on("data", (chunk) => {
      const lines = (waiting + chunk).split("\r\n");
      waiting = lines.pop() ?? "";
      for (const line of lines) take(line);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? address?.port : 0;
  const stop = async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, "close");
  };
  return { url: `smtp://127.0.0.1:${port}`, mails, stop, [Symbol.asyncDispose]: stop };
}
