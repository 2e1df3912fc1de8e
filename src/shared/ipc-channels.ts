/** The channel on which Electron's main process tells the page what the host says unasked; routes have their own names. */
export const HOST_EVENT_CHANNEL = 'host.event';
