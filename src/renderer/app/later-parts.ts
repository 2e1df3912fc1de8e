// What the start screen can do without, as one file that is loaded after it.
export { default as BinScreen } from './BinScreen.svelte';
export { default as Dialogs } from './dialogs/Dialogs.svelte';
export { default as EditorScreen } from './EditorScreen.svelte';
export { default as GalleryScreen } from './GalleryScreen.svelte';
