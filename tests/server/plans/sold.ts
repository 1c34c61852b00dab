/** Plans are sold here, by a Stripe that is never asked. To be imported before anything that reads settings. */
process.env.STRIPE_SECRET_KEY = "sk_test_nobody";

export {};
