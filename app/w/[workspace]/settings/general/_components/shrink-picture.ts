const sidePixels = 256;
const quality = 0.9;

/**
 * The middle of a picture, square and small, as base64. It is drawn anew, so neither the place nor the camera that
 * a photograph tells of are uploaded. @returns null when the browser cannot read the file as a picture
 */
export async function shrinkPicture(file: Blob): Promise<string | null> {
  const picture = await createImageBitmap(file).catch(() => null);
  const canvas = document.createElement("canvas");
  canvas.width = sidePixels;
  canvas.height = sidePixels;
  const context = canvas.getContext("2d");
  if (!picture || !context) return null;
  const { width, height } = picture;
  const side = Math.min(width, height);
  context.imageSmoothingQuality = "high";
  context.drawImage(
    picture,
    ...([(width - side) / 2, (height - side) / 2, side, side] as const),
    ...([0, 0, sidePixels, sidePixels] as const),
  );
  picture.close();
  // A browser that writes no WebP gives PNG.
  return canvas.toDataURL("image/webp", quality).split(",")[1] ?? null;
}
