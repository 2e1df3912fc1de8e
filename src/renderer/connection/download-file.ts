/** Hands a file to the browser, which puts it where it puts downloads. */
export function downloadFile(name: string, bytes: Uint8Array): void {
  const address = URL.createObjectURL(new Blob([bytes as Uint8Array<ArrayBuffer>]));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser has its own hold on the bytes once the download has begun, which it may do a little later.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
