/** The other resources of the vendor's telephony API, for a stand-in (section 9). */
module dev.signalbox.telephony {
  requires transitive dev.signalbox.core;
  requires transitive dev.signalbox.transport.http;
  requires static org.jspecify;

  exports dev.signalbox.telephony;
  exports dev.signalbox.telephony.model;
}
