/** Canvas sizes to begin with; names are `presets.<name>` in the language files. */
export const canvasPresets = [
  { name: 'square', width: 512, height: 512 },
  { name: 'landscape', width: 768, height: 512 },
  { name: 'wide', width: 1024, height: 576 },
  { name: 'portrait', width: 512, height: 768 },
  { name: 'small', width: 256, height: 256 },
  { name: 'large', width: 1024, height: 1024 },
  { name: 'panorama', width: 1536, height: 512 },
  { name: 'hd', width: 1920, height: 1080 },
] as const;
