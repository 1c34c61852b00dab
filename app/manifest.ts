import type { MetadataRoute } from "next";
import { getTranslations } from "next-intl/server";

/** Lets people add Moltdesk to their home screen, which iPhones ask for before they show notifications. */
export default async function manifest(): Promise<MetadataRoute.Manifest> {
  const t = await getTranslations("common");
  return {
    id: "/",
    name: t("appName"),
    short_name: t("appName"),
    description: t("description"),
    start_url: "/",
    display: "standalone",
    background_color: "#fcfdfd",
    theme_color: "#007476",
    icons: [
      { src: "/icon-192.png", sizes: "192x192", type: "image/png" },
      { src: "/icon-512.png", sizes: "512x512", type: "image/png" },
      { src: "/icon-maskable-512.png", sizes: "512x512", type: "image/png", purpose: "maskable" },
    ],
  };
}
