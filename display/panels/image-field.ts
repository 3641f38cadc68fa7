/** An image for a prompt: dropped on the panel, pasted, or chosen. It is made small here, so that a photo is sent in no time. */

import type { ImageMessage } from '../../engine/wire/image-message.ts';
import { element, write } from '../element.ts';

/** The field. */
export interface ImageField {
  readonly root: HTMLElement;
  /** What will be sent with the next prompt. */
  readonly image: ImageMessage | undefined;
  clear(): void;
}

/** The optimizer looks at no more pixels a side. */
const SIDE = 512;
const QUALITY = 0.9;

/** Make the field; files that are dropped on `target` go into it. */
export function imageField(target: HTMLElement): ImageField {
  let image: ImageMessage | undefined;
  const chosen = element('input', { type: 'file', accept: 'image/*', hidden: true });
  const name = element('span', {}, 'image');
  const picture = element('img', { alt: '', hidden: true });
  const title = 'An image that it shall be like, alone or with words: drop one here, paste one, or choose one';
  const button = element('button', { type: 'button', class: 'image-field', title, 'data-image': true }, picture, name);
  button.addEventListener('click', () => {
    if (image) clear();
    else chosen.click();
  });
  chosen.addEventListener('change', () => take(chosen.files?.[0]));
  // A browser opens a file that is dropped beside: the page would be gone in mid-show.
  for (const kind of ['dragover', 'drop'] as const) {
    document.addEventListener(kind, (event) => {
      if (event.dataTransfer?.types.includes('Files')) event.preventDefault();
    });
  }
  target.addEventListener('drop', (event) => {
    if (event.dataTransfer?.types.includes('Files')) take(event.dataTransfer.files[0]);
  });
  target.addEventListener('paste', (event) => {
    const file = event.clipboardData?.files[0];
    if (file) take(file);
  });

  function clear(): void {
    image = undefined;
    chosen.value = '';
    picture.hidden = true;
    write(name, 'image');
    button.removeAttribute('aria-label');
  }

  function take(file: File | undefined): void {
    if (!file) return;
    small(file).then(
      (data) => {
        image = { name: file.name.slice(0, 100) || 'image', weight: 1, data };
        picture.src = data;
        picture.hidden = false;
        write(name, image.name);
        button.setAttribute('aria-label', `Take the image ${image.name} out`);
      },
      () => {
        clear();
        write(name, 'not a picture');
      },
    );
  }

  return {
    root: element('span', {}, button, chosen),
    get image() {
      return image;
    },
    clear,
  };
}

// Implementation

/** Give a picture as a data address, at most {@link SIDE} pixels a side. Rejects for what the browser cannot decode. */
async function small(file: File): Promise<string> {
  const bitmap = await createImageBitmap(file);
  const scale = Math.min(1, SIDE / Math.max(bitmap.width, bitmap.height));
  const size = { width: Math.round(bitmap.width * scale), height: Math.round(bitmap.height * scale) };
  const canvas = element('canvas', size);
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0, size.width, size.height);
  bitmap.close();
  return canvas.toDataURL('image/jpeg', QUALITY);
}
