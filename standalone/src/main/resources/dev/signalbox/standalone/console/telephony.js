// What telephony systems tell of calls beside their signals, one line each.

const texts = {
  TRANSCRIPT: ({message}) => [message.senderType, message.content],
  CALL_UPDATE: ({changes, ended}) => [
    ended ? 'call updated, and it has ended' : 'call updated', JSON.stringify(changes)],
  POST_CALL_EVENTS: ({service, events}) => [
    'after the call', `${service}: ${events.map(e => e.value).join(', ')}`],
  CALL_ROUTING: ({action, request}) => [
    action.toLowerCase().replace('_', ' '), Object.keys(request).length ? JSON.stringify(request) : ''],
  CALLBACK_REQUEST: ({callbackNumber, recordId}) => ['callback', `${callbackNumber}, ${recordId}`],
};

const MAX_TEXT = 500;

/**
 * The stream's handlers for these types.
 *
 * @param show takes a function that makes an item of the list
 * @param element makes an element of the page
 * @param time shows a time
 */
export function telephonyHandlers(show, element, time) {
  return Object.fromEntries(Object.entries(texts).map(([type, text]) => [type, detail => show(() => {
    const [what, content] = text(detail);
    const item = element('li');
    item.append(element('strong', what), ' ',
      element('span', content.length > MAX_TEXT ? content.slice(0, MAX_TEXT) + '…' : content),
      element('p', `${time(detail.serverReceivedTimestamp)}, call ${detail.callId}`
        + (detail.vendorCallKey === detail.callId ? '' : `, leg ${detail.vendorCallKey}`), 'small'));
    return item;
  })]));
}
