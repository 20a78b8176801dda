package org.taskvectors.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.taskvectors.file.Failure;

/// Who cannot prove to be the hub is told nothing.
class HubTlsTest {
    private static final String TOKEN = "hf_QxZpLmVnRtYwKsJdHgFaBcEuIoNt";

    @TempDir private Path folder;

    private static Failure failureOf(URI endpoint) throws Exception {
        try (HubClient client =
                new HubClient(Served.settings(endpoint).withToken(() -> HubToken.of(TOKEN)))) {
            return catchThrowableOfType(Failure.class, () -> Served.repository(client));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ip:127.0.0.1, ''",
        "dns:huggingface.co, ''",
        "ip:127.0.0.1, -3d",
        "ip:127.0.0.1, +3d",
    })
    void aServerThatVouchesForItselfIsNotTrusted(String names, String start) throws Exception {
        try (SelfSigned server = SelfSigned.start(folder.resolve("keys"), names, start)) {
            Failure failure = failureOf(server.address());

            assertThat(failure.problem()).isEqualTo(HubProblem.TLS);
            assertThat(failure)
                    .hasMessageContaining("127.0.0.1 cannot prove that it is the server")
                    .hasMessageContaining("javax.net.ssl.trustStore");
            assertThat(server.asked()).hasValue(0);
        }
    }

    @Test
    void norIsOneThatARedirectLeadsTo() throws Exception {
        try (SelfSigned server = SelfSigned.start(folder.resolve("keys"), "ip:127.0.0.1", "");
                Answering hub =
                        new Answering(
                                "HTTP/1.1 302 Found\r\nLocation: "
                                        + server.address()
                                        + "/a\r\nContent-Length: 0\r\n\r\n")) {
            assertThat(failureOf(hub.address()).problem()).isEqualTo(HubProblem.TLS);
            assertThat(server.asked()).hasValue(0);
        }
    }

    @Test
    void aServerThatSpeaksNoTlsIsNotAskedInClear() throws Exception {
        try (ServerSocket plain = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
            AtomicReference<String> heard = new AtomicReference<>("");
            Thread.ofPlatform().daemon().start(() -> answer(plain, heard));

            Failure failure = failureOf(URI.create("https://127.0.0.1:" + plain.getLocalPort()));

            assertThat(failure.problem()).isEqualTo(HubProblem.TLS);
            assertThat(failure).hasMessageContaining("127.0.0.1 speaks no TLS");
            assertThat(heard.get()).isNotEmpty().doesNotContain("GET", TOKEN);
        }
    }

    private static void answer(ServerSocket plain, AtomicReference<String> heard) {
        while (!plain.isClosed()) {
            try (Socket socket = plain.accept()) {
                byte[] block = new byte[4_096];
                int got = socket.getInputStream().read(block);
                heard.accumulateAndGet(
                        new String(block, 0, Math.max(0, got), StandardCharsets.ISO_8859_1),
                        String::concat);
                socket.getOutputStream()
                        .write("HTTP/1.1 400 No\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            } catch (IOException e) {
                // Closed, or the other side went away.
            }
        }
    }

    @Test
    void aConnectionThatBreaksIsNoLie() throws Exception {
        try (ServerSocket deaf = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
            Thread.ofPlatform()
                    .daemon()
                    .start(
                            () -> {
                                while (!deaf.isClosed()) {
                                    try (Socket socket = deaf.accept()) {
                                        int _ = socket.getInputStream().read(new byte[4_096]);
                                    } catch (IOException e) {
                                        // Closed, or the other side went away.
                                    }
                                }
                            });

            Failure failure = failureOf(URI.create("https://127.0.0.1:" + deaf.getLocalPort()));

            assertThat(failure.problem()).isNotEqualTo(HubProblem.TLS);
            assertThat(failure).hasMessageContaining("127.0.0.1");
        }
    }
}
