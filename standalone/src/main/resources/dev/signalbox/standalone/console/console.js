// The console's page. Everything that came in from outside is put on it as text. What it remembers is
// bounded, and it draws at most once a frame.

import {chart} from './chart.js';
import {cleared, lab, refresh} from './lab.js';
import {locate} from './locate.js';
import {sender} from './sender.js';
import {telephonyHandlers} from './telephony.js';

const MAX_CALLS = 300;
const MAX_SIGNALS_OF_CALL = 300;
const MAX_ROWS = 300;
const MAX_ITEMS = 100;

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

const clock = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3, hour12: false,
});

function time(millis) {
  const date = new Date(millis);
  return Number.isNaN(date.getTime()) ? String(millis) : clock.format(date);
}

/** A list that shows its newest items first, and forgets its oldest. */
class Items {
  constructor(id) {
    this.list = $(id);
    this.empty = this.list.parentElement.querySelector('.empty');
    this.waiting = [];
  }

  add(make) {
    this.waiting.push(make);
    if (this.waiting.length > MAX_ITEMS) {
      this.waiting.shift();
    }
    draw();
  }

  clear() {
    this.waiting = [];
    this.list.replaceChildren();
    this.empty.hidden = false;
  }

  draw() {
    if (this.waiting.length) {
      // Before they are made: one that fails must not come again and again.
      const makes = this.waiting.reverse();
      this.waiting = [];
      this.list.prepend(...makes.map(make => make()));
      this.empty.hidden = true;
      while (this.list.children.length > MAX_ITEMS) {
        this.list.lastElementChild.remove();
      }
    }
  }
}

const rules = new Items('rule-list');
const telephony = new Items('telephony-list');
const refused = new Items('refused-list');
const warnings = new Items('warning-list');

// Calls, the one with the latest news last.
const calls = new Map();
let selected = null;
let signals = [];
let newSignals = [];
let callsChanged = false;
let redraw = false;

function callOf(detail) {
  const key = JSON.stringify([detail.orgId, detail.callCenter, detail.callId]);
  let call = calls.get(key);
  if (call) {
    calls.delete(key);
  } else {
    call = {key, id: detail.callId, callCenter: detail.callCenter, legs: new Map(), signals: [], count: 0};
  }
  calls.set(key, call);
  while (calls.size > MAX_CALLS) {
    const oldest = [...calls.values()].find(c => c !== selected);
    calls.delete(oldest.key);
  }
  callsChanged = true;
  return call;
}

function leg(call, key) {
  if (!call.legs.has(key)) {
    if (call.legs.size >= 100) {
      call.legs.delete(call.legs.keys().next().value);
    }
    call.legs.set(key, '');
  }
}

const handlers = {
  INTELLIGENCE_SIGNAL(detail) {
    const call = callOf(detail);
    leg(call, detail.vendorCallKey);
    if (detail.late) {
      warning(detail.serverReceivedTimestamp,
        `DLV-4: batch ${detail.sequence} of call ${detail.callId} came late: it starts before what was there already`);
    }
    for (const event of detail.events) {
      const signal = {call, event, detail};
      call.count++;
      call.last = event.value;
      call.signals.push(signal);
      newSignals.push(signal);
    }
    call.signals.splice(0, call.signals.length - MAX_SIGNALS_OF_CALL);
    newSignals.splice(0, newSignals.length - MAX_ROWS);
    draw();
  },

  CALL(detail) {
    const call = callOf(detail);
    leg(call, detail.vendorCallKey);
    call.legs.set(detail.vendorCallKey, `${detail.initiationMethod}, ${detail.voiceCallId}`);
    redraw ||= call === selected;
    draw();
  },

  RULE_FIRED(detail) {
    rules.add(() => {
      const item = element('li');
      const action = detail.rule.actionType + (detail.rule.actionValue ? ' ' + detail.rule.actionValue : '');
      item.append(
        element('strong', detail.rule.ruleName), ' ', element('span', action),
        element('p', detail.rule.sentence, 'small'),
        element('p', `${time(detail.serverReceivedTimestamp ?? detail.message.startTime)}, call ${detail.callId}, because of `
          + ((detail.keywords ?? detail.signals.map(s => s.event.value)).join(', ') || 'nothing that was seen'), 'small'));
      return item;
    });
  },

  ...telephonyHandlers(item => telephony.add(item), element, time),

  REFUSED(detail) {
    refused.add(() => refusal(detail));
  },

  WARNING(detail) {
    warning(detail.time, detail.message);
  },

  FAULT(detail) {
    warning(detail.time, `Fault ${detail.fault} (${detail.summary}): ${detail.description}`);
  },

  CLEARED() {
    calls.clear();
    selected = null;
    signals = [];
    newSignals = [];
    redraw = callsChanged = true;
    [rules, telephony, refused, warnings].forEach(items => items.clear());
    cleared();
    draw();
  },

  GAP(detail) {
    warning(Date.now(), detail.restarted
      ? 'The server was started again; what it did meanwhile is below, as far as it remembers.'
      : `${detail.missed} events happened while the page was away, and are no longer remembered.`);
  },
};

function warning(at, message) {
  warnings.add(() => {
    const item = element('li');
    item.append(element('span', message), element('p', time(at), 'small'));
    return item;
  });
}

function refusal(detail) {
  const item = element('li');
  const more = element('details');
  const key = /voiceCalls\/([^/?]+)/.exec(detail.path);
  more.append(element('summary', `${detail.status} ${detail.title}: ${detail.cause.clause} ${detail.cause.title}`));
  more.append(element('p', `${time(detail.time)}, ${detail.method} ${detail.path}`
    + (detail.callCenter ? `, call center ${detail.callCenter}` : '') + (key ? '' : ', no call'), 'small'));
  const told = element('ul');
  // For tokens the cause is not what the sender was told.
  const same = v => v.clause === detail.cause.clause && v.pointer === detail.cause.pointer;
  const reasons = detail.violations.some(same) ? detail.violations : [detail.cause, ...detail.violations];
  for (const violation of reasons) {
    const one = element('li');
    one.append(
      element('strong', violation.clause), ' ', element('code', violation.pointer), ' ',
      element('span', violation.detail), element('p', violation.rule, 'small'));
    told.append(one);
  }
  more.append(told);
  if (detail.body !== undefined) {
    more.append(body(detail.body, reasons.map(v => v.pointer)));
    if (detail.bodyCut) {
      more.append(element('p', 'The body goes on; this is its beginning.', 'small'));
    }
  }
  item.append(more);
  return item;
}

/** A refused body, its offending parts marked. */
function body(text, pointers) {
  const shown = element('pre');
  shown.tabIndex = 0;
  shown.setAttribute('role', 'region');
  shown.setAttribute('aria-label', 'The refused body');
  const places = pointers.map(pointer => locate(text, pointer)).sort((a, b) => a[0] - b[0] || b[1] - a[1]);
  let at = 0;
  for (const [start, end] of places) {
    if (start >= at && end > start) {
      shown.append(text.slice(at, start), element('mark', text.slice(start, end)));
      at = end;
    }
  }
  shown.append(text.slice(at));
  return shown;
}

function row({call, event, detail}) {
  const made = element('tr');
  const signal = element('td', event.value);
  if (event.type.endsWith('Sentiment')) {
    signal.prepend(element('span', 'sentiment ', 'small'));
  }
  const batch = element('td', String(detail.sequence));
  if (detail.late) {
    batch.append(' ', element('strong', 'late', 'late'));
  }
  const where = element('td', call.id);
  if (detail.vendorCallKey !== call.id) {
    where.append(element('p', 'leg ' + detail.vendorCallKey, 'small'));
  }
  made.append(element('td', time(event.startTime)), signal,
    element('td', (event.participant ?? '').toLowerCase()), where, batch);
  return made;
}

function select(call) {
  selected = call;
  redraw = true;
  callsChanged = true;
  draw();
}

function drawCalls() {
  const wanted = $('filter').value.trim().toLowerCase();
  const shown = [...calls.values()].reverse()
    .filter(call => [call.id, ...call.legs.keys()].some(key => key.toLowerCase().includes(wanted)))
    .slice(0, 100);
  // A keyboard's place in the list outlives its being drawn anew.
  const focused = document.activeElement?.dataset?.call;
  const items = shown.map(call => {
    const item = element('li');
    const button = element('button');
    button.type = 'button';
    button.dataset.call = call.key;
    button.setAttribute('aria-pressed', String(call === selected));
    button.append(element('strong', call.id),
      element('p', `${call.count} ${call.count === 1 ? 'signal' : 'signals'}${call.legs.size > 1 ? `, ${call.legs.size} legs` : ''}`
        + `${call.last ? `, latest ${call.last}` : ''}`, 'small'));
    button.addEventListener('click', () => select(call === selected ? null : call));
    item.append(button);
    return item;
  });
  $('call-list').replaceChildren(...items);
  document.querySelector('#calls .empty').hidden = calls.size > 0;
  if (focused !== undefined) {
    items.map(item => item.firstChild).find(button => button.dataset.call === focused)?.focus();
  }
}

function drawCall() {
  $('signals-title').textContent = selected ? `Signals of call ${selected.id}` : 'Signals of all calls';
  $('call-details').hidden = $('chart').hidden = !selected;
  if (!selected) {
    return;
  }
  const legs = element('ul');
  for (const [key, what] of selected.legs) {
    const item = element('li');
    item.append(element('strong', key), ' ',
      element('span', [key === selected.id ? 'first key' : 'later leg', what].filter(Boolean).join(', '), 'small'));
    legs.append(item);
  }
  $('call-details').replaceChildren(element('p', 'Call center ' + selected.callCenter + ', legs:', 'small'), legs);
  const sentiments = selected.signals.filter(s => s.event.type.endsWith('Sentiment'))
    .map(s => ({time: s.event.startTime, value: Number(s.event.value), participant: s.event.participant}))
    .sort((a, b) => a.time - b.time);
  const picture = chart(sentiments);
  if (picture) {
    const legend = element('p', undefined, 'small');
    legend.append(element('span', '— customer', 'legend-customer'), '  ', element('span', '- - agent', 'legend-agent'));
    $('chart').replaceChildren(picture, legend);
  } else {
    $('chart').replaceChildren();
  }
}

let drawing = false;

function draw() {
  if (!drawing) {
    drawing = true;
    requestAnimationFrame(drawNow);
    // A page in the background gets no frames.
    if (document.hidden) {
      setTimeout(drawNow, 1000);
    }
  }
}

function drawNow() {
  if (!drawing) {
    return;
  }
  drawing = false;
  const fresh = newSignals;
  newSignals = [];
  signals = signals.concat(fresh).slice(-MAX_ROWS);
  const rows = $('signal-rows');
  if (redraw) {
    const all = selected ? selected.signals : signals;
    rows.replaceChildren(...all.slice(-MAX_ROWS).reverse().map(row));
  } else {
    rows.prepend(...fresh.filter(s => !selected || s.call === selected).reverse().map(row));
    while (rows.children.length > MAX_ROWS) {
      rows.lastElementChild.remove();
    }
  }
  if (redraw || fresh.some(s => s.call === selected)) {
    drawCall();
  }
  redraw = false;
  if (callsChanged) {
    callsChanged = false;
    drawCalls();
  }
  rules.draw();
  telephony.draw();
  refused.draw();
  warnings.draw();
}

let lastId = '';

function connect() {
  const source = new EventSource('/console/events' + (lastId ? '?after=' + encodeURIComponent(lastId) : ''));
  source.onopen = () => {
    $('connection').textContent = 'connected';
  };
  source.onerror = async () => {
    $('connection').textContent = 'not connected, trying again';
    if (source.readyState === EventSource.CLOSED) {
      // The server has answered, but not with the stream.
      const answer = await fetch('/console/settings').catch(() => null);
      if (answer?.status === 401) {
        location.reload();
      } else {
        setTimeout(connect, 2000);
      }
    }
  };
  for (const [type, handler] of Object.entries(handlers)) {
    source.addEventListener(type, message => {
      lastId = message.lastEventId;
      handler(JSON.parse(message.data).detail);
      refresh();
    });
  }
}

async function start() {
  const settings = await (await fetch('/console/settings')).json();
  $('logout').hidden = settings.development;
  sender(settings);
  lab(settings);
  $('filter').addEventListener('input', () => {
    callsChanged = true;
    draw();
  });
  connect();
}

start();
