// The form that sends a test event: the very request that a telephony system sends.

const $ = id => document.getElementById(id);
const quoted = word => "'" + word.replaceAll("'", "'\\''") + "'";

function request() {
  const call = encodeURIComponent($('send-call').value);
  const event = {
    type: 'IntelligenceSignal__' + $('send-type').value,
    value: $('send-value').value,
    startTime: Date.now(),
  };
  if ($('send-participant').value) {
    event.participant = $('send-participant').value;
  }
  return {
    url: `${location.origin}/telephony/v1/voiceCalls/${call}/realtimeConversationEvents`,
    body: JSON.stringify({service: $('send-service').value, events: [event]}),
  };
}

async function token(settings) {
  if (!settings.canSign) {
    return $('send-token').value;
  }
  const answer = await fetch('/console/token', {method: 'POST'});
  if (!answer.ok) {
    throw new Error(await answer.text());
  }
  return answer.text();
}

function show(text) {
  $('answer').textContent = text;
}

async function send(settings) {
  const {url, body} = request();
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: {
        Authorization: 'Bearer ' + (await token(settings)),
        'Content-Type': 'application/json',
      },
      body,
    });
    const said = await answer.json();
    show(
      answer.ok
        ? said.status
        : `${said.status} ${said.title}: ` + said.errors.map(e => `${e.clause} ${e.detail}`).join(' '),
    );
  } catch (e) {
    show('The request failed: ' + e.message);
  }
}

async function copy(settings) {
  const {url, body} = request();
  const bearer = settings.canSign ? `$(${settings.tokenCommand})` : '$TOKEN';
  const curl =
    `curl -sS ${quoted(url)} -H "Authorization: Bearer ${bearer}"` +
    ` -H 'Content-Type: application/json' -d ${quoted(body)}`;
  $('curl').textContent = curl;
  $('curl').hidden = false;
  try {
    await navigator.clipboard.writeText(curl);
    show('Copied.');
  } catch {
    // Only pages of this machine or over HTTPS may write to the clipboard.
    getSelection().selectAllChildren($('curl'));
    show('Copy what is selected below.');
  }
}

export function sender(settings) {
  $('send-token-row').hidden = settings.canSign;
  $('send-form').addEventListener('submit', event => {
    event.preventDefault();
    send(settings);
  });
  $('copy').addEventListener('click', () => copy(settings));
  $('send-type').addEventListener('change', () => {
    const sentiment = $('send-type').value === 'Sentiment';
    $('send-value').value = sentiment ? '-62.5' : 'CustomerAngry';
    $('send-participant').value = sentiment ? 'CUSTOMER' : '';
  });
}
