/** Puts a text on the clipboard, while a press is answered. Throws where the browser refuses. */
export function copyText(text: string): void {
  const oncopy = (event: ClipboardEvent): void => {
    event.clipboardData?.setData('text/plain', text);
    event.preventDefault();
    event.stopPropagation();
  };
  document.addEventListener('copy', oncopy, { capture: true, once: true });
  // The newer way asks for a permission, and Electron's window grants none.
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- see above
  if (!document.execCommand('copy')) throw new Error('The browser does not copy.');
}
