package dev.signalbox.benchmarks;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How a server starts.
 *
 * @param firstAnswer milliseconds from the process's start to the end of the first answer
 * @param cpu milliseconds of processor time until then
 * @param thousand milliseconds for the next thousand requests, one after the other on one
 *     connection, each with a token of its own
 */
record Start(double firstAnswer, double cpu, double thousand) {
  private static final int THOUSAND = 1000;

  /** Starts a server, and ends it. */
  static Start of(Peer peer, Path work, Tokens tokens) throws IOException {
    List<byte[]> requests = requests(tokens);
    try (Running server = Running.start(peer, work);
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(30_000);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      exchange(socket, in, requests.get(THOUSAND));
      long answered = System.nanoTime();
      double cpu = server.cpuMicros() / 1e3;
      long before = System.nanoTime();
      for (byte[] request : requests.subList(0, THOUSAND)) {
        exchange(socket, in, request);
      }
      return new Start(
          (answered - server.started()) / 1e6, cpu, (System.nanoTime() - before) / 1e6);
    }
  }

  private static void exchange(Socket socket, InputStream in, byte[] request) throws IOException {
    socket.getOutputStream().write(request);
    int status = Http.answer(in);
    if (status != 202) {
      throw new IOException("answered with " + status);
    }
  }

  private static List<byte[]> requests(Tokens tokens) throws IOException {
    String body = new String(Samples.json(2), StandardCharsets.UTF_8);
    List<byte[]> requests = new ArrayList<>();
    for (String token : tokens.first(THOUSAND + 1)) {
      String path = Samples.PATH.replace(Samples.CALL, "call-" + requests.size());
      requests.add(Http.request(path, token, "application/json", body));
    }
    return requests;
  }
}
