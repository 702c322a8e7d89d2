package dev.signalbox.standalone.serve;

import dev.signalbox.core.format.Ordering;
import dev.signalbox.core.format.Profile;
import dev.signalbox.rules.WebhookHandler;
import dev.signalbox.sender.EndpointAddress;
import dev.signalbox.sender.HttpTransport;
import dev.signalbox.standalone.cli.Converters;
import dev.signalbox.standalone.faults.Fault;
import dev.signalbox.standalone.faults.FaultReader;
import dev.signalbox.standalone.faults.InvalidFaultException;
import dev.signalbox.transport.sqlite.SqliteDatabase;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Converters of options that the server alone has. */
final class ServeConverters {
  private static final String DATA_SIZE =
      "must be a size of at least 1M: bytes, or a number with K, M, G or T";

  private ServeConverters() {}

  /** Converts a version of the vendor's page. */
  static final class ProfileName extends Converters.Constant<Profile> {
    ProfileName() {
      super(Profile.class);
    }
  }

  /** Converts what becomes of events that are not in order. */
  static final class OrderingName extends Converters.Constant<Ordering> {
    OrderingName() {
      super(Ordering.class);
    }
  }

  /** Converts the name of an HTTP server. */
  static final class EngineName extends Converters.Constant<Engine> {
    EngineName() {
      super(Engine.class);
    }
  }

  /** Converts when a relay accepts a batch. */
  static final class RelayMode extends Converters.Constant<HttpTransport.Mode> {
    RelayMode() {
      super(HttpTransport.Mode.class);
    }
  }

  /** Converts the address of a relay's upstream endpoint. */
  static final class RelayAddress implements ITypeConverter<EndpointAddress> {
    @Override
    public EndpointAddress convert(String text) {
      try {
        return EndpointAddress.parse(text);
      } catch (IllegalArgumentException wrong) {
        throw new TypeConversionException(wrong.getMessage());
      }
    }
  }

  /** Converts the operator's token. */
  static final class OperatorTokenText implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
      if (text.length() < 16) {
        // Unlike the others: a message must not show a token.
        throw new TypeConversionException("must have 16 characters or more");
      }
      return text;
    }
  }

  /** Converts a fault. */
  static final class FaultJson implements ITypeConverter<Fault> {
    @Override
    public Fault convert(String text) {
      try {
        return FaultReader.read(text.getBytes(StandardCharsets.UTF_8));
      } catch (InvalidFaultException wrong) {
        throw new TypeConversionException(wrong.getMessage());
      }
    }
  }

  /** Converts the address of a webhook. */
  static final class Webhook implements ITypeConverter<URI> {
    @Override
    public URI convert(String text) {
      try {
        URI url = new URI(text);
        WebhookHandler.builder(url);
        return url;
      } catch (URISyntaxException | IllegalArgumentException e) {
        throw Converters.not(text, "an absolute http or https URL");
      }
    }
  }

  /** Converts a size of the data file: bytes, or a number with K, M, G or T. */
  static final class DataSize implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      String number = text.strip().toUpperCase(Locale.ROOT);
      int unit = number.isEmpty() ? -1 : "KMGT".indexOf(number.charAt(number.length() - 1));
      try {
        long size =
            Math.multiplyExact(
                Long.parseLong(unit < 0 ? number : number.substring(0, number.length() - 1)),
                1L << (10 * (unit + 1)));
        if (size >= SqliteDatabase.LEAST_MAX_SIZE) {
          return size;
        }
      } catch (NumberFormatException | ArithmeticException e) {
        throw new TypeConversionException(DATA_SIZE);
      }
      throw new TypeConversionException(DATA_SIZE);
    }
  }
}
