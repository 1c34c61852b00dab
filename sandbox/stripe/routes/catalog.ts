import { z } from "zod";
import { invalid } from "../errors.ts";
import { newId } from "../ids.ts";
import {
  createdRange,
  emptyable,
  flag,
  ignored,
  int,
  mergeMetadata,
  metadata,
  paging,
  text,
} from "../params.ts";
import type { Price, Product } from "../rows/catalog.ts";
import type { Sandbox } from "../sandbox.ts";
import { render } from "../views/index.ts";
import { fits, listed, madeIn } from "./listing.ts";
import { type Route, route } from "./route.ts";

const features = z.array(z.strictObject({ name: text }));
const recurring = z.strictObject({
  interval: z.enum(["day", "week", "month", "year"]),
  interval_count: int.optional(),
  usage_type: z.enum(["licensed"]).optional(),
});
const priceFields = {
  currency: text,
  recurring: recurring.optional(),
  tax_behavior: z.enum(["exclusive", "inclusive", "unspecified"]).optional(),
  unit_amount: int.optional(),
  unit_amount_decimal: z.string().regex(/^\d+$/, "integer").transform(Number).optional(),
};
const productData = z.strictObject({
  name: text,
  metadata,
  id: text.optional(),
  active: flag.optional(),
  unit_label: text.optional(),
});

type PriceParams = {
  currency: string;
  recurring?: z.output<typeof recurring>;
  tax_behavior?: string;
  unit_amount?: number;
  unit_amount_decimal?: number;
};

function newProduct(sandbox: Sandbox, fields: Partial<Product> & { name: string }): Product {
  const { store, clock } = sandbox;
  const id = fields.id ?? newId("prod", 14);
  if (store.products.get(id)) {
    throw invalid(`Product already exists.`, { code: "resource_already_exists", param: "id" });
  }
  const product = store.products.add({
    id,
    object: "product",
    active: true,
    created: clock.now(),
    default_price: null,
    deleted: false,
    description: null,
    images: [],
    marketing_features: [],
    metadata: {},
    statement_descriptor: null,
    tax_code: null,
    unit_label: null,
    updated: clock.now(),
    url: null,
    ...fields,
  });
  sandbox.emit("product.created", product);
  return product;
}

function newPrice(
  sandbox: Sandbox,
  product: string,
  params: PriceParams,
  fields: Partial<Price> = {},
): Price {
  const amount = params.unit_amount ?? params.unit_amount_decimal;
  if (amount === undefined) {
    throw invalid("Missing required param: unit_amount.", {
      code: "parameter_missing",
      param: "unit_amount",
    });
  }
  const price = sandbox.store.prices.add({
    id: newId("price"),
    object: "price",
    active: true,
    created: sandbox.clock.now(),
    currency: params.currency.toLowerCase(),
    lookup_key: null,
    metadata: {},
    nickname: null,
    product,
    recurring: params.recurring
      ? { interval: params.recurring.interval, interval_count: params.recurring.interval_count ?? 1 }
      : null,
    tax_behavior: params.tax_behavior ?? "unspecified",
    unit_amount: amount,
    ...fields,
  });
  sandbox.emit("price.created", price);
  return price;
}

/** A lookup key belongs to one price: it moves only when that is asked for. */
function claimLookupKey(sandbox: Sandbox, key: string | undefined, transfer: boolean, self?: string): void {
  const [holder] = key
    ? sandbox.store.prices.where((price) => price.lookup_key === key && price.id !== self)
    : [];
  if (!holder) return;
  if (!transfer) {
    throw invalid(
      `A price (\`${holder.id}\`) already uses that lookup key. Pass \`transfer_lookup_key=true\` to move it.`,
      { param: "lookup_key" },
    );
  }
  const before = render(sandbox, holder);
  holder.lookup_key = null;
  sandbox.emit("price.updated", holder, before);
}

const productFields = {
  active: flag.optional(),
  description: emptyable(text).optional(),
  images: z.array(text).optional(),
  marketing_features: features.optional(),
  metadata,
  shippable: ignored,
  statement_descriptor: text.optional(),
  tax_code: emptyable(text).optional(),
  unit_label: emptyable(text).optional(),
  url: emptyable(text).optional(),
};

const products: Route[] = [
  route(
    "POST /v1/products",
    z.strictObject({
      ...productFields,
      default_price_data: z.strictObject({ ...priceFields, metadata }).optional(),
      id: text.optional(),
      name: text,
      type: ignored,
    }),
    (sandbox, _ids, { metadata: words, default_price_data: data, shippable: _, type: __, ...fields }) => {
      const product = newProduct(sandbox, { ...fields, metadata: mergeMetadata({}, words) });
      if (data)
        product.default_price = newPrice(sandbox, product.id, data, {
          metadata: mergeMetadata({}, data.metadata),
        }).id;
      return render(sandbox, product);
    },
  ),
  route("GET /v1/products/:id", z.strictObject({}), (sandbox, { id = "" }) =>
    render(sandbox, sandbox.store.products.need(id)),
  ),
  route(
    "POST /v1/products/:id",
    z.strictObject({ ...productFields, default_price: text.optional(), name: text.optional() }),
    (sandbox, { id = "" }, { metadata: words, shippable: _, ...fields }) => {
      const product = sandbox.store.products.need(id);
      const before = render(sandbox, product);
      Object.assign(product, fields, {
        metadata: mergeMetadata(product.metadata, words),
        updated: sandbox.clock.now(),
      });
      sandbox.emit("product.updated", product, before);
      return render(sandbox, product);
    },
  ),
  route("DELETE /v1/products/:id", z.strictObject({}), (sandbox, { id = "" }) => {
    const product = sandbox.store.products.need(id);
    if (sandbox.store.prices.where((price) => price.product === id).length > 0) {
      throw invalid("This product cannot be deleted because it has one or more user-created prices.");
    }
    sandbox.emit("product.deleted", product);
    sandbox.store.products.delete(id);
    return { id, object: "product", deleted: true };
  }),
  route(
    "GET /v1/products",
    z.strictObject({
      ...paging,
      active: flag.optional(),
      created: createdRange,
      ids: z.array(text).optional(),
      url: text.optional(),
    }),
    (sandbox, _ids, { active, created, ids, url, ...page }) =>
      listed(sandbox, sandbox.store.products, "/v1/products", page, (product) => {
        return (
          fits(active, product.active) &&
          madeIn(product.created, created) &&
          (ids?.includes(product.id) ?? true) &&
          (url === undefined || url === product.url)
        );
      }),
  ),
];

const priceChange = {
  active: flag.optional(),
  lookup_key: emptyable(text).optional(),
  metadata,
  nickname: emptyable(text).optional(),
  transfer_lookup_key: flag.optional(),
};

const prices: Route[] = [
  route(
    "POST /v1/prices",
    z.strictObject({
      ...priceFields,
      ...priceChange,
      billing_scheme: z.enum(["per_unit"]).optional(),
      product: text.optional(),
      product_data: productData.optional(),
    }),
    (
      sandbox,
      _ids,
      { metadata: words, lookup_key, transfer_lookup_key, product, product_data, ...params },
    ) => {
      const owner = product
        ? sandbox.store.products.need(product, "product")
        : product_data &&
          newProduct(sandbox, { ...product_data, metadata: mergeMetadata({}, product_data.metadata) });
      if (!owner)
        throw invalid("Missing required param: product.", { code: "parameter_missing", param: "product" });
      claimLookupKey(sandbox, lookup_key ?? undefined, transfer_lookup_key ?? false);
      const price = newPrice(sandbox, owner.id, params, {
        active: params.active ?? true,
        lookup_key: lookup_key ?? null,
        metadata: mergeMetadata({}, words),
        nickname: params.nickname ?? null,
      });
      return render(sandbox, price);
    },
  ),
  route("GET /v1/prices/:id", z.strictObject({}), (sandbox, { id = "" }) =>
    render(sandbox, sandbox.store.prices.need(id, "price", 404)),
  ),
  route(
    "POST /v1/prices/:id",
    z.strictObject({ ...priceChange, tax_behavior: priceFields.tax_behavior }),
    (sandbox, { id = "" }, { metadata: words, transfer_lookup_key, ...fields }) => {
      const price = sandbox.store.prices.need(id, "price", 404);
      claimLookupKey(sandbox, fields.lookup_key ?? undefined, transfer_lookup_key ?? false, id);
      const before = render(sandbox, price);
      Object.assign(price, fields, { metadata: mergeMetadata(price.metadata, words) });
      sandbox.emit("price.updated", price, before);
      return render(sandbox, price);
    },
  ),
  route(
    "GET /v1/prices",
    z.strictObject({
      ...paging,
      active: flag.optional(),
      created: createdRange,
      currency: text.optional(),
      lookup_keys: z.array(text).max(10).optional(),
      product: text.optional(),
      recurring: z.strictObject({ interval: text.optional(), usage_type: text.optional() }).optional(),
      type: z.enum(["one_time", "recurring"]).optional(),
    }),
    (sandbox, _ids, { active, created, currency, lookup_keys, product, recurring: wanted, type, ...page }) =>
      listed(sandbox, sandbox.store.prices, "/v1/prices", page, (price) => {
        return (
          fits(active, price.active) &&
          madeIn(price.created, created) &&
          fits(currency, price.currency) &&
          (lookup_keys?.includes(price.lookup_key ?? "") ?? true) &&
          fits(product, price.product) &&
          (wanted?.interval === undefined || wanted.interval === price.recurring?.interval) &&
          fits(type, price.recurring ? "recurring" : "one_time")
        );
      }),
  ),
];

export const catalogRoutes = [...products, ...prices];
