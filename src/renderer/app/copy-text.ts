/** Puts a text on the clipboard, while a press is answered. Throws where the browser refuses. */
export function copyText(text: string): void {
  const oncopy = (event: ClipboardEvent): void => {
    event.clipboardData?.setData('text/plain', text);
    event.preventDefault();
    event.stopPropagation();
  };
  document.addEventListener('copy', oncopy, { capture: true, once: true });
  try {
    // The newer way asks for a permission, which not every browser grants.
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- see above
    if (!document.execCommand('copy')) throw new Error('The browser does not copy.');
  } finally {
    // One that was not heard would answer a later copy.
    document.removeEventListener('copy', oncopy, { capture: true });
  }
}
