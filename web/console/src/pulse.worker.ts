/** The worker behind `pulse.ts`: says every ten seconds that ten seconds have gone by. */
const BEAT = 10_000;

setInterval(() => postMessage(null), BEAT);
