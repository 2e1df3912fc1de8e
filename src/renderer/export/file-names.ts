/** A name that every system takes for a file, from a project's name or a prompt. */
export function fileNameFor(name: string, ending: string): string {
  const plain = name
    .normalize('NFC')
    // eslint-disable-next-line no-control-regex -- file names cannot hold them
    .replace(/[\u0000-\u001f\u007f<>:"/\\|?*]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^\.+|[. ]+$/g, '')
    .slice(0, 80)
    .trim();
  // Names of devices on Windows, with any ending.
  const isDevice = /^(con|prn|aux|nul|com\d|lpt\d)$/i.test(plain);
  return `${plain === '' ? 'umber' : isDevice ? `${plain}_` : plain}.${ending}`;
}
