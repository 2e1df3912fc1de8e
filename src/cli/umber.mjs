#!/usr/bin/env node
// Plain JavaScript on purpose: it has to run, and speak, on the Node versions it turns away.
const wanted = 24;
const [major] = process.versions.node.split('.').map(Number);

if (major < wanted) {
  console.error(`umber: Umber needs Node ${wanted} or later, and this is Node ${process.versions.node}. (NODE_VERSION)
  In the repository, "npx umber" uses the Node that "npm ci" brought along. Elsewhere, install Node ${wanted}.`);
  process.exitCode = 1;
} else {
  const { main } = await import('./main.ts');
  process.exitCode = await main(process.argv.slice(2));
}
