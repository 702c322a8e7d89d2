// Draws the sentiments of a call.

const SVG = 'http://www.w3.org/2000/svg';
const WIDTH = 600;
const HEIGHT = 130;

function shape(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) {
    element.setAttribute(key, value);
  }
  return element;
}

/** A picture of [{time, value, participant}], which are in order; null when there is nothing. */
export function chart(sentiments) {
  if (!sentiments.length) {
    return null;
  }
  const range = Math.max(100, ...sentiments.map(s => Math.abs(s.value)));
  const from = sentiments[0].time;
  const span = Math.max(1, sentiments[sentiments.length - 1].time - from);
  const x = s => 40 + ((WIDTH - 50) * (s.time - from)) / span;
  const y = s => HEIGHT / 2 - (s.value / range) * (HEIGHT / 2 - 12);
  const svg = shape('svg', {viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img'});
  const said = [];
  svg.append(shape('line', {class: 'axis', x1: 40, x2: WIDTH - 10, y1: HEIGHT / 2, y2: HEIGHT / 2}));
  for (const [value, at] of [[range, 14], [0, HEIGHT / 2 + 4], [-range, HEIGHT - 6]]) {
    const label = shape('text', {x: 34, y: at, 'text-anchor': 'end'});
    label.textContent = String(Math.round(value));
    svg.append(label);
  }
  for (const who of ['customer', 'agent']) {
    const own = sentiments.filter(s => s.participant === who.toUpperCase());
    if (own.length) {
      svg.append(shape('polyline', {class: who, points: own.map(s => `${x(s)},${y(s)}`).join(' ')}));
      const last = own[own.length - 1];
      svg.append(shape('circle', {class: who, cx: x(last), cy: y(last), r: 3}));
      said.push(`${who} ${last.value}, of ${own.length}`);
    }
  }
  svg.setAttribute('aria-label', 'Latest sentiment: ' + said.join('; '));
  return svg;
}
