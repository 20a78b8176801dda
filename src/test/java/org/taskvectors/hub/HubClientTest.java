package org.taskvectors.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;

class HubClientTest {
    private static final String LARGE = "model.safetensors";
    private static final int SIZE = 300_000;
    private static final String SECRET = "hf_secret";

    @TempDir Path folder;
    private HubServer server;
    private HubClient client;
    private final byte[] bytes = new byte[SIZE];

    @BeforeEach
    void serve() throws IOException {
        new Random(1).nextBytes(bytes);
        Files.write(folder.resolve(LARGE), bytes);
        Files.writeString(folder.resolve("config.json"), "{\"a\":1}");
        Files.createDirectories(folder.resolve("sub"));
        Files.writeString(folder.resolve("sub/a b+ü.json"), "{}");
        server = HubServer.start();
        server.serve(Served.NAME, folder);
        client = new HubClient(Served.settings(server));
    }

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    private void use(HubSettings settings) {
        client.close();
        client = new HubClient(settings);
    }

    private void withToken(String token) {
        use(Served.settings(server).withToken(() -> HubToken.of(token)));
    }

    private byte[] read(long from, int length) throws IOException, CancelledException {
        return client.read(Served.file(client, LARGE), from, length, new Cancellation());
    }

    private HubProblem problemOf(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return (HubProblem) catchThrowableOfType(Failure.class, call).problem();
    }

    @Test
    void aRepositoryIsListedWithSizesAndHashesInTwoRequests() throws Exception {
        HubRepository repository = Served.repository(client);

        assertThat(repository.files().stream().map(HubFile::path))
                .containsExactly("config.json", LARGE, "sub/a b+ü.json");
        HubFile large = repository.file(LARGE).orElseThrow();
        assertThat(large.size()).isEqualTo(SIZE);
        assertThat(large.contentId()).isEqualTo(ServedRepository.hex("SHA-256", bytes));
        HubFile small = repository.file("config.json").orElseThrow();
        assertThat(small.oid())
                .isEqualTo(
                        ServedRepository.blob(Files.readAllBytes(folder.resolve("config.json"))));
        assertThat(small.sha256()).isEmpty();
        assertThat(server.seen()).hasSize(2);

        server.forget();
        client.repository(repository.pinned(), new Cancellation());
        assertThat(server.seen()).hasSize(1);
    }

    @Test
    void aLongListIsReadPageByPage() throws Exception {
        server.page(1);

        assertThat(Served.repository(client).files()).hasSize(3);
    }

    @Test
    void rangesAreTheBytesOfTheFile() throws Exception {
        assertThat(read(0, 10)).isEqualTo(Arrays.copyOf(bytes, 10));
        assertThat(read(1234, 100_000)).isEqualTo(Arrays.copyOfRange(bytes, 1234, 101_234));
        assertThat(read(SIZE - 1, 1)).isEqualTo(Arrays.copyOfRange(bytes, SIZE - 1, SIZE));
        assertThat(read(SIZE, 0)).isEmpty();
        assertThatThrownBy(() -> read(SIZE, 1)).isInstanceOf(IllegalArgumentException.class);
        HubFile odd = Served.file(client, "sub/a b+ü.json");
        assertThat(client.read(odd, 0, 2, new Cancellation())).isEqualTo(new byte[] {'{', '}'});
    }

    @Test
    void aSignedAddressIsUsedAgainUntilItExpires() throws Exception {
        HubFile file = Served.file(client, LARGE);
        client.read(file, 0, 10, new Cancellation());
        server.forget();

        client.read(file, 10, 10, new Cancellation());
        assertThat(server.seen().stream().map(SeenRequest::server)).containsExactly("cdn");

        server.forget();
        server.expire();
        assertThat(client.read(file, 20, 10, new Cancellation()))
                .isEqualTo(Arrays.copyOfRange(bytes, 20, 30));
        assertThat(server.seen().stream().map(SeenRequest::server))
                .containsExactly("cdn", "hub", "cdn");
    }

    @Test
    void aServerThatIsGoneIsAskedOnceAndThenTheHub() throws Exception {
        HubFile file = Served.file(client, LARGE);
        client.read(file, 0, 10, new Cancellation());

        server.moveLargeFiles();
        server.forget();

        assertThat(client.read(file, 20, 10, new Cancellation()))
                .isEqualTo(Arrays.copyOfRange(bytes, 20, 30));
        assertThat(server.seen().stream().map(SeenRequest::server)).containsExactly("hub", "cdn");
    }

    @Test
    void aServerThatFallsSilentIsAskedOnceAndThenTheHub() throws Exception {
        HubFile file = Served.file(client, LARGE);
        client.read(file, 0, 10, new Cancellation());

        server.fault(Fault.Kind.SILENT, "/lfs/", 1, 0);
        server.forget();

        assertThat(client.read(file, 20, 10, new Cancellation()))
                .isEqualTo(Arrays.copyOfRange(bytes, 20, 30));
        assertThat(server.seen().stream().map(SeenRequest::server))
                .containsExactly("cdn", "hub", "cdn");
    }

    @Test
    void aDownloadGoesOnWhereItBroke() throws Exception {
        server.fault(Fault.Kind.CUT, "/lfs/", 2, 100_000);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        HubFile file = Served.file(client, LARGE);

        client.download(
                file,
                1_000,
                buffer -> {
                    byte[] part = new byte[buffer.remaining()];
                    buffer.get(part);
                    out.writeBytes(part);
                },
                new Cancellation());

        assertThat(out.toByteArray()).isEqualTo(Arrays.copyOfRange(bytes, 1_000, SIZE));
        // It never goes back behind what has come. (What was sent may be lost with the connection.)
        List<Long> from =
                server.seen().stream()
                        .filter(one -> one.server().equals("cdn"))
                        .flatMap(one -> one.range().stream())
                        .map(range -> Long.parseLong(range.replaceAll("bytes=(\\d+)-.*", "$1")))
                        .toList();
        assertThat(from).hasSizeGreaterThanOrEqualTo(3).isSorted().startsWith(1_000L);
    }

    @Test
    void whatTheSinkThrowsComesOut() throws Exception {
        HubFile file = Served.file(client, LARGE);
        IOException full = new IOException("full");
        server.forget();

        assertThatThrownBy(
                        () ->
                                client.download(
                                        file,
                                        0,
                                        _ -> {
                                            throw full;
                                        },
                                        new Cancellation()))
                .isSameAs(full);
        assertThat(server.seen()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({
        "CUT, 1000",
        "STALL, 1000",
        "SILENT, 0",
        "THROTTLE, 0",
        "STATUS, 500",
        "STATUS, 503",
        "FEWER, 500",
        "SLOW, 100000000",
    })
    void whatPassesIsRepeated(Fault.Kind kind, long value) throws Exception {
        HubFile file = Served.file(client, LARGE);
        server.fault(kind, LARGE, 1, value);
        server.fault(kind, "/lfs/", 2, value);

        assertThat(client.read(file, 5, 20_000, new Cancellation()))
                .isEqualTo(Arrays.copyOfRange(bytes, 5, 20_005));
    }

    @ParameterizedTest
    @CsvSource({
        "CUT, 0, SHORT",
        "STALL, 10, STALLED",
        "SILENT, 0, STALLED",
        "THROTTLE, 0, THROTTLED",
        "STATUS, 502, SERVER",
        "STATUS, 404, DAMAGED",
        "TOTAL, 1, CHANGED",
        "TOTAL, -1, CHANGED",
        "OTHER, 1, DAMAGED",
        "LOOP, 0, DAMAGED",
        "HUGE_HEADER, 1000000, DAMAGED",
    })
    void whatLastsIsAFailureOfItsKind(Fault.Kind kind, long value, HubProblem problem)
            throws Exception {
        HubFile file = Served.file(client, LARGE);
        server.fault(kind, "/lfs/", 1_000, value);

        Failure failure =
                catchThrowableOfType(
                        Failure.class, () -> client.read(file, 5, 20_000, new Cancellation()));

        assertThat(failure.problem()).isEqualTo(problem);
        assertThat(failure.place()).startsWith("hf:org/name@").endsWith(":" + LARGE);
        assertThat(failure.advice()).isNotEmpty();
        assertThat(failure.getMessage()).doesNotContain("/lfs/");
        assertThat(server.seen().size()).isLessThan(20);
    }

    @Test
    void anotherFileOfTheNameIsNoticed() throws Exception {
        HubFile file = Served.file(client, LARGE);
        server.fault(Fault.Kind.LINKED_TAG, LARGE, 1, 0);
        assertThat(problemOf(() -> client.read(file, 0, 10, new Cancellation())))
                .isEqualTo(HubProblem.CHANGED);

        client.read(file, 0, 10, new Cancellation());
        server.fault(Fault.Kind.TAG, "/lfs/", 1, 0);
        assertThat(problemOf(() -> client.read(file, 0, 10, new Cancellation())))
                .isEqualTo(HubProblem.CHANGED);
        HubFile small = Served.file(client, "config.json");
        client.read(small, 0, 7, new Cancellation());
        server.fault(Fault.Kind.TAG, "config.json", 1, 0);
        assertThat(problemOf(() -> client.read(small, 0, 7, new Cancellation())))
                .isEqualTo(HubProblem.CHANGED);
    }

    @Test
    void aServerWithoutRangesIsGoodForSmallFilesAlone() throws Exception {
        server.fault(Fault.Kind.WHOLE, "/lfs/", 2, 0);
        assertThat(read(5, 10)).isEqualTo(Arrays.copyOfRange(bytes, 5, 15));
        assertThat(read(0, SIZE)).isEqualTo(bytes);

        Files.write(folder.resolve("big.safetensors"), new byte[5 << 20]);
        server.serve(Served.NAME, folder);
        HubFile big = Served.file(client, "big.safetensors");
        server.fault(Fault.Kind.WHOLE, "/lfs/", 1, 0);
        assertThat(problemOf(() -> client.read(big, 5, 10, new Cancellation())))
                .isEqualTo(HubProblem.DAMAGED);
    }

    @Test
    void theTokenGoesToTheHubAlone() throws Exception {
        server.hide(Served.NAME, SECRET);
        withToken(SECRET);
        read(0, 10);

        assertThat(server.seen())
                .allSatisfy(
                        one ->
                                assertThat(one.authorization().isPresent())
                                        .isEqualTo(one.server().equals("hub")));
        assertThat(server.seen()).anyMatch(one -> one.server().equals("cdn"));
    }

    @Test
    void theTokenIsNotSentAlongToAnotherServer() throws Exception {
        withToken(SECRET);
        server.fault(Fault.Kind.ELSEWHERE, LARGE, 1, 0);
        Failure failure = catchThrowableOfType(Failure.class, () -> read(0, 10));

        assertThat(server.seen().getLast().server()).isEqualTo("elsewhere");
        assertThat(server.seen().getLast().authorization()).isEmpty();
        assertThat(failure.getMessage()).doesNotContain(SECRET);

        server.fault(Fault.Kind.ELSEWHERE, "/api/", 1, 0);
        assertThat(problemOf(() -> Served.repository(client))).isEqualTo(HubProblem.DAMAGED);
        assertThat(server.seen().getLast().authorization()).isEmpty();
    }

    @Test
    void refusalsSayWhatToDo() throws Exception {
        assertThat(problemOf(() -> client.repository(Served.name("org/other"), new Cancellation())))
                .isEqualTo(HubProblem.NOT_FOUND);
        assertThat(
                        problemOf(
                                () ->
                                        client.repository(
                                                Served.name("org/name@v9"), new Cancellation())))
                .isEqualTo(HubProblem.NOT_FOUND);
        HubFile file = Served.file(client, LARGE);
        HubFile absent =
                new HubFile(file.repository(), "absent.json", 3, file.oid(), Optional.empty());
        assertThat(problemOf(() -> client.read(absent, 0, 3, new Cancellation())))
                .isEqualTo(HubProblem.NOT_FOUND);

        server.gate(Served.NAME, SECRET);
        Failure gated = catchThrowableOfType(Failure.class, () -> read(0, 10));
        assertThat(gated.problem()).isEqualTo(HubProblem.GATED);
        assertThat(gated)
                .hasMessageContaining("is restricted")
                .hasMessageContaining("Accept the terms");
        withToken("hf_of_someone_else");
        assertThat(problemOf(() -> read(0, 10))).isEqualTo(HubProblem.GATED);
        withToken(SECRET);
        assertThat(read(0, 10)).isEqualTo(Arrays.copyOf(bytes, 10));

        server.fault(Fault.Kind.STATUS, "/api/", 1, 401);
        assertThat(problemOf(() -> read(0, 10))).isEqualTo(HubProblem.NO_ACCESS);
        server.fault(Fault.Kind.STATUS, "/api/", 1, 403);
        assertThat(problemOf(() -> read(0, 10))).isEqualTo(HubProblem.NO_ACCESS);
    }

    @Test
    void branchesHaveTheirNames() throws Exception {
        server.branch(Served.NAME, "refs/pr/1");

        HubRepository repository =
                client.repository(Served.name("org/name@refs/pr/1"), new Cancellation());
        assertThat(repository.name().text()).isEqualTo("hf:org/name@refs/pr/1");
        assertThat(repository.pinned().isPinned()).isTrue();
    }

    @Test
    void offlineAsksNothing() throws Exception {
        use(Served.settings(server).withOffline(() -> true));

        assertThat(problemOf(() -> Served.repository(client))).isEqualTo(HubProblem.OFFLINE);
        assertThat(server.seen()).isEmpty();
    }

    @Test
    void whereNothingAnswersItIsSaidAtOnce() throws Exception {
        URI gone = server.endpoint();
        server.close();
        use(Served.settings(gone));

        assertThat(problemOf(() -> Served.repository(client))).isEqualTo(HubProblem.UNREACHABLE);
    }

    @Test
    void cancellingEndsAWaitingRead() throws Exception {
        HubFile file = Served.file(client, LARGE);
        Cancellation cancellation = new Cancellation();

        assertThatThrownBy(() -> client.download(file, 0, _ -> cancellation.cancel(), cancellation))
                .isInstanceOf(CancelledException.class);
    }
}
