// Requests and faults, by the control API. What it shows came in from outside, and is put on the page as text.

const MAX_REQUESTS = 100;
const MAX_TEXT = 16 * 1024;
const PAUSE = 400;

const $ = id => document.getElementById(id);

function element(name, text, className) {
  const made = document.createElement(name);
  if (text !== undefined) {
    made.textContent = text;
  }
  if (className) {
    made.className = className;
  }
  return made;
}

async function control(method, path, body) {
  const answer = await fetch('/_signalbox/' + path, {method, body: body && JSON.stringify(body)});
  const said = answer.status === 204 ? null : await answer.json();
  if (!answer.ok) {
    throw new Error(said.detail);
  }
  return said;
}

function say(text) {
  $('lab-answer').textContent = text;
}

/** What an action says when it fails. */
function tried(action) {
  return async event => {
    event.preventDefault();
    say('');
    try {
      await action(event);
    } catch (e) {
      say('That failed: ' + e.message);
    }
  };
}

// The choices of the form: what each adds to a fault.
const KINDS = {
  unavailable: {status: 503, retryAfter: 2},
  'rate-limit': {preset: 'rate-limit'},
  forbidden: {preset: 'forbidden'},
  'token-clock': {preset: 'token-clock'},
  'transcripts-exhausted': {preset: 'transcripts-exhausted'},
  slow: {delayMillis: 3000},
  before: {drop: 'before'},
  after: {drop: 'after'},
  midway: {drop: 'midway'},
};

function described(fault) {
  const what = [
    fault.preset, fault.status && `status ${fault.status}`, fault.drop && `drop ${fault.drop}`,
    fault.delayMillis && `delay ${fault.delayMillis} ms`,
  ].filter(Boolean).join(', ');
  const match = Object.entries(fault.match ?? {}).map(([name, value]) => `${name} ${value}`).join(', ');
  const bounds = [
    match ? `for ${match}` : 'for all requests',
    fault.times && `at most ${fault.times} times`,
    fault.probability < 1 && `probability ${fault.probability}, seed ${fault.seed}`,
  ].filter(Boolean).join(', ');
  return {what, bounds: `${bounds}; met ${fault.hits} times${fault.spent ? ', spent' : ''}`};
}

let drawnFaults = '';

async function drawFaults() {
  const {faults} = await control('GET', 'faults');
  const news = JSON.stringify(faults);
  if (news === drawnFaults) {
    // Whoever is at one of the buttons stays there.
    return;
  }
  const at = [...$('fault-list').querySelectorAll('button')].indexOf(document.activeElement);
  drawnFaults = news;
  const items = faults.map(fault => {
    const {what, bounds} = described(fault);
    const item = element('li');
    const remove = element('button', 'Remove');
    remove.type = 'button';
    remove.setAttribute('aria-label', `Remove fault ${fault.id}`);
    remove.addEventListener('click', tried(async () => {
      await control('DELETE', 'faults/' + fault.id);
      await drawFaults();
    }));
    item.append(element('strong', fault.id), ' ', element('span', what), element('p', bounds, 'small'), remove);
    return item;
  });
  $('fault-list').replaceChildren(...items);
  if (at >= 0) {
    (items[Math.min(at, items.length - 1)]?.querySelector('button') ?? $('fault-kind')).focus();
  }
  document.querySelector('#faults .empty').hidden = items.length > 0;
}

async function addFault() {
  const fault = {...KINDS[$('fault-kind').value]};
  if ($('fault-call').value) {
    fault.match = {call: $('fault-call').value};
  }
  if ($('fault-times').value) {
    fault.times = Number($('fault-times').value);
  }
  await control('POST', 'faults', fault);
  await drawFaults();
}

function block(title, text) {
  const shown = element('pre', text.slice(0, MAX_TEXT) + (text.length > MAX_TEXT ? '…' : ''));
  shown.tabIndex = 0;
  shown.setAttribute('role', 'region');
  shown.setAttribute('aria-label', title);
  return [element('p', title, 'small'), shown];
}

function item(request) {
  const made = element('li');
  const more = element('details');
  const summary = element('summary', `${request.status ?? 'no answer'} ${request.method} ${request.resource ?? request.path}`
    + (request.conversation ?? request.call ? `, call ${request.conversation ?? request.call}` : ''));
  if (request.fault) {
    summary.append(' ', element('strong', `fault ${request.fault}`, 'fault'));
  }
  if (request.replayOf) {
    summary.append(' ', element('span', `replay of ${request.replayOf}`, 'small'));
  }
  more.append(summary);
  // Most are never opened.
  more.addEventListener('toggle', () => {
    const headers = Object.entries(request.headers).map(([name, value]) => `${name}: ${value}`).join('\n');
    const replay = element('button', 'Send it again');
    replay.type = 'button';
    replay.addEventListener('click', tried(async () => {
      const again = await control('POST', `requests/${request.id}/replay`);
      say(`Request ${request.id} was sent again, as ${again.id}: ${again.status ?? 'no answer'}.`);
      refresh();
    }));
    more.append(
      element('p', `Request ${request.id}, ${request.time}, ${request.duration} ms`, 'small'),
      ...block('Request', `${request.method} ${request.path}\n${headers}\n\n${request.body}`),
      ...block('Answer', request.answer || '(empty)'), replay);
  }, {once: true});
  made.append(more);
  return made;
}

let last = '0';
let timer = 0;
let wanted = false;

async function drawRequests() {
  const {requests, last: newest} = await control('GET', `requests?after=${last}&limit=1000`);
  last = newest;
  const list = $('request-list');
  list.prepend(...requests.slice(-MAX_REQUESTS).reverse().map(item));
  while (list.children.length > MAX_REQUESTS) {
    list.lastElementChild.remove();
  }
  document.querySelector('#requests .empty').hidden = list.children.length > 0;
}

/** Asks the server for new requests and faults: once for all events of a moment, and never twice at once. */
export function refresh() {
  wanted = true;
  if (!timer && !$('requests').hidden) {
    timer = setTimeout(async () => {
      wanted = false;
      try {
        await drawRequests();
        await drawFaults();
      } catch {
        // The next event tries again.
      }
      timer = 0;
      if (wanted) {
        refresh();
      }
    }, PAUSE);
  }
}

/** Everything was forgotten. */
export function cleared() {
  $('request-list').replaceChildren();
  document.querySelector('#requests .empty').hidden = false;
  refresh();
}

export function lab(settings) {
  $('requests').hidden = $('faults').hidden = $('anew').hidden = !settings.control;
  if (!settings.control) {
    return;
  }
  $('fault-form').addEventListener('submit', tried(addFault));
  $('anew').addEventListener('submit', tried(async () => {
    if (confirm('Forget calls, conversations, requests, faults, and what this page shows?')) {
      await control('DELETE', 'state');
    }
  }));
  refresh();
}
