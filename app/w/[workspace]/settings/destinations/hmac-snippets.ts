import { importOs } from "./import-os.ts";
import type { Language } from "./languages.ts";

/** Receivers that check an HMAC of the body as MoltFlow makes it, around an expression of the secret. */
export const hmacSnippets: Record<Language, (secret: string) => string> = {
  node: (secret) => `import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";
import { env } from "node:process";

const secret = ${secret};

function isOurs(header, body) {
  const expected = createHmac("sha256", secret).update(body).digest();
  const given = Buffer.from(header.replace(/^sha256=/, ""), "hex");
  return given.length === expected.length && timingSafeEqual(given, expected);
}

createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  const good = isOurs(request.headers["x-webhook-signature"] ?? "", body);
  if (good) console.log(body.toString());
  response.writeHead(good ? 204 : 401).end();
}).listen(8080);
`,
  python: (secret) => `import hashlib, hmac, os
from http.server import BaseHTTPRequestHandler, HTTPServer

SECRET = ${secret}.encode()


def is_ours(header: str, body: bytes) -> bool:
    expected = hmac.new(SECRET, body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected.encode(), header.removeprefix("sha256=").encode())


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        good = is_ours(self.headers.get("x-webhook-signature", ""), body)
        if good:
            print(body.decode(errors="replace"))
        self.send_response(204 if good else 401)
        self.end_headers()


HTTPServer(("", 8080), Receiver).serve_forever()
`,
  php: (secret) => `<?php
$body = file_get_contents('php://input');
$given = preg_replace('/^sha256=/', '', $_SERVER['HTTP_X_WEBHOOK_SIGNATURE'] ?? '');

if (!hash_equals(hash_hmac('sha256', $body, ${secret}), $given)) {
    http_response_code(401);
    exit;
}
error_log($body);
http_response_code(204);
`,
  go: (secret) => `package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"log"
	"net/http"
${importOs(secret)}	"strings"
)

func isOurs(secret string, header string, body []byte) bool {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(body)
	given, err := hex.DecodeString(strings.TrimPrefix(header, "sha256="))
	return err == nil && hmac.Equal(mac.Sum(nil), given)
}

func main() {
	secret := ${secret}
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 8<<20))
		if err != nil || !isOurs(secret, r.Header.Get("x-webhook-signature"), body) {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		log.Printf("%s", body)
		w.WriteHeader(http.StatusNoContent)
	})
	log.Fatal(http.ListenAndServe(":8080", nil))
}
`,
};
