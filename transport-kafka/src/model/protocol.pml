/*
 * The protocol of delivery over Kafka, for spin: three instances, a first call and a leg of it. Part 1
 * is the read barrier, 2 the claims of a jti, 3 a partition that changes hands.
 * Each safeguard can be left out, which has to be found: NO_BARRIER, RESOLVE_AFTER, NO_MARK,
 * EARLY_COMMIT, LIVE_LATENESS.
 */
#define INSTANCES 3
#define LEG 1
#define FIRST 0

/* The log of calls: whether it links the leg, and how far each instance has applied it. */
bool linked = false;
bool applied[INSTANCES];
bool answered201 = false;

/* The log of batches: two conversations' worth of keys, each with its partition. */
byte posted = 0;
bool wrongKey = false;

/* The log of claims: the mark of the first claim of one jti; 0 for none. */
byte claim = 0;
byte passes = 0;

/* One partition of batches with two records: start times 2 and then 1, so the second is late. */
byte committed = 0;
byte known = 0;
byte owner = 0;
bool delivered[2];
bool lateness = false;
bool seen = false;
bool finished = false;

/* An instance that reads the log of calls. */
proctype Apply(byte me) {
  do
  :: atomic { linked && !applied[me] -> applied[me] = true }
  :: applied[me] -> break
  :: timeout -> break
  od
}

/* A client registers the leg at an instance: answered when it is applied there. */
proctype Register(byte me) {
  linked = true;
  (applied[me]);
  answered201 = true
}

/* A client posts under the leg's key after the 201, at any instance. */
proctype Post(byte me) {
  bool end;
  byte key;
  (answered201);
#ifndef NO_BARRIER
  /* ListOffsets, then wait until everything up to there is applied. */
  end = linked;
  (!end || applied[me]);
#endif
#ifndef RESOLVE_AFTER
  key = (applied[me] -> FIRST : LEG);
#else
  key = LEG;
#endif
  atomic { posted++; if :: key != FIRST -> wrongKey = true :: else fi }
}

/* A client uses one jti at an instance, whose append may be in doubt and is then repeated. */
proctype Claim(byte mark) {
  bool again = false;
  bool first;
append:
  atomic {
    if
    :: claim == 0 -> claim = mark; first = true
#ifndef NO_MARK
    :: claim == mark -> first = true
    :: claim != 0 && claim != mark -> first = false
#else
    :: claim != 0 -> first = false
#endif
    fi
  }
  if
  :: !again -> again = true; goto append
  :: true
  fi;
  if
  :: first -> passes++
  :: else
  fi
}

/* A member of the group that owns the partition until it is revoked, killed, or done. */
proctype Consume(byte me) {
  byte at, latest;
  bool late;
  (owner == me || finished);
  atomic { at = committed; latest = known }
  do
  :: at < 2 && owner == me ->
#ifdef EARLY_COMMIT
     atomic { if :: owner == me -> committed = at + 1; known = (latest > 2 - at -> latest : 2 - at) :: else fi };
#endif
     if
     :: me < INSTANCES - 1 -> owner = me + 1; break /* killed before the delivery */
     :: true
     fi;
     late = (2 - at) < latest;
     atomic {
       delivered[at] = true;
       if
       :: at == 1 && seen -> assert(late == lateness)
       :: at == 1 && !seen -> seen = true; lateness = late
       :: else
       fi
     };
     latest = (latest > 2 - at -> latest : 2 - at);
     at++;
     if
     :: true -> /* commits, offsets and start times in one transaction */
#ifndef EARLY_COMMIT
        atomic { if :: owner == me -> committed = at;
#ifndef LIVE_LATENESS
                       known = latest
#else
                       skip
#endif
                 :: else fi }
#else
        skip
#endif
     :: me < INSTANCES - 1 -> owner = me + 1; break /* killed before the commit */
     fi
  :: else -> break
  od;
  if
  :: at == 2 && owner == me -> finished = true
  :: else
  fi
}

/* The parts share nothing, so each is checked alone: their product would say no more. */
init {
  atomic {
#if PART == 1
    run Apply(0); run Apply(1); run Apply(2);
    run Register(0);
    run Post(0); run Post(1); run Post(2)
#elif PART == 2
    run Claim(1); run Claim(2); run Claim(3)
#else
    run Consume(0); run Consume(1); run Consume(2)
#endif
  }
  (_nr_pr == 1);
#if PART == 1
  assert(posted == 3);
  assert(!wrongKey)
#elif PART == 2
  assert(passes == 1)
#else
  /* Two of three may be killed; what the last one commits was delivered. */
  assert(delivered[0] && delivered[1])
#endif
}
