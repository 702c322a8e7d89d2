package dev.signalbox.testkit.tck;

/** Mistakes that a transport could well make, each with the test that finds it. */
enum TransportFault {
  ONE_SUBSCRIBER_ONLY("transport/DLV-1/every-subscriber"),
  SPLITS_BATCHES("transport/DLV-1/whole-batch"),
  REPEATS_AFTER_FAILURE("transport/DLV-1/exactly-once"),
  REFUSES_WITHOUT_SUBSCRIBER("transport/DLV-1/no-subscriber"),
  SILENT_WITHOUT_SUBSCRIBER("transport/DLV-1/no-subscriber"),
  KEEPS_CLOSED_SUBSCRIPTIONS("transport/DLV-1/subscription-closed"),
  LOSES_ORDER("transport/DLV-2/one-producer"),
  NUMBERS_OUTSIDE_OF_THE_LOCK("transport/DLV-2/concurrent-producers"),
  ORDERS_BY_LEG("transport/DLV-2/legs"),
  DOES_NOT_WAIT_FOR_STAGES("transport/DLV-2/asynchronous-subscriber"),
  ONE_THREAD_FOR_ALL("transport/DLV-3/stuck-calls"),
  DELIVERS_WHILE_ACCEPTING("transport/DLV-3/accept-does-not-block"),
  STOPS_AT_A_FAILURE("transport/DLV-3/failing-subscriber"),
  SWALLOWS_FAILURES("transport/DLV-3/failing-subscriber"),
  DROPS_PROVIDER("transport/DLV-4/carries-everything"),
  STAMPS_TIME_AGAIN("transport/DLV-4/carries-everything"),
  NUMBERS_FOR_ALL_CONVERSATIONS("transport/DLV-4/sequence"),
  NUMBERS_FROM_ONE("transport/DLV-4/sequence"),
  NUMBERS_BY_KEY_ALONE("transport/DLV-4/sequence-per-call-center"),
  LATE_BY_LAST_BATCH("transport/DLV-4/late"),
  LATE_WHEN_EQUAL("transport/DLV-4/late"),
  LATE_BY_FIRST_EVENTS("transport/DLV-4/late-by-last-event"),
  UNBOUNDED("transport/DLV-5/full-conversation"),
  DROPS_OLDEST("transport/DLV-5/full-conversation"),
  FULL_FOR_ALL("transport/DLV-5/full-conversation"),
  REFUSED_USES_A_NUMBER("transport/DLV-5/full-conversation"),
  DROPS_AT_SHUTDOWN("transport/DLV-6/delivers-what-was-accepted"),
  ACCEPTS_AFTER_SHUTDOWN("transport/DLV-6/refuses-new"),
  REPORTS_NOTHING("transport/DLV-6/reports-the-rest"),
  REPORTS_WITHOUT_THE_STUCK_ONE("transport/DLV-6/reports-the-rest"),
  DELIVERS_REFUSED("transport/RES-2/shutdown-under-load");

  final String test;

  TransportFault(String test) {
    this.test = test;
  }
}
