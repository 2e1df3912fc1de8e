export interface PickedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Asks for a file by the system's own dialog; `undefined` where the artist changed their mind. */
export function pickFile(accept: string): Promise<PickedFile | undefined> {
  return new Promise((resolve, reject) => {
    const input = document.createElement('input');
    input.type = 'file';
    input.accept = accept;
    input.addEventListener('cancel', () => resolve(undefined));
    input.addEventListener('change', () => {
      const file = input.files?.[0];
      if (file) readFile(file).then(resolve, reject);
      else resolve(undefined);
    });
    input.click();
  });
}

/** A file's name and bytes, from a dialog or from what was dropped. */
export async function readFile(file: File): Promise<PickedFile> {
  return { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) };
}
