package dev.signalbox.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An HTTP request byte by byte, so that it can be one that no HTTP client would send.
 *
 * @param method the method
 * @param target path and query, as sent
 * @param headers in their order; the same name may occur twice. Host, Connection and, for a body
 *     that is not chunked, Content-Length are added where they are missing
 * @param body the content; empty for none
 * @param chunked whether the content is sent in chunks
 */
@SuppressWarnings(
    "ArrayRecordComponent") // requests are not compared, and nobody changes their bytes
public record RawRequest(
    String method, String target, List<Header> headers, byte[] body, boolean chunked) {
  private static final int RUN = 200;

  /**
   * Copies the headers.
   *
   * @param method the method
   * @param target path and query, as sent
   * @param headers in their order
   * @param body the content; empty for none
   * @param chunked whether the content is sent in chunks
   */
  public RawRequest {
    headers = List.copyOf(headers);
  }

  /**
   * A header field.
   *
   * @param name its name
   * @param value its value, of characters up to U+00FF
   */
  public record Header(String name, String value) {}

  /**
   * A POST without headers.
   *
   * @param target path and query
   * @param body the content
   * @return a request
   */
  public static RawRequest post(String target, byte[] body) {
    return new RawRequest("POST", target, List.of(), body, false);
  }

  /**
   * With another method.
   *
   * @param method the method
   * @return a request
   */
  public RawRequest method(String method) {
    return new RawRequest(method, target, headers, body, chunked);
  }

  /**
   * With another target.
   *
   * @param target path and query
   * @return a request
   */
  public RawRequest target(String target) {
    return new RawRequest(method, target, headers, body, chunked);
  }

  /**
   * With another content.
   *
   * @param body the content
   * @return a request
   */
  public RawRequest body(byte[] body) {
    return new RawRequest(method, target, headers, body, chunked);
  }

  /**
   * With another content.
   *
   * @param body the content, to be sent as UTF-8
   * @return a request
   */
  public RawRequest body(String body) {
    return body(body.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * With its content in chunks.
   *
   * @return a request
   */
  public RawRequest inChunks() {
    return new RawRequest(method, target, headers, body, true);
  }

  /**
   * With a header in the place of those of its name.
   *
   * @param name its name
   * @param value its value
   * @return a request
   */
  public RawRequest with(String name, String value) {
    return without(name).plus(name, value);
  }

  /**
   * With another header, even where there is one of its name.
   *
   * @param name its name
   * @param value its value
   * @return a request
   */
  public RawRequest plus(String name, String value) {
    List<Header> all = new ArrayList<>(headers);
    all.add(new Header(name, value));
    return new RawRequest(method, target, all, body, chunked);
  }

  /**
   * Without the headers of a name.
   *
   * @param name the name, in any case
   * @return a request
   */
  public RawRequest without(String name) {
    return new RawRequest(
        method,
        target,
        headers.stream().filter(h -> !h.name().equalsIgnoreCase(name)).toList(),
        body,
        chunked);
  }

  /**
   * A header's value.
   *
   * @param name the name, in any case
   * @return the first; or empty
   */
  public Optional<String> header(String name) {
    return headers.stream()
        .filter(h -> h.name().equalsIgnoreCase(name))
        .map(Header::value)
        .findFirst();
  }

  /**
   * What goes over the wire.
   *
   * @param host host and port of the server
   * @return the whole request
   */
  public byte[] bytes(String host) {
    StringBuilder head = new StringBuilder();
    head.append(method).append(' ').append(target).append(" HTTP/1.1\r\n");
    addMissing(head, "Host", host);
    headers.forEach(h -> line(head, h.name(), h.value()));
    addMissing(head, "Connection", "close");
    if (chunked) {
      line(head, "Transfer-Encoding", "chunked");
    } else {
      addMissing(head, "Content-Length", Integer.toString(body.length));
    }
    head.append("\r\n");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(head.toString().getBytes(StandardCharsets.ISO_8859_1));
    if (chunked) {
      int size = 8000;
      for (int at = 0; at < body.length; at += size) {
        int length = Math.min(size, body.length - at);
        out.writeBytes((Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.write(body, at, length);
        out.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
      }
      out.writeBytes("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    } else {
      out.writeBytes(body);
    }
    return out.toByteArray();
  }

  private void addMissing(StringBuilder head, String name, String value) {
    if (header(name).isEmpty()) {
      line(head, name, value);
    }
  }

  private static void line(StringBuilder head, String name, String value) {
    head.append(name).append(": ").append(value).append("\r\n");
  }

  /**
   * The request as a command to be pasted into a shell.
   *
   * @param base scheme, host and port of the server, without a slash at the end
   * @return one line
   */
  public String curl(String base) {
    return curl(base, List.of());
  }

  /**
   * The request as a command to be pasted into a shell.
   *
   * @param base scheme, host and port of the server, without a slash at the end
   * @param options of curl's, beside those that the request needs
   * @return one line
   */
  public String curl(String base, List<String> options) {
    StringBuilder line = new StringBuilder("curl -i --path-as-is");
    options.forEach(option -> line.append(' ').append(quoted(option)));
    line.append(" -X ").append(method);
    // Whatever is no path would become a part of the address.
    boolean path = target.isEmpty() || target.startsWith("/");
    line.append(path ? "" : " --request-target " + quotedBytes(target));
    line.append(' ').append(quotedBytes(path ? base + target : base));
    for (Header header : headers) {
      // curl leaves out a header without a value, unless it ends in a semicolon.
      String text =
          header.value().isBlank() ? header.name() + ";" : header.name() + ": " + header.value();
      line.append(" -H ").append(quotedBytes(text));
    }
    if (chunked) {
      line.append(" -H 'Transfer-Encoding: chunked'");
    }
    // What curl would add of its own accord.
    for (String name : List.of("Content-Type", "Accept")) {
      if (header(name).isEmpty()) {
        line.append(" -H ").append(name).append(':');
      }
    }
    if (method.equals("HEAD")) {
      // Otherwise it would wait for the content that is announced and does not come.
      line.append(" -H 'Connection: close'");
    }
    if (body.length == 0) {
      return line.append(" --data-binary ''").toString();
    }
    String text = new String(body, StandardCharsets.UTF_8);
    boolean plain =
        body.length < 10_000
            && text.chars().noneMatch(c -> c == 0xFFFD || (c < 0x20 && c != '\n') || c == 0x7F)
            && !text.startsWith("@");
    return plain
        ? line.append(" --data-binary ").append(quoted(text)).toString()
        : bodyCommand() + " | " + line + " --data-binary @-";
  }

  /** A command that prints the body; long repetitions are not spelt out. */
  private String bodyCommand() {
    List<String> commands = new ArrayList<>();
    StringBuilder literal = new StringBuilder();
    int at = 0;
    while (at < body.length) {
      int end = at;
      while (end < body.length && body[end] == body[at]) {
        end++;
      }
      if (end - at > RUN) {
        flush(commands, literal);
        commands.add(
            "head -c " + (end - at) + " /dev/zero | tr '\\0' " + quoted(escaped(body[at])));
        at = end;
      } else {
        literal.append(escaped(body[at]));
        at++;
      }
    }
    flush(commands, literal);
    return commands.size() == 1 ? commands.get(0) : "{ " + String.join("; ", commands) + "; }";
  }

  private static void flush(List<String> commands, StringBuilder literal) {
    if (!literal.isEmpty()) {
      commands.add("printf " + quoted(literal.toString()));
      literal.setLength(0);
    }
  }

  private static String escaped(byte b) {
    if (b == '%') {
      return "%%";
    }
    // A minus at the beginning would be an option.
    return b < 0x20 || b == 0x7F || b == '\\' || b == '-'
        ? String.format("\\%03o", b & 0xFF)
        : String.valueOf((char) b);
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }

  /** A part of the head, whose characters are bytes. */
  private static String quotedBytes(String text) {
    if (text.chars().allMatch(c -> c >= 0x20 && c < 0x7F)) {
      return quoted(text);
    }
    StringBuilder format = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.ISO_8859_1)) {
      format.append(escaped(b));
    }
    return "\"$(printf " + quoted(format.toString()) + ")\"";
  }
}
