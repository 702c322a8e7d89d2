package dev.signalbox.testkit.tck;

/** Mistakes that a directory or a replay guard could well make, with the tests that find them. */
enum DirectoryFault {
  RESOLVES_NOTHING("directory/KEY-3/first-call"),
  EVERY_CALL_IS_KNOWN("directory/KEY-4/unknown"),
  SAME_ID_AGAIN("directory/CALL-1/ids"),
  PARENT_BY_KEY_ALONE("directory/CALL-2/parent-by-each-id"),
  PARENT_OF_TRANSFERS_ALONE("directory/CALL-2/any-method"),
  UNKNOWN_PARENT_TAKEN("directory/CALL-2/unknown-parent"),
  REFUSED_RECORD_STAYS("directory/CALL-2/unknown-parent"),
  ONE_STEP("directory/CALL-3/trees"),
  RECURSES_WITHOUT_END("directory/CALL-3/long-chain"),
  CLOSES_CYCLES("directory/CALL-3/no-cycle"),
  MOVES_CALLS("directory/CALL-3/other-conversation"),
  SCOPED_BY_ORG("directory/CALL-4/scope"),
  NOT_SCOPED("directory/CALL-4/scope"),
  CHECKS_THEN_LINKS("directory/CALL-3/concurrent"),
  EVICTS_AT_THE_BOUND("directory/CALL-5/bound"),
  COUNTS_LEGS("directory/CALL-5/bound"),
  FORGETS_NOTHING("directory/CALL-5/forgetting"),
  FORGETS_LEG_BY_LEG("directory/CALL-5/forgetting"),

  REMEMBERS_NOTHING("replay/AUTH-5/second-use"),
  IGNORES_CASE("replay/AUTH-5/second-use"),
  REMEMBERS_HASH_CODES("replay/AUTH-5/colliding-ids"),
  ONE_SCOPE("replay/AUTH-5/scope-of-ids"),
  ORG_AS_SCOPE("replay/AUTH-5/scope-of-ids"),
  KEEPS_WAITING("replay/AUTH-5/kept"),
  CHECKS_THEN_REMEMBERS("replay/AUTH-5/simultaneous-uses"),
  EVICTS_OLDEST("replay/AUTH-5/fails-closed"),
  PASSES_WHEN_FULL("replay/AUTH-5/fails-closed"),
  ONE_BOUND_FOR_ALL("replay/AUTH-5/no-lock-out"),
  NEVER_FORGETS("replay/AUTH-5/expiry"),
  FORGETS_AT_FIRST_EXPIRY("replay/AUTH-5/expiry"),

  FIRST_KEY_ALONE("call-centers/AUTH-3/every-key"),
  THROWS_WHEN_UNKNOWN("call-centers/AUTH-3/unknown-pair"),
  KEYS_BY_ORG("call-centers/AUTH-3/own-keys-alone"),
  KEYS_BY_NAME("call-centers/AUTH-3/own-keys-alone"),
  COMPARES_IDENTITY("call-centers/AUTH-3/both-forms-of-org"),
  NAME_IN_ANY_CASE("call-centers/AUTH-3/name-in-other-case");

  final String test;

  DirectoryFault(String test) {
    this.test = test;
  }
}
