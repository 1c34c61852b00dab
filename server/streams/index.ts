export { answerEvents } from "./answer-events.ts";
export { answerSmee } from "./smee.ts";
