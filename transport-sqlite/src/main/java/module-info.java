/** Delivery, voice calls and used tokens that survive the process, in one SQLite file. */
module dev.signalbox.transport.sqlite {
  requires transitive dev.signalbox.core;
  requires dev.signalbox.transport.inmemory;
  requires java.sql;
  requires org.xerial.sqlitejdbc;
  requires static org.jspecify;

  exports dev.signalbox.transport.sqlite;
}
