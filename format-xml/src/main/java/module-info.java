/** The XML format of the contract's documents. */
module dev.signalbox.format.xml {
  requires com.ctc.wstx;
  requires transitive dev.signalbox.core;
  requires static org.jspecify;

  exports dev.signalbox.format.xml;
}
