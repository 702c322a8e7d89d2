package dev.signalbox.transport.http.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.signalbox.core.format.BodyFormat;
import dev.signalbox.core.format.JsonFormat;
import dev.signalbox.format.xml.XmlFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** HDR-1, HDR-3. */
class ContentNegotiationTest {
  private static final BodyFormat JSON = JsonFormat.INSTANCE;
  private static final BodyFormat XML = XmlFormat.INSTANCE;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "Application/JSON",
        " application/json ",
        "application/json;charset=utf-8",
        "application/json; charset=\"UTF-8\"",
        "application/json ; odata=verbose ; Charset=Utf8",
        "application/json;",
      })
  void jsonBodies(String contentType) {
    assertEquals(Optional.of(JSON), ContentNegotiation.ofContent(List.of(contentType)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/xml", "text/xml", "text/XML; charset=utf-8"})
  void xmlBodies(String contentType) {
    assertEquals(Optional.of(XML), ContentNegotiation.ofContent(List.of(contentType)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "text/plain",
        "application/jsonx",
        "application/problem+json",
        "application/json, application/xml",
        "application/json; charset=utf-16",
        "application/json; charset=iso-8859-1",
        "application/json; charset=",
        "application/json; charset=utf-8; charset=latin1",
        "application/json; charset",
        "multipart/form-data; boundary=\"application/json\"",
      })
  void otherBodies(String contentType) {
    assertEquals(Optional.empty(), ContentNegotiation.ofContent(List.of(contentType)));
  }

  @Test
  void oneContentTypeAlone() {
    assertEquals(Optional.empty(), ContentNegotiation.ofContent(List.of()));
    assertEquals(
        Optional.empty(),
        ContentNegotiation.ofContent(List.of("application/json", "application/json")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "application/json|json",
        "application/xml|xml",
        "text/xml|xml",
        "application/problem+xml|xml",
        "application/json;q=0.5, application/xml|xml",
        "application/json;q=0.5, application/xml;q=0.499|json",
        "application/xml;q=0.1, */*;q=0.2|json",
        "application/json;q=0, */*|xml",
        "application/xml;q=0, */*|json",
        "application/xml;q=0, application/*;q=0.3|json",
        "APPLICATION/XML ; Q=1|xml",
        "application/xml;q=1.000, application/json;q=0.999|xml",
        "application/xml;q=high, application/json;q=0.1|json",
        "application/xml;v=\"a,b;q=0\", application/json;q=0.5|xml",
      })
  void theClientPrefers(String accept, String answer) {
    BodyFormat expected = answer.equals("json") ? JSON : XML;
    assertEquals(expected, ContentNegotiation.ofAnswer(List.of(accept), JSON));
    assertEquals(expected, ContentNegotiation.ofAnswer(List.of(accept), XML));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*/*",
        "application/json, text/plain, */*",
        "application/*",
        "application/json, application/xml",
        "application/json;q=0.5,application/xml;q=0.5",
        "text/html",
        "image/*;q=0.8",
        "application/json;q=0, application/xml;q=0",
        "",
        ";;;,,,",
        "application/json;q=2",
      })
  void theRequestsOwnFormatWhereNoneIsPreferred(String accept) {
    assertEquals(JSON, ContentNegotiation.ofAnswer(List.of(accept), JSON));
    assertEquals(XML, ContentNegotiation.ofAnswer(List.of(accept), XML));
  }

  @Test
  void acceptLinesAreOneList() {
    assertEquals(
        XML,
        ContentNegotiation.ofAnswer(List.of("application/json;q=0.1", "application/xml"), JSON));
    assertEquals(XML, ContentNegotiation.ofAnswer(List.of(), XML));
  }

  /** A client without a token can't have thousands of ranges judged. */
  @Test
  void anAcceptThatIsTooLongStatesNoWish() {
    String ranges = "application/xml," + "text/plain,".repeat(99);
    assertEquals(
        XmlFormat.INSTANCE,
        ContentNegotiation.ofAnswer(List.of(ranges.substring(0, 100)), JsonFormat.INSTANCE));
    assertEquals(
        JsonFormat.INSTANCE,
        ContentNegotiation.ofAnswer(List.of(ranges + "a/b"), JsonFormat.INSTANCE));
    assertEquals(
        JsonFormat.INSTANCE,
        ContentNegotiation.ofAnswer(
            List.of("application/xml," + " ".repeat(5000)), JsonFormat.INSTANCE));
    assertEquals(
        JsonFormat.INSTANCE,
        ContentNegotiation.ofAnswer(
            java.util.Collections.nCopies(200, "application/xml"), JsonFormat.INSTANCE));
  }
}
