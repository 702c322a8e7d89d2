package dev.signalbox.standalone.serve;

import dev.signalbox.core.CallCenterId;
import dev.signalbox.sender.EndpointAddress;
import dev.signalbox.sender.HttpTransport;
import dev.signalbox.standalone.cli.Converters;
import dev.signalbox.standalone.cli.OptionList;
import dev.signalbox.standalone.identity.CallCenterOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The options of what carries batches. */
final class TransportOptions {
  /** The transport that makes the server a relay. */
  private static final String HTTP = "http";

  final OptionList.Value<String> transport;

  final OptionList.Value<Integer> maxBatchesPerConversation;

  final OptionList.Value<Integer> maxBatches;

  final OptionList.Value<Long> maxBytes;

  final OptionList.Value<Integer> maxStuckCalls;

  final OptionList.Value<List<Map.Entry<String, String>>> transportOption;

  final OptionList.Value<EndpointAddress> to;

  final OptionList.Value<CallCenterId> toCallCenter;

  final OptionList.Value<Path> key;

  final OptionList.Value<Path> keyPasswordFile;

  final OptionList.Value<HttpTransport.Mode> relay;

  final KafkaOptionList kafka;

  TransportOptions(OptionList options) {
    transport =
        options.one(
            "--transport",
            "NAME",
            "inmemory",
            String.class,
            text -> text,
            "What carries batches: inmemory to subscribers in the program, http to another endpoint as well, kafka between machines.");
    maxBatchesPerConversation =
        options.optional(
            "--max-batches-per-conversation",
            "COUNT",
            Integer.class,
            new Converters.Count(),
            "How many batches of one conversation wait for delivery (DLV-5). Default in memory: 256");
    maxBatches =
        options.optional(
            "--max-batches",
            "COUNT",
            Integer.class,
            new Converters.Count(),
            "How many batches wait for delivery in all (DLV-5). Default in memory: 16384");
    maxBytes =
        options.optional(
            "--max-bytes",
            "BYTES",
            Long.class,
            new Converters.Bytes(),
            "How much memory waiting batches take (DLV-5). Default in memory: 67108864");
    maxStuckCalls =
        options.optional(
            "--max-stuck-calls",
            "COUNT",
            Integer.class,
            new Converters.CountOrNone(),
            "On how many calls at once a subscriber may be stuck before it delays others (DLV-3). Default in memory: 256");
    transportOption =
        options.many(
            "--transport-option",
            "NAME=VALUE",
            Map.Entry.class,
            new Converters.NameAndValue(),
            "An option of a transport that has others. May be repeated.");
    to =
        options.optional(
            "--to",
            "URL",
            EndpointAddress.class,
            new ServeConverters.RelayAddress(),
            "With --transport http: the upstream endpoint, to which every batch and voice call is relayed.");
    toCallCenter =
        options.optional(
            "--to-call-center",
            "ORG:API_NAME",
            CallCenterId.class,
            new CallCenterOption.Named(),
            "With --transport http: as which call center of the upstream endpoint.");
    key =
        options.optional(
            "--key",
            "FILE",
            Path.class,
            new Converters.FilePath(),
            "With --transport http: that call center's private key, in PEM form, PKCS#12 or JKS. With --dev: the key of the call center that may call, the public one alone if need be.");
    keyPasswordFile =
        options.optional(
            "--key-password-file",
            "FILE",
            Path.class,
            new Converters.FilePath(),
            "A file whose first line is the password of a --key in PKCS#12 or JKS.");
    relay =
        options.optional(
            "--relay",
            "queue|sync",
            HttpTransport.Mode.class,
            new ServeConverters.RelayMode(),
            "With --transport http: whether a batch is accepted when it waits in the relay, or only when the upstream endpoint has accepted it. Default: queue");
    kafka = new KafkaOptionList(options);
  }

  /** Whether the server is a relay. */
  boolean relays() {
    return transport.get().equals(HTTP);
  }

  /** The key of development mode's call center: a relay's is another. */
  Optional<Path> developmentKey() {
    return relays() ? Optional.empty() : key.find();
  }
}
