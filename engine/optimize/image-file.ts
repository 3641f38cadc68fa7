/** Tells picture files from others by their first bytes, so that what is none is refused before anyone tries to decode it. Pure. */

/** Picture files that are read. */
export type ImageType = 'png' | 'jpeg' | 'webp' | 'gif' | 'avif' | 'tiff';

/** Give the type of a picture file by its signature; undefined when it is none that is read. */
export function imageTypeOf(bytes: Uint8Array): ImageType | undefined {
  const text = String.fromCharCode(...bytes.subarray(0, 12));
  return SIGNATURES.find(([signature]) => signature.test(text))?.[1];
}

// Implementation

/** Each byte as one character. */
const SIGNATURES: readonly (readonly [RegExp, ImageType])[] = [
  [/^\x89PNG\r\n/, 'png'],
  [/^\xff\xd8\xff/, 'jpeg'],
  [/^RIFF[\s\S]{4}WEBP/, 'webp'],
  [/^GIF8/, 'gif'],
  [/^[\s\S]{4}ftypavi[fs]/, 'avif'],
  [/^(II\*\0|MM\0\*)/, 'tiff'],
];
