package dev.signalbox.standalone.oracle;

import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import javax.net.ssl.SSLContext;

/**
 * What a proxy does.
 *
 * @param upstream where requests go
 * @param address where it listens
 * @param timeout until an answer begins
 * @param maxBody how much of a body is recorded
 * @param redact whether personal data is replaced
 * @param tls whom to trust
 */
record ProxySettings(
    URI upstream,
    InetSocketAddress address,
    Duration timeout,
    int maxBody,
    boolean redact,
    SSLContext tls) {}
