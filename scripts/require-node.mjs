// Plain JavaScript on purpose: it has to run, and speak, on the Node versions it turns away.
const wanted = 24;
const [major] = process.versions.node.split('.').map(Number);

if (major < wanted) {
  console.error(`
Umber's tools need Node ${wanted} or later, and this is Node ${process.versions.node}.

A plain "npm ci" brings Node ${wanted} along and uses it for every npm command here. That step was
skipped: --ignore-scripts or --omit=dev does that. Do one of these:
  - run "npm ci" again without those options, then start this by npm (npm test, npm run demo, ...);
  - or put Node ${wanted} or later first on your PATH.
`);
  process.exit(1);
}
