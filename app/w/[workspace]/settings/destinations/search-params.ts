import {
  createLoader,
  createParser,
  createSerializer,
  parseAsNumberLiteral,
  parseAsStringLiteral,
} from "nuqs/server";
import type { DeliveryState } from "#server/deliveries/schemas.ts";

const uuid = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;

const parseAsId = createParser({ parse: (value) => (uuid.test(value) ? value : null), serialize: String });

/** In the order that people look for them. */
export const deliveryStates = [
  "pending",
  "delivering",
  "failed",
  "delivered",
  "dead",
  "blocked",
  "cancelled",
] as const satisfies readonly DeliveryState[];

/** Hours back that the console looks. */
export const periods = [24, 168, 720] as const;
export type Period = (typeof periods)[number];

/** What a destination's console shows, as its address has it. */
export const consoleParams = {
  state: parseAsStringLiteral(deliveryStates),
  hours: parseAsNumberLiteral(periods).withDefault(24),
  /** The delivery that is open. */
  delivery: parseAsId,
};

export const loadConsoleParams = createLoader(consoleParams);
export const serializeConsole = createSerializer(consoleParams);
