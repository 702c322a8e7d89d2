// Finds where in a document a JSON Pointer points to. The document may be broken: then as much of it
// is understood as there is before the fault.

/** [start, end] of what the pointer names, or of the nearest thing around it. */
export function locate(text, pointer) {
  const found = text.trimStart().startsWith('<') ? xmlPlaces(text) : jsonPlaces(text);
  if (pointer === '' && found.fault !== undefined) {
    return [found.fault, Math.min(text.length, found.fault + 1)];
  }
  for (let p = pointer; ; p = p.slice(0, p.lastIndexOf('/'))) {
    if (found.places.has(p)) {
      return found.places.get(p);
    }
    if (p === '') {
      return [0, text.length];
    }
  }
}

const escaped = name => name.replaceAll('~', '~0').replaceAll('/', '~1');

function jsonPlaces(text) {
  const places = new Map();
  let at = 0;
  const space = () => {
    while (at < text.length && ' \t\r\n'.includes(text[at])) {
      at++;
    }
  };
  const fail = () => {
    throw new SyntaxError();
  };
  const string = () => {
    const start = at++;
    while (at < text.length && text[at] !== '"') {
      at += text[at] === '\\' ? 2 : 1;
    }
    at < text.length ? at++ : fail();
    return JSON.parse(text.slice(start, at));
  };
  const value = (pointer, depth) => {
    space();
    const start = at;
    if (depth > 64) {
      fail();
    } else if (text[at] === '{' || text[at] === '[') {
      const object = text[at] === '{';
      const end = object ? '}' : ']';
      at++;
      space();
      for (let i = 0; text[at] !== end; i++) {
        if (i > 0) {
          text[at] === ',' ? at++ : fail();
          space();
        }
        let name = String(i);
        if (object) {
          name = text[at] === '"' ? string() : fail();
          space();
          text[at] === ':' ? at++ : fail();
        }
        value(pointer + '/' + escaped(name), depth + 1);
        space();
      }
      at++;
    } else if (text[at] === '"') {
      string();
    } else {
      const scalar = /^(-?\d[-+.\deE]*|true|false|null)/.exec(text.slice(at, at + 2000));
      at += scalar ? scalar[0].length : fail();
    }
    places.set(pointer, [start, at]);
  };
  try {
    value('', 0);
    space();
    return at < text.length ? {places, fault: at} : {places};
  } catch {
    return {places, fault: Math.min(at, Math.max(0, text.length - 1))};
  }
}

function xmlPlaces(text) {
  const places = new Map();
  const open = [];
  const tag = /<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<\?[\s\S]*?\?>|<!DOCTYPE[^>]*>|<(\/?)([^\s>/]+)[^>]*?(\/?)>/g;
  for (let match; (match = tag.exec(text)); ) {
    if (match[0].startsWith('<!DOCTYPE')) {
      return {places, fault: match.index};
    }
    if (!match[2]) {
      continue;
    }
    if (match[1]) {
      const element = open.pop();
      if (!element || element.name !== match[2]) {
        return {places, fault: match.index};
      }
      places.set(element.pointer, [element.start, tag.lastIndex]);
      continue;
    }
    const parent = open[open.length - 1];
    let pointer = '';
    if (parent) {
      pointer = parent.pointer + '/' + escaped(match[2]);
      if (match[2] === 'events' && open.length === 1) {
        pointer += '/' + parent.events++;
      }
    }
    const element = {name: match[2], pointer, start: match.index, events: 0};
    places.set(pointer, [match.index, tag.lastIndex]);
    if (!match[3]) {
      open.push(element);
    }
  }
  return open.length ? {places, fault: text.length - 1} : {places};
}
