import './plain-schemas.ts';
import { mount } from 'svelte';
import App from './app/App.svelte';
import './app/base.css';
import { createCommandRunner } from './app/commands/run-command.ts';
import { takeFile } from './app/take-file.ts';
import './app/theme.css';
import { connectToHost } from './connection/connect-to-host.ts';
import { placeOfHash } from './state/place.ts';
import { createHostClient } from './state/host-client.ts';
import { Studio } from './state/studio.svelte.ts';

const target = document.getElementById('studio');
if (!target) throw new Error('The page has no #studio element.');

const studio = new Studio(createHostClient(connectToHost()));
const { run, isOffered, isAvailable } = createCommandRunner(studio);
studio.run = run;
studio.isOffered = isOffered;
studio.isAvailable = isAvailable;
studio.host.onEvent((event) => studio.notices.receive(event));
studio.takeFile = (name, bytes) => takeFile(studio, name, bytes);

mount(App, { target, props: { studio } });
// After the token, which an address may carry in its fragment.
void studio.start(placeOfHash(location.hash));
