// The toolkit's listener interface over the server's stream, so that a component that was written for
// the toolkit can be tried in a plain page:
//
//   import {addConversationEventListener} from '/console/toolkit.js';
//   addConversationEventListener('INTELLIGENCE_SIGNAL', event => console.log(event.detail.callId));
//
// A listener gets {type, detail}. The stream is open while there is a listener; events that happened
// before are not given to it.

const listeners = new Map();
let source = null;

function deliver(message) {
  let event;
  try {
    event = JSON.parse(message.data);
  } catch (e) {
    console.error(e);
    return;
  }
  for (const listener of [...(listeners.get(event.type) ?? [])]) {
    try {
      listener(event);
    } catch (e) {
      // As the toolkit does: one listener's failure is not another's.
      console.error(e);
    }
  }
}

function open() {
  const url = new URL('events', import.meta.url);
  url.searchParams.set('after', 'now');
  source = new EventSource(url);
  for (const type of listeners.keys()) {
    source.addEventListener(type, deliver);
  }
}

export function addConversationEventListener(type, listener) {
  if (!listeners.has(type)) {
    listeners.set(type, new Set());
    source?.addEventListener(type, deliver);
  }
  listeners.get(type).add(listener);
  if (!source) {
    open();
  }
}

export function removeConversationEventListener(type, listener) {
  const own = listeners.get(type);
  if (own?.delete(listener) && own.size === 0) {
    listeners.delete(type);
    source.removeEventListener(type, deliver);
    if (listeners.size === 0) {
      source.close();
      source = null;
    }
  }
}

/** The element by which components reach the toolkit, with the same two methods. */
class ToolkitApi extends HTMLElement {
  addConversationEventListener = addConversationEventListener;
  removeConversationEventListener = removeConversationEventListener;
}

const ELEMENT = 'lightning-service-cloud-voice-toolkit-api';
if (!customElements.get(ELEMENT)) {
  customElements.define(ELEMENT, ToolkitApi);
}
