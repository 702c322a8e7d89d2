package dev.signalbox.standalone.serve;

import dev.signalbox.standalone.cli.Converters;
import dev.signalbox.standalone.cli.OptionList;
import dev.signalbox.transport.http.RateLimit;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;

/** The options that bound what clients can do to the server. */
final class LimitOptions {
  final OptionList.Value<String> rate;

  final OptionList.Value<Integer> maxRequests;

  final OptionList.Value<Integer> maxConnections;

  final OptionList.Value<Integer> maxConnectionsPerAddress;

  final OptionList.Value<Integer> maxHeaders;

  final OptionList.Value<Integer> maxHeaderBytes;

  final OptionList.Value<Integer> maxRequestLine;

  final OptionList.Value<Duration> headTimeout;

  final OptionList.Value<Duration> bodyTimeout;

  final OptionList.Value<Duration> idleTimeout;

  LimitOptions(OptionList options) {
    rate =
        options.optional(
            "--rate",
            "REQUESTS_PER_SECOND",
            String.class,
            new Rate(),
            "How many requests a second each call center may send, and as many at once after a second without; beyond, 429 (RES-4). Or vendor-org: of each org 5,000 batches and 50 voice calls a second, as the vendor publishes. Default: no limit");
    maxRequests =
        options.one(
            "--max-requests",
            "COUNT",
            "4096",
            Integer.class,
            new Converters.Count(),
            "How many requests are in progress at once; beyond, 503 before the token is judged (RES-4).");
    maxConnections =
        options.one(
            "--max-connections",
            "COUNT",
            "16384",
            Integer.class,
            new Converters.Count(),
            "How many connections there are at once; further ones are closed.");
    maxConnectionsPerAddress =
        options.optional(
            "--max-connections-per-address",
            "COUNT",
            Integer.class,
            new Converters.Count(),
            "How many connections one client address may have, with --engine netty. Default: as many as there may be");
    maxHeaders =
        options.one(
            "--max-headers",
            "COUNT",
            "200",
            Integer.class,
            new Converters.Count(),
            "How many header fields a request has.");
    maxHeaderBytes =
        options.one(
            "--max-header-bytes",
            "BYTES",
            "16384",
            Integer.class,
            new Converters.BodySize(),
            "How long a request's header fields are together.");
    maxRequestLine =
        options.one(
            "--max-request-line",
            "BYTES",
            "8192",
            Integer.class,
            new Converters.BodySize(),
            "How long the first line of a request is.");
    headTimeout =
        options.one(
            "--head-timeout",
            "SECONDS",
            "10",
            Duration.class,
            new Converters.ADayAtMost(),
            "How long the first line and the header fields of a request may take to arrive.");
    bodyTimeout =
        options.one(
            "--body-timeout",
            "SECONDS",
            "20",
            Duration.class,
            new Converters.ADayAtMost(),
            "How long a request's body may take after that.");
    idleTimeout =
        options.one(
            "--idle-timeout",
            "SECONDS",
            "30",
            Duration.class,
            new Converters.ADayAtMost(),
            "How long a connection may wait for the next request.");
  }

  /** How long a whole request may take to arrive. */
  Duration requestTimeout() {
    return headTimeout.get().plus(bodyTimeout.get());
  }

  RateLimit rateLimit() {
    Optional<String> given = rate.find();
    if (given.isEmpty()) {
      return RateLimit.NONE;
    }
    return given.get().equals(Rate.VENDOR_ORG)
        ? RateLimit.perOrg(Rate.VENDOR_BATCHES, Rate.VENDOR_CALLS)
        : RateLimit.perSecond(Double.parseDouble(given.get()));
  }

  /** For the record of the start. */
  Map<String, Object> asMap() {
    Map<String, Object> limits = new LinkedHashMap<>();
    rate.find().ifPresent(value -> limits.put("rate", value));
    limits.put("maxRequests", maxRequests.get());
    limits.put("maxConnections", maxConnections.get());
    maxConnectionsPerAddress
        .find()
        .ifPresent(value -> limits.put("maxConnectionsPerAddress", value));
    limits.put("maxHeaders", maxHeaders.get());
    limits.put("maxHeaderBytes", maxHeaderBytes.get());
    limits.put("maxRequestLine", maxRequestLine.get());
    limits.put("headTimeout", headTimeout.get().toSeconds());
    limits.put("bodyTimeout", bodyTimeout.get().toSeconds());
    limits.put("idleTimeout", idleTimeout.get().toSeconds());
    return limits;
  }

  /** Converts a number of requests a second, or the name of a preset. */
  private static final class Rate implements ITypeConverter<String> {
    static final String VENDOR_ORG = "vendor-org";
    static final double VENDOR_BATCHES = 5000;
    static final double VENDOR_CALLS = 50;

    @Override
    public String convert(String text) {
      boolean number = text.matches("[0-9]{1,9}(\\.[0-9]{1,3})?") && Double.parseDouble(text) > 0;
      if (!number && !text.equals(VENDOR_ORG)) {
        throw Converters.not(
            text, "a number of requests a second, such as 100 or 0.5, or " + VENDOR_ORG);
      }
      return text;
    }
  }
}
