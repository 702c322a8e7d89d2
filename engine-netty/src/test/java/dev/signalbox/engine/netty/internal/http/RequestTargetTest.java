package dev.signalbox.engine.netty.internal.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.URI;
import java.net.URISyntaxException;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;

/** What is a path is never read as an authority (REQ-1). */
class RequestTargetTest {
  @Property
  void aPathStaysAsItCame(
      @ForAll
          @StringLength(max = 12)
          @CharRange(from = 'a', to = 'c')
          @Chars({'/', '.', ':', '@', '+', ';', '~'})
          String path,
      @ForAll @StringLength(max = 5) @Chars({'/', '?', 'a', '='}) String query)
      throws URISyntaxException {
    String target = "/" + path + (query.isEmpty() ? "" : "?" + query);
    URI uri = RequestTarget.parse(target).uri();
    assertEquals("/" + path, uri.getRawPath());
    assertEquals(query.isEmpty() ? null : query, uri.getRawQuery());
    assertNull(uri.getRawAuthority());
    assertEquals("/" + path, RequestTarget.parse(target).path());
  }

  @Example
  void doubledSlashes() throws URISyntaxException {
    for (String path :
        new String[] {
          "//telephony/v1/voiceCalls/k/realtimeConversationEvents",
          "//a:b@c:1/d",
          "//[/x",
          "///a",
          "////",
          "//",
          "//a%2Fb"
        }) {
      if (path.contains("[")) {
        assertThrows(URISyntaxException.class, () -> RequestTarget.parse(path));
      } else {
        assertEquals(path, RequestTarget.parse(path).uri().getRawPath());
      }
    }
  }

  @Example
  void anAbsoluteTargetIsTakenByItsPath() throws URISyntaxException {
    for (String[] pair :
        new String[][] {
          {"http://a/b?c", "/b"},
          {"HTTPS://a:1/b", "/b"},
          {"http://a//b", "//b"},
          {"http://a", "/"},
          {"http://a?b", "/"},
          {"http://u@a/b%2Fc", "/b%2Fc"}
        }) {
      URI uri = RequestTarget.parse(pair[0]).uri();
      assertEquals(pair[1], uri.getRawPath(), pair[0]);
      assertEquals(URI.create(pair[0]).getRawQuery(), uri.getRawQuery(), pair[0]);
    }
  }

  /** No handler can take such a path for one of its own. */
  @Example
  void whatIsNoPathBelongsToTheRoot() throws URISyntaxException {
    for (String target : new String[] {"foo:/telephony/v1/x", "ftp://a/b", "foo://a", "*"}) {
      RequestTarget parsed = RequestTarget.parse(target);
      assertEquals("/", parsed.path());
      assertEquals(false, parsed.uri().getRawPath().startsWith("/"), target);
    }
  }

  @Example
  void anythingElseIsMalformed() {
    for (String target :
        new String[] {
          "",
          "a",
          "a/b",
          "?a",
          "/a#b",
          "http:/a",
          "http:a",
          "http:///a",
          "mailto:a@b",
          "a:443",
          "/%",
          "/a b",
          "//%zz",
          "http://a/%"
        }) {
      assertThrows(URISyntaxException.class, () -> RequestTarget.parse(target), target);
    }
  }
}
