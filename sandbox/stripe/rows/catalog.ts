/** What the stand-in keeps. Names are Stripe's; the constants around them are added by the views. */

/** Free words of the account's own, by key. */
export type Metadata = Record<string, string>;

export type Product = {
  id: string;
  object: "product";
  active: boolean;
  created: number;
  default_price: string | null;
  deleted: boolean;
  description: string | null;
  images: string[];
  marketing_features: { name: string }[];
  metadata: Metadata;
  name: string;
  statement_descriptor: string | null;
  tax_code: string | null;
  unit_label: string | null;
  updated: number;
  url: string | null;
};

export type Interval = "day" | "week" | "month" | "year";

export type Price = {
  id: string;
  object: "price";
  active: boolean;
  created: number;
  currency: string;
  lookup_key: string | null;
  metadata: Metadata;
  nickname: string | null;
  product: string;
  recurring: { interval: Interval; interval_count: number } | null;
  tax_behavior: string;
  unit_amount: number;
};
