import { mount } from 'svelte';
import type { RouteBridge } from '../shared/routes/routes.ts';
import './app/studio.css';
import Studio from './app/Studio.svelte';

declare global {
  interface Window {
    /** Set by the preload script. */
    umber: RouteBridge;
  }
}

const target = document.getElementById('studio');
if (!target) throw new Error('The page has no #studio element.');
mount(Studio, { target, props: { host: window.umber } });
