import { isLoopback } from "./public-url.ts";

/** Ports where something else than a web server is expected, for which a request of ours could be a command. */
const servicePorts = new Set([
  1080, 1194, 1433, 1434, 1521, 1719, 1720, 1723, 1883, 2049, 2181, 2375, 2376, 2377, 2379, 2380, 2483, 2484,
  3128, 3260, 3306, 3389, 3659, 4045, 4190, 4369, 5060, 5061, 5432, 5433, 5671, 5672, 5900, 5984, 5985, 5986,
  6000, 6379, 6443, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 7000, 7001, 7077, 8086, 8125, 8200, 8300,
  8500, 9042, 9092, 9093, 9100, 9160, 9200, 9300, 9418, 10050, 10080, 10250, 10255, 11211, 15672, 16379,
  25672, 27017, 27018, 27019, 28015, 50000, 50070, 61616,
]);

/**
 * Whether we deliver to a URL's port: 443, and those above 1023 that no well-known service has; on this machine itself,
 * where that is allowed, any.
 */
export function isOpenPort(text: string, allowLoopback = false): boolean {
  const url = new URL(text);
  if (allowLoopback && isLoopback(url.hostname)) return true;
  const port = url.port === "" ? (url.protocol === "https:" ? 443 : 80) : Number(url.port);
  return port === 443 || (port >= 1024 && !servicePorts.has(port));
}
