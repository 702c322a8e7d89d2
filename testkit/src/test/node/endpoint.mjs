// A small endpoint that keeps the contract, except for the one fault that it is started with.
// Usage: node endpoint.mjs FAULT ORG NAME PEM [ORG NAME PEM ...]; prints its port.
// It shares nothing with the endpoint in Java, so that the kit is measured twice.
import http from 'node:http';
import crypto from 'node:crypto';
import fs from 'node:fs';

const [fault, ...rest] = process.argv.slice(2);
const has = (name) => fault === name;
const CALLS = '/telephony/v1/voiceCalls';
const EVENTS = '/realtimeConversationEvents';
const LIMIT = has('HALF_THE_SIZE') ? 1 << 19 : 1 << 20;
const WHITE = /^[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]*$/;
const DECIMAL = /^-?[0-9]+(\.[0-9]+)?$/;

const centers = new Map();
for (let i = 0; i < rest.length; i += 3) {
  centers.set(rest[i].slice(0, 15) + '/' + rest[i + 1], fs.readFileSync(rest[i + 2]));
}

class Refused extends Error {
  constructor(status, errors, headers = {}) {
    super('refused');
    Object.assign(this, { status, errors, headers });
  }
}
const refuse = (status, clause, pointer = '', headers = {}) => {
  throw new Refused(status, [{ clause, pointer, detail: 'Not as the contract has it.' }], headers);
};

// --- Documents: JSON and XML become Maps, arrays, Num, Text, true, false, null --------------

class Num { constructor(text) { this.text = text; } }
class Text { constructor(text) { this.text = text; } }

function parseJson(text) {
  let at = 0;
  const bad = () => { throw new SyntaxError('json'); };
  const space = () => { while (' \t\r\n'.includes(text[at]) && at < text.length) at++; };
  const string = () => {
    const match = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
    match.lastIndex = at;
    const found = match.exec(text);
    if (!found) bad();
    at = match.lastIndex;
    return JSON.parse(found[0]);
  };
  const value = (depth) => {
    if (depth > 64 && !has('ANY_DEPTH')) bad();
    space();
    const c = text[at];
    if (c === '{') {
      const map = new Map();
      at++;
      space();
      if (text[at] === '}') { at++; return map; }
      for (;;) {
        space();
        const name = string();
        space();
        if (text[at++] !== ':') bad();
        const member = value(depth + 1);
        if (map.has(name) && !has('LAST_DUPLICATE')) bad();
        map.set(name, member);
        space();
        const next = text[at++];
        if (next === '}') return map;
        if (next !== ',') bad();
        space();
        if (text[at] === '}' && has('TRAILING_COMMA')) { at++; return map; }
      }
    }
    if (c === '[') {
      const list = [];
      at++;
      space();
      if (text[at] === ']') { at++; return list; }
      for (;;) {
        list.push(value(depth + 1));
        space();
        const next = text[at++];
        if (next === ']') return list;
        if (next !== ',') bad();
      }
    }
    if (c === '"') return string();
    const literal = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null/y;
    literal.lastIndex = at;
    const found = literal.exec(text);
    if (!found) bad();
    at = literal.lastIndex;
    if (found[0] === 'true') return true;
    if (found[0] === 'false') return false;
    if (found[0] === 'null') return null;
    if (found[0].replace(/[^0-9]/g, '').length > 1000 && !has('ANY_DIGITS')) bad();
    return new Num(found[0]);
  };
  const document = value(1);
  space();
  if (at < text.length && !has('TRAILING_CONTENT')) bad();
  return document;
}

function parseXml(text, rootName) {
  const bad = () => { throw new SyntaxError('xml'); };
  let body = text;
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(body)) bad();
  body = body.replace(/^<\?xml\s+version=["']1\.[0-9]["'](\s+encoding=["'][^"']*["'])?\s*\?>/, '');
  if (has('SKIPS_DTD')) body = body.replace(/^<!DOCTYPE \w+>/, '');
  if (body.includes('<!DOCTYPE') || body.includes('<!ENTITY')) bad();
  const token = /<!--(?:(?!--)[\s\S])*-->|<!\[CDATA\[[\s\S]*?\]\]>|<\?(?!xml)[\s\S]*?\?>|<\/([\w:.-]+)\s*>|<([\w:.-]+)((?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|[^<]+/y;
  const decode = (s) => s.replace(/&(#x?[0-9a-fA-F]+|\w+);|&/g, (all, name) => {
    const named = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
    if (name === undefined) bad();
    if (named[name]) return named[name];
    const code = /^#x/.test(name) ? parseInt(name.slice(2), 16) : /^#/.test(name) ? parseInt(name.slice(1), 10) : 0;
    if (!code || code > 0x10ffff) bad();
    return String.fromCodePoint(code);
  });
  const stack = [];
  let root = null;
  let at = 0;
  while (at < body.length) {
    token.lastIndex = at;
    const found = token.exec(body);
    if (!found) bad();
    at = token.lastIndex;
    const [all, end, start, attributes, empty] = found;
    if (start) {
      const names = [...(attributes || '').matchAll(/([\w:.-]+)\s*=/g)].map((m) => m[1]);
      if (new Set(names).size !== names.length) bad();
      if (/XInclude/.test(attributes)) bad();
      const element = { name: start, children: [], text: '' };
      if (stack.length) stack[stack.length - 1].children.push(element);
      else if (root) bad();
      else root = element;
      if (stack.length >= 64) bad();
      if (!empty) stack.push(element);
    } else if (end) {
      const element = stack.pop();
      if (!element || element.name !== end) bad();
      if (element.children.length && element.text.trim() && !has('MIXED_CONTENT')) bad();
    } else if (!all.startsWith('<') || all.startsWith('<![')) {
      const content = all.startsWith('<![') ? all.slice(9, -3) : decode(all);
      if (stack.length) stack[stack.length - 1].text += content;
      else if (content.trim() && content !== '\ufeff') bad();
    }
  }
  if (!root || stack.length) bad();
  if (root.name.includes(':') || (root.name !== rootName && !has('ANY_XML_ROOT'))) bad();
  const convert = (element, path) => {
    if (!element.children.length) return new Text(element.text);
    const map = new Map();
    for (const child of element.children) {
      if (child.name.includes(':')) continue;
      if (child.name === 'events' && path === '') {
        if (!map.has('events')) map.set('events', []);
        const event = convert(child, 'events');
        map.get('events').push(event instanceof Text && event.text === '' ? new Map() : event);
      } else if (map.has(child.name)) bad();
      else map.set(child.name, convert(child, 'x'));
    }
    return map;
  };
  const document = convert(root, '');
  return document instanceof Map ? document : new Map();
}

// --- The contract ---------------------------------------------------------------------------

const textOf = (v) => (typeof v === 'string' ? v : v instanceof Text ? v.text : undefined);
const isXmlText = (s) => !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(s) && s.isWellFormed?.() !== false
  && !/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(s);

function int64(v) {
  let text = v instanceof Num ? v.text : v instanceof Text ? v.text.trim() : undefined;
  if (has('TIME_AS_TEXT') && typeof v === 'string') text = v;
  if (text === undefined) return undefined;
  if (has('TIME_AS_DOUBLE') && Number.isInteger(Number(text))) text = BigInt(Number(text)).toString();
  if (v instanceof Text && !has('NO_PLUS_IN_XML')) text = text.replace(/^\+/, '');
  if (!/^-?[0-9]+$/.test(text)) return undefined;
  const n = BigInt(text);
  return n >= -(2n ** 63n) && n < 2n ** 63n ? n : undefined;
}

function validate(batch) {
  const errors = [];
  const add = (clause, pointer) => errors.push({ clause, pointer, detail: 'Not as the contract has it.' });
  const service = textOf(batch.get('service'));
  if (service === undefined || WHITE.test(service) || !isXmlText(service)) {
    if (!has('SERVICE_OPTIONAL') || batch.has('service')) add('BODY-1', '/service');
  } else if (has('KNOWN_SERVICES_ONLY') && !/^(Amazon|CXone)/.test(service)) add('BODY-2', '/service');
  else if (has('SERVICE_OF_ONE_VENDOR') && service !== 'AmazonConnectContactLens') add('BODY-2', '/service');
  if (batch.has('persist')) {
    const persist = batch.get('persist');
    const word = persist instanceof Text && /^\s*(true|false|0|1)\s*$/.test(persist.text);
    if (typeof persist !== 'boolean' && !word && !(has('ANY_PERSIST'))) add('BODY-6', '/persist');
  }
  if (has('NO_UNKNOWN_PROPERTIES')) {
    for (const name of batch.keys()) if (!['service', 'events', 'persist'].includes(name)) add('BODY-6', '/' + name);
  }
  if (has('UNKNOWN_SCALARS_ONLY')) {
    for (const [name, v] of batch) if (!['service', 'events'].includes(name) && (v instanceof Map || Array.isArray(v))) add('BODY-6', '/' + name);
  }
  if (has('NO_LINES_IN_NAMES') && /[\t\n\r]/.test(service)) add('EVT-2', '/service');
  const events = batch.get('events');
  if (!Array.isArray(events) || (events.length === 0 && !has('NO_EVENTS_TAKEN'))) add('BODY-3', '/events');
  if (has('TEN_EVENTS_AT_MOST') && events?.length > 10) add('BODY-3', '/events');
  let before;
  (Array.isArray(events) ? events : []).forEach((event, i) => {
    const at = '/events/' + i;
    if (!(event instanceof Map)) return add('BODY-4', at);
    const type = textOf(event.get('type'));
    const known = { IntelligenceSignal__Category: 1, IntelligenceSignal__Sentiment: 2 }[has('TYPE_TRIMMED') ? type?.replace(/^.*__/, 'IntelligenceSignal__') : has('TYPE_WITHOUT_PREFIX') && type === 'Category' ? 'IntelligenceSignal__Category' : type];
    if (!known) add('EVT-1', at + '/type');
    const value = textOf(event.get('value'));
    if (known === 2) {
      const number = value !== undefined && DECIMAL.test(value) && value.length <= 32;
      let ok = number && Math.abs(Number(value)) <= (has('SENTIMENT_TO_100') ? 100 : 1000);
      if (number && /^-?1000\.0*[1-9]/.test(value)) ok = has('SENTIMENT_ROUNDED');
      if (has('SENTIMENT_WITH_LINE_FEED') && DECIMAL.test(value?.replace(/\n$/, ''))) ok = true;
      if (has('SENTIMENT_IN_ANY_RANGE') && number) ok = true;
      if (has('SENTIMENT_PARSED_LOOSELY') && value !== undefined && value.trim() !== '' && Math.abs(Number(value)) <= 1000 && value.length <= 32 && !/^-?1000\./.test(value)) ok = true;
      if (!ok) add(value === undefined || WHITE.test(value) ? 'EVT-2' : 'EVT-5', at + '/value');
    } else if (value === undefined || WHITE.test(value) || !isXmlText(value)) {
      if (!(has('VALUE_FROM_NUMBERS') && event.get('value') instanceof Num)) add('EVT-2', at + '/value');
    } else if ((has('SHORT_VALUES') && value.length > 80) || (has('NO_LINES_IN_NAMES') && /[\t\n\r]/.test(value))) add('EVT-2', at + '/value');
    const start = int64(event.get('startTime'));
    if (start === undefined || (start < 0n && !has('NEGATIVE_TIMES'))) {
      add('EVT-3', at + '/startTime');
      if (has('INVALID_TIME_IS_ZERO') && before > 0n) add('EVT-4', at + '/startTime');
      if (has('INVALID_TIME_IS_ZERO')) before = 0n;
    }
    else {
      if (has('NO_SECONDS') && start > 0n && start < 10000000000n) add('EVT-3', at + '/startTime');
      if (before !== undefined && (has('STRICTLY_ASCENDING') ? start <= before : start < before) && !has('ANY_ORDER')) add('EVT-4', at + '/startTime');
      before = has('COMPARES_WITH_GREATEST') && before > start ? before : start;
    }
    const participant = textOf(event.get('participant'));
    if (event.has('participant') ? !['AGENT', 'CUSTOMER'].includes(has('ANY_CASE_OF_PARTICIPANT') ? participant?.toUpperCase() : participant) : known === 2 && !has('PARTICIPANT_OPTIONAL')) add('EVT-5', at + '/participant');
    if (event.has('score')) {
      const score = event.get('score');
      const text = score instanceof Num ? score.text : textOf(score);
      let ok = text !== undefined && text.trim() === text && Number(text) >= 0 && Number(text) <= 1000;
      if (!(score instanceof Num)) ok = ok && DECIMAL.test(text) && text.length <= 32 && !has('NO_SCORES_AS_TEXT');
      if (score instanceof Num && has('INTEGER_SCORES') && /[.]/.test(text)) ok = false;
      if (has('SCORE_IN_ANY_RANGE') && text !== undefined && DECIMAL.test(text) && text.length < 33) ok = true;
      if (!ok) add('EVT-6', at + '/score');
    }
    if (event.has('endTime')) {
      const end = int64(event.get('endTime'));
      if (end === undefined || (start !== undefined && end < start && !has('ANY_END_TIME'))) add('EVT-7', at + '/endTime');
    }
    if (event.has('details')) {
      let details = event.get('details');
      if (details instanceof Text && details.text === '') details = new Map();
      if (!(details instanceof Map)) add('EVT-7', at + '/details');
      else if (!has('DETAILS_NOT_LOOKED_AT')) {
        const offsets = ['BeginOffsetMillis', 'EndOffsetMillis'].map((name) => {
          const n = details.has(name) ? int64(details.get(name)) : undefined;
          if (details.has(name) && (n === undefined || n < 0n)) add('EVT-7', at + '/details/' + name);
          return n;
        });
        if (has('NOTHING_ELSE_IN_DETAILS')) for (const name of details.keys()) if (!name.endsWith('OffsetMillis')) add('BODY-6', at + '/details/' + name);
        if (offsets[0] !== undefined && offsets[1] !== undefined && offsets[1] < offsets[0]) add('EVT-7', at + '/details/EndOffsetMillis');
      }
    }
  });
  return has('FIRST_VIOLATION') ? errors.slice(0, 1) : errors.slice(0, has('FIFTY_VIOLATIONS') ? 50 : 100);
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';
const checksum = (id) => [0, 5, 10].map((at) => ALPHABET[[0, 1, 2, 3, 4].reduce((bits, i) => bits | (/[A-Z]/.test(id[at + i]) ? 1 << i : 0), 0)]).join('');

function checkKey(key, clause) {
  const length = has('KEY_LENGTH_IN_UTF_16') ? key.length : [...key].length;
  const longest = has('LONG_KEYS') ? Infinity : 255;
  if (WHITE.test(key) || length > longest || (/[\u0000-\u001f\u007f-\u009f]/.test(key) && !has('CONTROLS_IN_KEYS'))) refuse(400, clause, clause === 'KEY-1' ? '' : '/vendorCallKey');
  const id = /^0LQ[A-Za-z0-9]{12}$/.test(key) || (/^0LQ[A-Za-z0-9]{15}$/.test(key) && (checksum(key) === key.slice(15) || has('NO_CHECKSUM')));
  if ((id && !has('IDS_AS_KEYS')) || (has('NO_0LQ') && key.startsWith('0LQ')) || (has('IDS_IN_ANY_CASE') && /^0lq[a-z0-9]{12}$/i.test(key))) refuse(400, 'KEY-2', clause === 'KEY-1' ? '' : '/vendorCallKey');
}

const used = new Set();
function authorize(request) {
  const values = [];
  for (let i = 0; i < request.rawHeaders.length; i += 2) {
    if (request.rawHeaders[i].toLowerCase() === 'authorization') values.push(request.rawHeaders[i + 1]);
  }
  if (!values.length) refuse(has('FORBIDDEN') ? 403 : 401, 'AUTH-1', '', { 'WWW-Authenticate': has('BASIC_CHALLENGE') ? 'Basic' : 'Bearer' });
  try {
    if (values.length > 1 && !has('LAST_AUTHORIZATION')) throw 0;
    const [, token] = /^bearer +(\S+)$/i.exec(values[values.length - 1]);
    if (has('BEARER_IN_ONE_CASE') && !values[0].startsWith('Bearer')) throw 0;
    if (token.length > 8192 && !has('TOKENS_OF_ANY_LENGTH')) throw 0;
    const parts = token.split('.');
    if (parts.length !== 3 || !/^[\w-]*\.[\w-]*\.[\w-]*$/.test(token)) throw 0;
    const read = (part) => {
      const map = parseJson(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(part, 'base64url')));
      if (!(map instanceof Map)) throw 0;
      return map;
    };
    const header = read(parts[0]);
    const claims = read(parts[1]);
    const alg = header.get('alg');
    if (alg !== 'RS256' && !(has('ANY_ALG') && typeof alg === 'string') && !has('SIGNATURE_NOT_CHECKED')) throw 0;
    if (header.has('crit') && !has('IGNORES_CRIT') && !has('SIGNATURE_NOT_CHECKED')) throw 0;
    if (['jwk', 'x5c', 'jku', 'x5u'].some((name) => header.has(name)) && !has('IGNORES_KEYS') && !has('SIGNATURE_NOT_CHECKED')) throw 0;
    const iss = claims.get('iss');
    const sub = claims.get('sub');
    if (typeof iss !== 'string' || typeof sub !== 'string' || !/^00D[A-Za-z0-9]{12}([A-Z0-5]{3})?$/.test(iss)) throw 0;
    if (iss.length === 18 && checksum(iss) !== iss.slice(15)) throw 0;
    if (has('LONG_ORGS_ONLY') && iss.length !== 18) throw 0;
    const center = iss.slice(0, 15) + '/' + sub;
    const pem = centers.get(center);
    if (!pem) throw 0;
    const keys = has('KEY_OF_ANY_CENTER') ? [...centers.values()] : [pem];
    const signature = Buffer.from(parts[2], 'base64url');
    const input = parts[0] + '.' + parts[1];
    if (!has('SIGNATURE_NOT_CHECKED') && !keys.some((k) => crypto.verify('RSA-SHA256', Buffer.from(input), k, signature))) throw 0;
    const now = Date.now() / 1000;
    const time = (name) => {
      const v = claims.get(name);
      if (v instanceof Num) return Number(v.text);
      if (claims.has(name) && !(has('TIMES_AS_TEXT') && typeof v === 'string')) throw 0;
      return claims.has(name) ? Number(v) : undefined;
    };
    let [exp, iat, nbf] = ['exp', 'iat', 'nbf'].map(time);
    if (exp === undefined && !has('NO_EXP_NEEDED')) throw 0;
    if (has('MILLISECONDS_TOO') && exp > 1e12) exp /= 1000;
    if (exp <= now - (has('NO_SKEW') ? 0 : 60) && !has('EXPIRED_TOKENS')) throw 0;
    if (exp - (iat ?? now) > 86401 && !has('LONG_TOKENS')) throw 0;
    if (iat > now + (has('NO_SKEW') ? 0 : 60) || (nbf > now + 60 && !has('NBF_IGNORED'))) throw 0;
    if (has('IAT_NEEDED') && iat === undefined) throw 0;
    if (has('JTI_NEEDED') && !claims.has('jti')) throw 0;
    if (has('KNOWN_AUDIENCE_ONLY') && claims.has('aud') && claims.get('aud') !== 'https://scrt.salesforce.com') throw 0;
    if (has('EVERY_TOKEN_ONCE') && !claims.has('jti') && used.size === used.add(token).size) throw 0;
    if (claims.has('jti')) {
      const jti = claims.get('jti');
      if (typeof jti !== 'string' || (has('JTI_IN_BYTES') ? Buffer.byteLength(jti) : jti.length) > 255) throw 0;
      const use = (has('JTI_OF_ALL_CENTERS') ? '' : center) + '/' + jti;
      if (used.has(use) && !has('JTI_REUSED')) throw 0;
      used.add(use);
    }
    return center;
  } catch (e) {
    if (e instanceof Refused) throw e;
    refuse(401, 'AUTH-1', '', { 'WWW-Authenticate': has('BASIC_CHALLENGE') ? 'Basic' : 'Bearer error="invalid_token"' });
  }
}

const parents = new Map();
const batched = new Set();
const ids = new Map();
let next = 1;
function first(center, key) {
  let at = key;
  for (let i = 0; i < 10000; i++) {
    const parent = parents.get(center + '\n' + at);
    if (parent === undefined || parent === at) return at;
    at = parent;
    if (has('ONE_STEP')) return at;
  }
  return at;
}

function register(record, center) {
  const errors = [];
  const add = (clause, name) => errors.push({ clause, pointer: '/' + name, detail: 'Not as it should be.' });
  const key = textOf(record.get('vendorCallKey'));
  if (key === undefined) add('CALL-1', 'vendorCallKey');
  else try { checkKey(key, 'CALL-1'); } catch (e) { errors.push(...e.errors); }
  const method = textOf(record.get('initiationMethod'));
  const lower = has('METHOD_IN_ONE_CASE') ? method?.replace(/^./, (c) => c.toLowerCase()) : method?.toLowerCase();
  if (!['inbound', 'outbound', 'transfer', 'conference', 'callback'].includes(lower)) add('CALL-1', 'initiationMethod');
  const parent = textOf(record.get('parentVoiceCallId'));
  if (record.has('parentVoiceCallId') ? parent === undefined || WHITE.test(parent) : lower === 'transfer' && !has('NO_PARENT_NEEDED')) add('CALL-2', 'parentVoiceCallId');
  if (has('START_TIME_IS_READ') && record.has('startTime') && Number.isNaN(Date.parse(textOf(record.get('startTime'))))) add('CALL-1', 'startTime');
  if (errors.length) throw new Refused(400, errors);
  const scope = has('CALLS_OF_ALL_ORGS') ? 'all' : center;
  const at = scope + '\n' + key;
  if (parent === undefined) {
    if (!parents.has(at)) parents.set(at, key);
  } else {
    const known = (at) => parents.has(at) || (batched.has(at) && !has('PARENTS_ARE_REGISTERED'));
    let named = known(scope + '\n' + parent) ? parent : undefined;
    const id = parent.length === 15 && !has('LONG_IDS_ONLY') ? parent + checksum(parent) : parent;
    if (named === undefined && ids.get(id)?.scope === scope && !has('PARENTS_BY_KEY_ONLY')) named = ids.get(id).key;
    if (named === undefined && has('UNKNOWN_PARENTS')) named = parent;
    if (named === undefined) refuse(has('UNKNOWN_PARENT_404') ? 404 : 400, 'CALL-2', '/parentVoiceCallId');
    const head = first(scope, named);
    if (parents.has(at) && !(parents.get(at) === key && has('REGISTERED_CALLS_MOVE')) && first(scope, key) !== head && !has('CALLS_MOVE')) refuse(400, 'CALL-3', '/parentVoiceCallId');
    if (head !== key) parents.set(at, named);
    if (!parents.has(scope + '\n' + named) && !has('LEGS_MOVE')) parents.set(scope + '\n' + named, named);
  }
  const id = '0LQ' + String(next++).padStart(12, '0');
  const long = id + checksum(id);
  ids.set(long, { scope, key });
  return has('SHORT_ID') ? id : long;
}

// --- HTTP -----------------------------------------------------------------------------------

function format(request) {
  const type = (request.headers['content-type'] ?? '').split(';')[0].trim().toLowerCase();
  const own = /^(application|text)\/xml$/.test(type) ? 'xml' : 'json';
  const accept = request.headers.accept;
  if (accept === undefined && has('JSON_UNASKED')) return 'json';
  if (accept === undefined || has('ACCEPT_IGNORED')) return own;
  const quality = (name) => {
    let best = -1;
    let q = 0;
    for (const range of accept.split(',')) {
      const [type, ...parameters] = range.split(';').map((s) => s.trim());
      const precision = [ '*/*', 'application/*', name ].indexOf(type);
      if (precision > best) {
        best = precision;
        const given = parameters.find((p) => p.startsWith('q='));
        q = given && !has('Q_IGNORED') ? Number(given.slice(2)) : 1;
      }
    }
    return q;
  };
  const json = quality('application/json');
  const xml = quality('application/xml');
  if (has('NOT_ACCEPTABLE') && !json && !xml) refuse(406, 'HDR-3');
  return json === xml ? own : json > xml ? 'json' : 'xml';
}

function checkType(request) {
  const [type, ...parameters] = (request.headers['content-type'] ?? '').split(';').map((s) => s.trim().toLowerCase());
  const known = ['application/json', 'application/xml', ...(has('NO_TEXT_XML') ? [] : ['text/xml'])].includes(type);
  const charset = parameters.every((p) => /^charset="?utf-8"?$/.test(p) || has('ANY_CHARSET')) && !(has('NO_PARAMETERS') && parameters.length);
  const encoding = (request.headers['content-encoding'] ?? 'identity').toLowerCase() === 'identity' || has('ANY_ENCODING');
  const plain = has('TEXT_PLAIN') && type === 'text/plain';
  if (!(known || plain) || !charset || !encoding) refuse(has('TYPE_400') ? 400 : 415, 'HDR-1', '', { 'Accept-Post': 'application/json, application/xml' });
  return type.endsWith('xml');
}

function answer(response, request, status, type, body, headers = {}) {
  const bytes = Buffer.from(body);
  const silent = status >= 400 && has('CLOSES_SILENTLY');
  response.writeHead(status, { ...headers, 'Content-Type': type, 'Content-Length': bytes.length, Connection: silent ? 'keep-alive' : 'close' });
  response.end(request.method === 'HEAD' ? undefined : bytes, silent ? () => request.socket.end() : undefined);
}

function problem(response, request, refused, form) {
  const status = has('UNPROCESSABLE') && refused.status === 400 ? 422 : refused.status;
  const detail = has('STACK_TRACES') ? 'TypeError: x is undefined\n    at handle (file:///srv/app/server.mjs:10:5)' : 'The request is refused.';
  const errors = has('SLASH_FOR_NO_PLACE') ? refused.errors.map((e) => ({ ...e, pointer: e.pointer || '/' })) : has('DOTTED_POINTERS') ? refused.errors.map((e) => ({ ...e, pointer: e.pointer.slice(1).replaceAll('/', '.') })) : has('NO_ERRORS') || (has('ERRORS_OF_BODIES_ALONE') && !refused.errors.some((e) => e.pointer)) ? [] : refused.errors;
  if (has('TEXT_ERRORS')) return answer(response, request, status, 'text/plain', 'refused', refused.headers);
  if (form === 'xml' && !has('PROBLEMS_IN_JSON')) {
    const escape = (s) => s.replace(/[<&>]/g, (c) => '&#' + c.charCodeAt(0) + ';');
    const entry = has('FLAT_ERRORS_IN_XML') ? (e) => e : (e) => `<error>${e}</error>`;
    const items = errors.map((e) => entry(`<clause>${e.clause}</clause><pointer>${escape(e.pointer)}</pointer><detail>${escape(e.detail)}</detail>`)).join('');
    return answer(response, request, status, 'application/problem+xml', `<problem xmlns="urn:ietf:rfc:7807"><type>about:blank</type><title>Refused</title><status>${status}</status><detail>${escape(detail)}</detail><errors>${items}</errors></problem>`, refused.headers);
  }
  const whole = { type: 'about:blank', title: 'Refused', status: has('NO_STATUS_IN_PROBLEMS') ? undefined : status, detail, errors };
  answer(response, request, status, has('PLAIN_JSON_PROBLEMS') ? 'application/json' : 'application/problem+json', JSON.stringify(whole), refused.headers);
}

function handle(request, response, body) {
  let form = 'json';
  try {
    form = format(request);
    let [path] = request.url.replace(/^https?:\/\/[^/?]*/i, '').split('?');
    if (has('LEADING_SLASHES')) path = path.replace(/^\/+/, '/');
    const method = (has('METHOD_OVERRIDE') && request.headers['x-http-method-override']) || request.method;
    if (has('QUERY_MATTERS') && request.url.includes('?')) path = '/?';
    if (has('TRAILING_SLASH')) path = path.replace(/\/$/, '');
    if (request.rawHeaders.filter((h, i) => i % 2 === 0 && h.toLowerCase() === 'host').length !== 1 && !has('SEVERAL_HOSTS')) refuse(400, 'RES-3');
    const call = path === CALLS;
    const match = new RegExp('^' + CALLS + '/([^/]*)' + EVENTS + '$', has('PATH_IN_ANY_CASE') ? 'i' : '').exec(path);
    if (!call && !match) throw new Refused(404, [{ clause: 'REQ-1', pointer: '', detail: `There are ${CALLS} and ${CALLS}/{vendorCallKey}${EVENTS}.` }]);
    if (method !== 'POST') refuse(has('METHOD_404') ? 404 : 405, 'REQ-1', '', has('NO_ALLOW') ? {} : { Allow: 'POST' });
    if (has('TYPE_FIRST')) checkType(request);
    const center = authorize(request);
    let key;
    const readKey = () => {
      if (!match) return;
      let text;
      try { text = decodeURIComponent(has('PLUS_IS_A_SPACE') ? match[1].replace(/^(.+)\+/, '$1\u0001') : has('MATRIX_PARAMETERS') ? match[1].replace(/;.*/, '') : match[1]); } catch { refuse(400, 'KEY-1'); }
      checkKey(text, 'KEY-1');
      key = text;
    };
    if (has('KEY_FIRST')) readKey();
    const xml = checkType(request);
    readKey();
    let provider = request.headers['telephony-provider-name'];
    if (has('PROVIDER_DECODED') && provider) provider = unescape(provider);
    const checkProvider = () => {
    if (provider !== undefined ? provider.length > (has('SHORT_PROVIDERS') ? 20 : 255) || /[\u0000-\u001f\u007f-\u009f]/.test(provider) : has('PROVIDER_NEEDED')) refuse(400, 'HDR-2', has('POINTERS_TO_HEADERS') ? '/Telephony-Provider-Name' : '');
    if (has('PROVIDER_IN_UTF_8') && Buffer.from(provider ?? '', 'latin1').toString().includes('\ufffd')) refuse(400, 'HDR-2');
    };
    if (has('SIZE_BEFORE_PROVIDER') && body.length > LIMIT) refuse(413, 'BODY-4');
    if (!has('PROVIDER_AFTER_BODY')) checkProvider();
    if (body.length > LIMIT) refuse(has('SIZE_400') ? 400 : 413, 'BODY-4');
    let document;
    try {
      const mark = body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf && !has('NO_BYTE_ORDER_MARK');
      const text = new TextDecoder('utf-8', { fatal: !has('BAD_UTF_8'), ignoreBOM: true }).decode(mark ? body.subarray(3) : body);
      document = xml ? parseXml(text, call ? 'voiceCall' : 'realtimeConversationEvents') : parseJson(text);
      if (!(document instanceof Map)) throw new SyntaxError('root');
    } catch (e) {
      refuse(400, 'BODY-4');
    }
    checkProvider();
    if (call) {
      const id = register(document, center);
      return answer(response, request, 201, 'application/' + form, form === 'xml' ? `<voiceCall><voiceCallId>${id}</voiceCallId></voiceCall>` : JSON.stringify({ voiceCallId: id, errors: [] }));
    }
    if (has('KNOWN_CALLS_ONLY') && !parents.has(center + '\n' + key)) refuse(404, 'KEY-4');
    const errors = validate(document);
    if (errors.length) throw new Refused(400, errors);
    batched.add((has('CALLS_OF_ALL_ORGS') ? 'all' : center) + '\n' + key);
    const head = first(has('CALLS_OF_ALL_ORGS') ? 'all' : center, key);
    const headers = head !== key && !has('LEGS_NOT_RESOLVED') ? { 'Signalbox-First-Vendor-Call-Key': has('FIRST_KEY_BY_ENCODE_URI') ? encodeURI(head) : encodeURIComponent(head).replace(/[!'()*]/g, (c) => '%' + c.charCodeAt(0).toString(16).toUpperCase()) } : {};
    const accepted = has('OK_IN_ANSWERS') ? 'OK' : '202 Accepted';
    const status = has('OK_200') ? 200 : 202;
    answer(response, request, status, has('ANSWERS_AS_TEXT') ? 'text/plain' : 'application/' + form, form === 'xml' ? `<response><status>${accepted}</status></response>` : has('NO_BODY_IN_ANSWERS') ? '' : JSON.stringify({ status: accepted }), headers);
  } catch (e) {
    if (!(e instanceof Refused)) return answer(response, request, 500, 'text/plain', '');
    problem(response, request, e, form);
  }
}

const server = http.createServer({ maxHeaderSize: 1 << 16, keepAliveTimeout: 1 }, (request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => handle(request, response, Buffer.concat(chunks)));
  request.on('error', () => response.destroy());
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
