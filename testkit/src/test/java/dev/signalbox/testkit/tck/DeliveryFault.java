package dev.signalbox.testkit.tck;

/**
 * Mistakes that a whole endpoint could well make in what it delivers, with the tests that see them.
 */
enum DeliveryFault {
  DELIVERS_REFUSED_FOR_ORDER("endpoint/RES-2/refused-is-not-delivered"),
  REFUSED_USES_A_NUMBER("endpoint/RES-2/refused-is-not-delivered"),
  DROPS_AN_EVENT("endpoint/DLV-1/accepted-is-delivered"),
  DROPS_A_BATCH("endpoint/DLV-1/accepted-is-delivered"),
  DOUBLES_A_BATCH("endpoint/DLV-1/accepted-is-delivered"),
  LOSES_ORDER("endpoint/DLV-1/accepted-is-delivered"),
  SPLITS_BATCHES("endpoint/DLV-1/accepted-is-delivered"),
  TIMES_IN_SECONDS("endpoint/DLV-1/accepted-is-delivered"),
  DROPS_PERSIST("endpoint/DLV-4/origin"),
  KEY_AS_IN_A_FORM("endpoint/DLV-4/origin"),
  PROVIDER_DECODED("endpoint/DLV-4/origin"),
  BLANK_PROVIDER_IS_UNKNOWN("endpoint/HDR-2/delivered"),
  UNDER_THE_LEGS_KEY("endpoint/KEY-3/delivered-under-first-key"),
  FORGETS_THE_LEGS_KEY("endpoint/KEY-3/delivered-under-first-key"),
  NUMBERS_BY_LEG("endpoint/KEY-3/delivered-under-first-key"),
  REGISTERING_STARTS_AGAIN("endpoint/CALL-3/registered-after-batches"),
  BATCHES_SETTLE_THE_CONVERSATION("endpoint/CALL-3/linked-after-batches"),
  NUMBERS_BY_KEY_ALONE("endpoint/CALL-4/two-conversations"),
  ROUNDS_BINARY_FRACTIONS("endpoint/EVT-5/rounding"),
  ROUNDS_HALVES_UP("endpoint/EVT-5/rounding"),
  SCORE_AS_DOUBLE("endpoint/EVT-6/delivered-as-it-came"),
  SCORE_ALWAYS_TEXT("endpoint/EVT-6/delivered-as-it-came"),
  DROPS_END_TIME("endpoint/EVT-7/delivered"),
  DROPS_DETAILS("endpoint/EVT-7/delivered"),
  PARTICIPANT_OF_SENTIMENTS_ALONE("endpoint/EVT-3/delivered"),
  SORTS_EQUAL_TIMES_BY_VALUE("endpoint/EVT-4/equal-times-keep-their-order"),
  SHOWS_ABSENT_PROPERTIES("endpoint/TLK-1/properties");

  final String test;

  DeliveryFault(String test) {
    this.test = test;
  }
}
