package dev.signalbox.transport.kafka.internal.calls;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.core.DocumentValue;
import dev.signalbox.core.InitiationMethod;
import dev.signalbox.core.Validated;
import dev.signalbox.core.VendorCallKey;
import dev.signalbox.core.VoiceCall;
import dev.signalbox.core.VoiceCallId;
import dev.signalbox.core.format.JsonFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What the topic of calls says, as JSON. */
sealed interface DirectoryCommand {
  /** The call center that it is about. */
  CallCenterId callCenter();

  /**
   * Registers a voice call, if the log up to here allows it.
   *
   * @param id the id that it gets
   * @param call the record; its attributes are kept in the log alone
   * @param reuse whether a key that is registered again keeps its id (CALL-1, profile v58)
   * @param limits the bounds by which it is judged, wherever it is applied
   */
  record Register(
      CallCenterId callCenter, VoiceCallId id, VoiceCall call, boolean reuse, CallBounds limits)
      implements DirectoryCommand {}

  /**
   * A call that is registered and whose conversation is in use, written again so that the log keeps
   * it.
   */
  record Keep(CallCenterId callCenter, VoiceCallId id, VendorCallKey key, VendorCallKey firstKey)
      implements DirectoryCommand {}

  /** Whether a conversation is full: a group has as many batches of it waiting as may be. */
  record Full(CallCenterId callCenter, VendorCallKey firstKey, String group, boolean full)
      implements DirectoryCommand {}

  /** The command as the value of a record. */
  default byte[] bytes() {
    Map<String, DocumentValue> members = new LinkedHashMap<>();
    put(members, "orgId", callCenter().orgId().value());
    put(members, "callCenter", callCenter().apiName());
    if (this instanceof Register register) {
      put(members, "command", "register");
      put(members, "voiceCallId", register.id().value());
      put(members, "vendorCallKey", register.call().vendorCallKey().value());
      put(members, "initiationMethod", register.call().initiationMethod().wireName());
      register.call().parent().ifPresent(parent -> put(members, "parentVoiceCallId", parent));
      members.put("reuse", new DocumentValue.Bool(register.reuse()));
      number(members, "conversations", register.limits().conversations());
      number(members, "calls", register.limits().calls());
      number(members, "callsPerConversation", register.limits().callsPerConversation());
      members.put("attributes", new DocumentValue.Structure(register.call().attributes()));
    } else if (this instanceof Keep keep) {
      put(members, "command", "keep");
      put(members, "voiceCallId", keep.id().value());
      put(members, "vendorCallKey", keep.key().value());
      put(members, "firstKey", keep.firstKey().value());
    } else if (this instanceof Full full) {
      put(members, "command", "full");
      put(members, "firstKey", full.firstKey().value());
      put(members, "group", full.group());
      members.put("full", new DocumentValue.Bool(full.full()));
    }
    return JsonFormat.INSTANCE.writeObject(members);
  }

  private static void put(Map<String, DocumentValue> members, String name, String text) {
    members.put(name, new DocumentValue.Text(text));
  }

  private static void number(Map<String, DocumentValue> members, String name, int value) {
    members.put(name, new DocumentValue.Numeral(Integer.toString(value)));
  }

  /**
   * Reads a command.
   *
   * @param value the value of a record
   * @return empty when it is none
   */
  static Optional<DirectoryCommand> read(byte[] value) {
    Validated<Map<String, DocumentValue>> read = JsonFormat.INSTANCE.readObject(value);
    if (!read.isValid()) {
      return Optional.empty();
    }
    Map<String, DocumentValue> members = read.orThrow();
    try {
      CallCenterId callCenter =
          CallCenterId.of(text(members, "orgId"), text(members, "callCenter"));
      return switch (text(members, "command")) {
        case "register" -> Optional.of(register(callCenter, members));
        case "keep" ->
            Optional.of(
                new Keep(
                    callCenter,
                    new VoiceCallId(text(members, "voiceCallId")),
                    key(members, "vendorCallKey"),
                    key(members, "firstKey")));
        case "full" ->
            Optional.of(
                new Full(
                    callCenter,
                    key(members, "firstKey"),
                    text(members, "group"),
                    bool(members, "full")));
        default -> Optional.empty();
      };
    } catch (IllegalArgumentException unreadable) {
      return Optional.empty();
    }
  }

  private static Register register(CallCenterId callCenter, Map<String, DocumentValue> members) {
    VoiceCall.Builder call =
        VoiceCall.builder(
            key(members, "vendorCallKey"),
            InitiationMethod.ofName(text(members, "initiationMethod"))
                .orElseThrow(DirectoryCommand::none));
    if (members.containsKey("parentVoiceCallId")) {
      call.parent(text(members, "parentVoiceCallId"));
    }
    return new Register(
        callCenter,
        new VoiceCallId(text(members, "voiceCallId")),
        call.build(),
        bool(members, "reuse"),
        new CallBounds(
            number(members, "conversations"),
            number(members, "calls"),
            number(members, "callsPerConversation")));
  }

  private static VendorCallKey key(Map<String, DocumentValue> members, String name) {
    return new VendorCallKey(text(members, name));
  }

  private static String text(Map<String, DocumentValue> members, String name) {
    if (members.get(name) instanceof DocumentValue.Text text) {
      return text.value();
    }
    throw none();
  }

  private static boolean bool(Map<String, DocumentValue> members, String name) {
    if (members.get(name) instanceof DocumentValue.Bool bool) {
      return bool.value();
    }
    throw none();
  }

  private static int number(Map<String, DocumentValue> members, String name) {
    if (members.get(name) instanceof DocumentValue.Numeral number) {
      return Integer.parseInt(number.literal());
    }
    throw none();
  }

  private static IllegalArgumentException none() {
    return new IllegalArgumentException("no command");
  }
}
