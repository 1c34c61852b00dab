export { answerEvents } from "./answer-events.ts";
