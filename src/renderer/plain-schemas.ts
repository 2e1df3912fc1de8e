import { config } from 'zod';

// Schemas are otherwise turned into code at run time, which the page's policy forbids and reports. Imported first.
config({ jitless: true });
