package dev.signalbox.sender;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.signalbox.core.VendorCallKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointAddressTest {
  @ParameterizedTest
  @CsvSource({
    "https://host, https://host",
    "https://host/, https://host",
    "https://host/telephony/v1, https://host",
    "https://host//telephony/v1//, https://host",
    "http://[::1]:8080/prefix/telephony/v1/, http://[::1]:8080/prefix",
    "https://host/telephony/v10, https://host/telephony/v10",
  })
  void isTheSameWithAndWithoutWhatEveryPathBeginsWith(String text, String base) {
    EndpointAddress address = EndpointAddress.parse(text);
    assertEquals(base, address.toString());
    assertEquals(EndpointAddress.parse(base), address);
    assertEquals(EndpointAddress.parse(base).hashCode(), address.hashCode());
    assertEquals(base + "/telephony/v1/voiceCalls", address.calls().toString());
    assertEquals(
        base + "/telephony/v1/voiceCalls/a%2Fb%20%C3%A4/realtimeConversationEvents",
        address.events(new VendorCallKey("a/b ä")).toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "host",
        "host:80",
        "ftp://host",
        "https:///path",
        "https://u:secret@host",
        "https://host?secret",
        "https://host#secret",
        "https://host:0",
        "https://host:65536",
        "https://host/secret path"
      })
  void refusesWhatIsNoneWithoutQuotingIt(String text) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> EndpointAddress.parse(text));
    assertFalse(String.valueOf(e.getMessage()).contains("secret"));
  }

  @Test
  void knowsWhatCanBeReadOnTheWay() {
    assertFalse(EndpointAddress.parse("https://host").isInTheClear());
    assertFalse(EndpointAddress.parse("http://localhost:1").isInTheClear());
    assertFalse(EndpointAddress.parse("http://127.1.2.3").isInTheClear());
    assertFalse(EndpointAddress.parse("http://[::1]").isInTheClear());
    assertEquals(true, EndpointAddress.parse("http://host").isInTheClear());
  }
}
