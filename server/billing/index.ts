export { answerStripe } from "./answer-stripe.ts";
export { refreshBilling } from "./confirm.ts";
export { readBilling, readBillingNews } from "./reads.ts";
export { type Receipt, receiveStripeEvent, usedEvents } from "./receive-event.ts";
