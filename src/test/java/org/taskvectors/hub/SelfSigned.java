package org.taskvectors.hub;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/// A server on this machine with `https`, which vouches for itself alone.
///
/// @param asked how many requests came through
record SelfSigned(HttpsServer server, AtomicInteger asked) implements AutoCloseable {
    /// @param keys where its key is made
    /// @param names of the certificate: `dns:hub.invalid,ip:127.0.0.1`
    /// @param start of the time that it is good for: `-2d`, and for one day; empty for now
    static SelfSigned start(Path keys, String names, String start) throws Exception {
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                "own",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=127.0.0.1",
                                "-ext",
                                "san=" + names,
                                "-startdate",
                                start.isEmpty() ? "-1d" : start,
                                "-validity",
                                start.isEmpty() ? "90" : "1",
                                "-keystore",
                                keys.toString(),
                                "-storepass",
                                "changeit")
                        .redirectErrorStream(true)
                        .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (keytool.waitFor() != 0) {
            throw new IllegalStateException(said);
        }
        KeyStore store = KeyStore.getInstance(keys.toFile(), "changeit".toCharArray());
        KeyManagerFactory managers =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, "changeit".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        HttpsServer server =
                HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        AtomicInteger asked = new AtomicInteger();
        server.createContext(
                "/",
                exchange -> {
                    asked.incrementAndGet();
                    exchange.sendResponseHeaders(500, -1);
                    exchange.close();
                });
        server.start();
        return new SelfSigned(server, asked);
    }

    int port() {
        return server.getAddress().getPort();
    }

    URI address() {
        return URI.create("https://127.0.0.1:" + port());
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
