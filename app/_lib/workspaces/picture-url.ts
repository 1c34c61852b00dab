interface Pictured {
  slug: string;
  pictureVersion: string | null;
}

/** Where a workspace's picture is; null for one that has none and shows its initials. */
export const pictureUrl = ({ slug, pictureVersion }: Pictured): string | null =>
  pictureVersion && `/w/${slug}/picture?v=${pictureVersion}`;
