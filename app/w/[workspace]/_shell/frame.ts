interface Framed {
  slug: string;
  name: string;
  role: string;
  pictureVersion: string | null;
  deleteAt: Date | string | null;
}

/** What the frame around the pages shows of a workspace, as one value to compare. */
export const frameOf = ({ slug, name, role, pictureVersion, deleteAt }: Framed): string =>
  JSON.stringify([slug, name, role, pictureVersion, deleteAt && new Date(deleteAt).getTime()]);
