package org.taskvectors.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;

/// Servers that let a person wait, in every way, without ever falling silent: nothing is waited for
/// for ever, and what is waited for is said.
@Timeout(60)
class HubPatienceTest {
    private static final String LARGE = "model.safetensors";
    private static final int SIZE = 3_000_000;

    @TempDir Path folder;
    private HubServer server;
    private final List<String> said = new CopyOnWriteArrayList<>();

    @BeforeEach
    void serve() throws IOException {
        Files.write(folder.resolve(LARGE), new byte[SIZE]);
        Files.writeString(folder.resolve("config.json"), "{\"a\":1}  ".repeat(100));
        server = HubServer.start();
        server.serve(Served.NAME, folder);
    }

    @AfterEach
    void close() {
        server.close();
    }

    /// @param whole how long one request is repeated
    private HubClient patient(Duration longestWait, Duration whole, int retries, Duration list) {
        HubPatience quick = Served.QUICK.patience();
        return new HubClient(
                Served.settings(server)
                        .withWaits(said::add)
                        .withLimits(
                                Served.QUICK.withPatience(
                                        new HubPatience(
                                                quick.connect(),
                                                quick.headers(),
                                                quick.stall(),
                                                quick.window(),
                                                quick.windowBytes(),
                                                list,
                                                retries,
                                                quick.firstWait(),
                                                longestWait,
                                                whole))));
    }

    private HubClient quick() {
        return new HubClient(Served.settings(server).withWaits(said::add));
    }

    private Failure failureOf(HubClient client) {
        return catchThrowableOfType(Failure.class, () -> Served.repository(client));
    }

    @ParameterizedTest
    @CsvSource({
        "100, 100 seconds",
        "1500, 25 minutes",
        "1501, 26 minutes",
        "86400, 24 hours",
        "999999999, 11575 days",
        "99999999999999999, 36500 days",
    })
    void aServerThatAsksForTooMuchIsNotWaitedFor(long seconds, String words) {
        server.fault(Fault.Kind.THROTTLE, "/api/", 1, seconds);
        try (HubClient client = new HubClient(usualWaits())) {
            Failure failure = failureOf(client);

            assertThat(failure.problem()).isEqualTo(HubProblem.THROTTLED);
            assertThat(failure)
                    .hasMessageContaining("asks to wait " + words + ". Try again then")
                    .hasMessageContaining("hf:org/name");
            assertThat(server.seen()).hasSize(1);
            assertThat(said).isEmpty();
        }
    }

    private HubSettings usualWaits() {
        return Served.settings(server).withWaits(said::add).withLimits(HubLimits.USUAL);
    }

    @Test
    void whatAServerAsksForIsBoundedInSum() {
        server.fault(Fault.Kind.THROTTLE, "/api/", 1_000, 1);
        try (HubClient client =
                patient(
                        Duration.ofSeconds(2),
                        Duration.ofMillis(2_500),
                        1_000,
                        Duration.ofMinutes(1))) {
            Failure failure = failureOf(client);

            assertThat(failure.problem()).isEqualTo(HubProblem.THROTTLED);
            assertThat(failure).hasMessageContaining("asks to wait 1 second.");
            assertThat(server.seen()).hasSizeBetween(2, 4);
        }
    }

    @Test
    void aWaitIsSaidAndItsEndToo() throws Exception {
        server.fault(Fault.Kind.THROTTLE, "/api/", 1, 2);
        try (HubClient client =
                patient(Duration.ofSeconds(3), Duration.ofSeconds(9), 3, Duration.ofMinutes(1))) {
            assertThat(Served.repository(client).files()).hasSize(2);
        }
        assertThat(said).containsExactly("the hub asks to wait 2 seconds", "");
    }

    @Test
    void whereSeveralWaitItIsSaidOnce() throws Exception {
        Waits waits = new Waits(said::add);
        List<Thread> threads = new CopyOnWriteArrayList<>();
        for (int i = 0; i < 8; i++) {
            threads.add(
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        try {
                                            waits.pause(2_100, "wait", new Cancellation());
                                        } catch (Exception e) {
                                            said.add(e.toString());
                                        }
                                    }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(said).containsExactly("wait", "");
    }

    @ParameterizedTest
    @CsvSource({"20, stopped answering, 4", "40000, after 2 seconds, 1"})
    void aListThatDripsIsGivenUp(long bytesPerSecond, String words, int requests) {
        server.fault(Fault.Kind.DRIP, "/api/", 1_000, bytesPerSecond);
        try (HubClient client =
                patient(Duration.ofMillis(20), Duration.ofSeconds(20), 3, list(requests))) {
            Failure failure = failureOf(client);

            assertThat(failure.problem()).isEqualTo(HubProblem.STALLED);
            assertThat(server.seen()).hasSize(requests);
            assertThat(failure).hasMessageContaining(words);
        }
    }

    private static Duration list(int requests) {
        return requests == 1 ? Duration.ofSeconds(2) : Duration.ofMinutes(1);
    }

    @ParameterizedTest
    @CsvSource({LARGE, "config.json"})
    void aFileThatDripsIsGivenUp(String name) throws Exception {
        try (HubClient client = quick()) {
            HubFile file = Served.file(client, name);
            server.fault(Fault.Kind.SLOW, name.equals(LARGE) ? "/lfs/" : "/resolve/", 1_000, 20);
            Failure failure =
                    catchThrowableOfType(
                            Failure.class,
                            () -> client.read(file, 0, (int) file.size(), new Cancellation()));

            assertThat(failure.problem()).isEqualTo(HubProblem.STALLED);
            assertThat(server.seen().size()).isLessThan(10);
        }
    }

    @Test
    void aSlowDiskIsNoSlowHub() throws Exception {
        try (HubClient client = quick()) {
            HubFile file = Served.file(client, "config.json");
            client.download(
                    file,
                    0,
                    bytes -> {
                        Waiting.sleep(1_500);
                        bytes.position(bytes.limit());
                    },
                    new Cancellation());
        }
    }

    @Test
    void headersThatDripAreGivenUp() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        try (ServerSocket raw = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
            Thread.ofPlatform()
                    .daemon()
                    .start(
                            () -> {
                                while (!raw.isClosed()) {
                                    dripHeaders(raw, asked);
                                }
                            });
            URI address = URI.create("http://127.0.0.1:" + raw.getLocalPort());
            try (HubClient client = new HubClient(Served.settings(address))) {
                assertThat(failureOf(client).problem()).isEqualTo(HubProblem.STALLED);
            }
            assertThat(asked).hasValue(4);
        }
    }

    private static void dripHeaders(ServerSocket raw, AtomicInteger asked) {
        try {
            Socket socket = raw.accept();
            asked.incrementAndGet();
            Thread.ofPlatform()
                    .daemon()
                    .start(
                            () -> {
                                try (socket) {
                                    socket.getOutputStream()
                                            .write(
                                                    "HTTP/1.1 200 OK\r\nX: "
                                                            .getBytes(StandardCharsets.US_ASCII));
                                    while (true) {
                                        socket.getOutputStream().write('x');
                                        TimeUnit.MILLISECONDS.sleep(20);
                                    }
                                } catch (IOException | InterruptedException e) {
                                    // The other side went away.
                                }
                            });
        } catch (IOException e) {
            // The test is over.
        }
    }
}
