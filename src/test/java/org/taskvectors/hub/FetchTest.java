package org.taskvectors.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.file.Failure;
import org.taskvectors.file.FileProblem;
import org.taskvectors.file.PiecedFile;
import org.taskvectors.file.ToolLock;
import org.taskvectors.hub.cache.CacheLayout;
import org.taskvectors.hub.cache.CacheProblem;
import org.taskvectors.hub.cache.CachedSnapshot;
import org.taskvectors.hub.cache.Fetch;
import org.taskvectors.hub.cache.Fetched;
import org.taskvectors.hub.cache.FilesToFetch;
import org.taskvectors.hub.cache.HoldableFiles;
import org.taskvectors.hub.cache.HubRemote;
import org.taskvectors.hub.cache.OfflineSwitch;
import org.taskvectors.hub.cache.Remote;
import org.taskvectors.hub.cache.RemoteFile;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;

/// Fetching from a hub on this machine into a cache, with what goes wrong on the way.
class FetchTest {
    private static final String MODEL = "model.safetensors";
    private static final int PIECE = 4 << 20;
    private static final int SIZE = 2 * PIECE + 12_345;

    @TempDir Path folder;
    private Path source;
    private CacheLayout layout;
    private HubServer server;
    private HubClient client;
    private final byte[] bytes = new byte[SIZE];

    @BeforeEach
    void serve() throws IOException {
        source = folder.resolve("source");
        layout = new CacheLayout(folder.resolve("cache"), Served.NAME);
        new Random(1).nextBytes(bytes);
        Files.createDirectories(source.resolve("additional_chat_templates"));
        Files.write(source.resolve(MODEL), bytes);
        Files.writeString(source.resolve("config.json"), "{\"a\":1}");
        Files.writeString(source.resolve("LICENSE"), "");
        Files.writeString(source.resolve("notes.txt"), "not needed");
        Files.writeString(source.resolve("additional_chat_templates/rag.jinja"), "{{ x }}");
        server = HubServer.start();
        server.serve(Served.NAME, source);
        client = new HubClient(Served.settings(server));
    }

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    private HubRemote remote() throws IOException, CancelledException {
        return new HubRemote(client, Served.repository(client));
    }

    private Fetched fetch(Remote remote, Cancellation cancellation)
            throws IOException, CancelledException {
        Fetch fetch = new Fetch(layout, remote, "main", 3);
        List<RemoteFile> chosen = FilesToFetch.of(remote.files()).chosen();
        return fetch.run(chosen, new Progress(), cancellation);
    }

    private Fetched fetch() throws IOException, CancelledException {
        return fetch(remote(), new Cancellation());
    }

    private List<String> blobs() throws IOException {
        try (Stream<Path> files = Files.list(layout.folder().resolve("blobs"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private boolean isModel(Path file) throws IOException {
        return Arrays.equals(Files.readAllBytes(file), bytes);
    }

    private long asked() {
        return server.seen().stream().filter(one -> one.range().isPresent()).count();
    }

    private RemoteFile model() throws IOException, CancelledException {
        return remote().files().stream()
                .filter(file -> file.path().equals(MODEL))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatAModelNeedsLiesWhereToolsLookForIt() throws Exception {
        Progress progress = new Progress();
        HubRemote remote = remote();
        Fetch fetch = new Fetch(layout, remote, "main", 3);
        List<RemoteFile> chosen = FilesToFetch.of(remote.files()).chosen();
        assertThat(fetch.bytesToCome(chosen)).isEqualTo(SIZE + 7 + 7);

        Fetched fetched = fetch.run(chosen, progress, new Cancellation());

        assertThat(fetched.folder()).isEqualTo(layout.snapshot(remote.commit()));
        assertThat(fetched.files()).isEqualTo(4);
        assertThat(fetched.there()).isZero();
        assertThat(fetched.bytes()).isEqualTo(SIZE + 7 + 7);
        assertThat(fetched.notes()).isEmpty();
        assertThat(progress.done()).isEqualTo(progress.total()).isEqualTo(SIZE + 7 + 7);
        assertThat(isModel(fetched.folder().resolve(MODEL))).isTrue();
        assertThat(fetched.folder().resolve("config.json")).hasContent("{\"a\":1}");
        assertThat(fetched.folder().resolve("LICENSE")).isEmptyFile();
        assertThat(fetched.folder().resolve("notes.txt")).doesNotExist();
        Path link = fetched.folder().resolve("additional_chat_templates/rag.jinja");
        assertThat(Files.readSymbolicLink(link))
                .isEqualTo(
                        Path.of("../../../blobs")
                                .resolve(
                                        ServedRepository.blob(
                                                "{{ x }}".getBytes(StandardCharsets.UTF_8))));
        assertThat(layout.ref("main")).hasContent(remote.commit());
        assertThat(layout.cache().resolve("CACHEDIR.TAG"))
                .content()
                .startsWith("Signature: 8a477f597d28d172789f06886806bc55\n");
        assertThat(blobs()).hasSize(4).noneMatch(name -> name.contains("incomplete"));
        CachedSnapshot found = CachedSnapshot.find(layout, "main").orElseThrow();
        assertThat(found.folder()).isEqualTo(fetched.folder());
        assertThat(found.isComplete()).isTrue();
        assertThat(layout.absent(remote.commit(), "adapter_config.json")).isEmptyFile();
        assertThat(found.isKnownAbsent("adapter_config.json")).isTrue();
        assertThat(layout.absent(remote.commit(), MODEL)).doesNotExist();
        assertThat(found.isKnownAbsent(MODEL)).isFalse();
    }

    @Test
    void whatIsThereIsNotFetchedAgain() throws Exception {
        fetch();
        server.forget();

        Fetched again = fetch();

        assertThat(again.there()).isEqualTo(4);
        assertThat(again.bytes()).isZero();
        assertThat(asked()).isZero();
    }

    @Test
    void bytesThatAnotherCommitHasAreLinked() throws Exception {
        String before = fetch().commit();
        Files.writeString(source.resolve("config.json"), "{\"a\":2}");
        server.serve(Served.NAME, source);
        server.forget();

        Fetched again = fetch();

        assertThat(again.commit()).isNotEqualTo(before);
        assertThat(again.bytes()).isEqualTo(7);
        assertThat(isModel(again.folder().resolve(MODEL))).isTrue();
        assertThat(layout.ref("main")).hasContent(again.commit());
        assertThat(layout.pointer(before, "config.json")).hasContent("{\"a\":1}");
    }

    @Test
    void aFetchThatWasStoppedGoesOnWhereItStood() throws Exception {
        Cancellation cancellation = new Cancellation();
        HubRemote remote = remote();
        Remote stopping =
                new Remote() {
                    @Override
                    public String commit() {
                        return remote.commit();
                    }

                    @Override
                    public List<RemoteFile> files() {
                        return remote.files();
                    }

                    @Override
                    public List<String> leftOut() {
                        return remote.leftOut();
                    }

                    @Override
                    public void read(
                            RemoteFile file, long from, long length, Sink sink, Cancellation stop)
                            throws IOException, CancelledException {
                        if (from >= PIECE) {
                            throw new CancelledException();
                        }
                        remote.read(file, from, length, sink, stop);
                    }
                };
        Fetch one = new Fetch(layout, stopping, "main", 1);
        assertThatThrownBy(() -> one.run(remote.files(), new Progress(), cancellation))
                .isInstanceOf(CancelledException.class);
        assertThat(layout.ref("main")).doesNotExist();
        assertThat(layout.pointer(remote.commit(), MODEL)).doesNotExist();
        assertThat(blobs()).anyMatch(name -> name.endsWith(".taskvectors.incomplete"));
        server.forget();

        Fetched again = fetch();

        assertThat(again.resumed()).isEqualTo(PIECE);
        assertThat(again.bytes()).isBetween((long) SIZE - PIECE, (long) SIZE - PIECE + 100);
        assertThat(isModel(again.folder().resolve(MODEL))).isTrue();
        assertThat(blobs()).noneMatch(name -> name.contains("incomplete"));
    }

    @Test
    void connectionsThatBreakOrStallAreGoneOnWith() throws Exception {
        server.fault(Fault.Kind.CUT, "/lfs/", 2, 100_000);
        server.fault(Fault.Kind.STALL, "/lfs/", 1, 5_000);
        server.fault(Fault.Kind.STATUS, "config.json", 1, 503);

        assertThat(isModel(fetch().folder().resolve(MODEL))).isTrue();
    }

    /// Hands out other bytes than the hub has, so many times.
    private Remote lying(HubRemote remote, int times) {
        int[] left = {times};
        return new Remote() {
            @Override
            public String commit() {
                return remote.commit();
            }

            @Override
            public List<RemoteFile> files() {
                return remote.files();
            }

            @Override
            public List<String> leftOut() {
                return remote.leftOut();
            }

            @Override
            public synchronized void read(
                    RemoteFile file, long from, long length, Sink sink, Cancellation stop)
                    throws IOException, CancelledException {
                boolean isWrong = file.path().equals("config.json") && left[0]-- > 0;
                remote.read(
                        file,
                        from,
                        length,
                        isWrong
                                ? part -> sink.write(ByteBuffer.wrap(new byte[part.remaining()]))
                                : sink,
                        stop);
            }
        };
    }

    @Test
    void wrongBytesAreFetchedOnceMore() throws Exception {
        Fetched fetched = fetch(lying(remote(), 1), new Cancellation());

        assertThat(fetched.folder().resolve("config.json")).hasContent("{\"a\":1}");
        assertThat(fetched.notes()).hasSize(1).first().asString().contains("config.json");
    }

    @Test
    void wrongBytesAreNeverPutInPlace() throws Exception {
        HubRemote remote = remote();
        Failure failure =
                catchThrowableOfType(
                        Failure.class, () -> fetch(lying(remote, 2), new Cancellation()));

        assertThat(failure.problem()).isEqualTo(CacheProblem.DAMAGED);
        assertThat(failure.getMessage()).containsOnlyOnce("config.json");
        assertThat(layout.pointer(remote.commit(), "config.json")).doesNotExist();
        assertThat(layout.ref("main")).doesNotExist();
        String etag = ServedRepository.blob("{\"a\":1}".getBytes(StandardCharsets.UTF_8));
        assertThat(blobs()).noneMatch(name -> name.startsWith(etag));
    }

    @Test
    void wrongBytesOfAnEarlierRunAreNotTrusted() throws Exception {
        RemoteFile model = model();
        try (PiecedFile pieces =
                PiecedFile.open(layout.incomplete(model.etag()), model.size(), PIECE)
                        .orElseThrow()) {
            // As after a power cut: marked, and never written.
            pieces.mark(1);
        }

        Fetched fetched = fetch();

        assertThat(fetched.resumed()).isEqualTo(PIECE);
        assertThat(isModel(fetched.folder().resolve(MODEL))).isTrue();
    }

    @Test
    void aFileThatAnotherToolFetchesIsWaitedFor() throws Exception {
        RemoteFile model = model();
        ToolLock lock = ToolLock.take(layout.lock(model.etag())).orElseThrow();
        CompletableFuture<Fetched> fetching =
                CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                return fetch();
                            } catch (IOException | CancelledException e) {
                                throw new IllegalStateException(e);
                            }
                        },
                        // The library for HTTP ends its answers in the common pool, which has one
                        // thread where there are two cores.
                        task -> Thread.ofPlatform().daemon().start(task));
        Path config = layout.pointer(remote().commit(), "config.json");
        for (int i = 0; i < 100 && !Files.exists(config); i++) {
            Thread.sleep(50);
        }
        // The rest came meanwhile, and the other tool puts its file in place.
        assertThat(config).exists();
        assertThat(fetching).isNotDone();
        Files.write(layout.blob(model.etag()), bytes);
        lock.close();

        Fetched fetched = fetching.join();
        assertThat(fetched.there()).isEqualTo(1);
        assertThat(fetched.bytes()).isLessThan(100);
        assertThat(isModel(fetched.folder().resolve(MODEL))).isTrue();
    }

    @Test
    void whoWaitsCanStopWaiting() throws Exception {
        Cancellation cancellation = new Cancellation();
        try (ToolLock _ = ToolLock.take(layout.lock(model().etag())).orElseThrow()) {
            HubRemote remote = remote();
            CompletableFuture.delayedExecutor(500, TimeUnit.MILLISECONDS)
                    .execute(cancellation::cancel);
            assertThatThrownBy(() -> fetch(remote, cancellation))
                    .isInstanceOf(CancelledException.class);
        }
    }

    @Test
    void aFileOfTheWrongSizeIsFetchedAgain() throws Exception {
        fetch();
        Files.write(layout.blob(model().etag()), new byte[10]);
        assertThat(CachedSnapshot.find(layout, "main").orElseThrow().missing())
                .containsExactly(MODEL);

        assertThat(isModel(fetch().folder().resolve(MODEL))).isTrue();
    }

    @Test
    void aDiskThatIsTooSmallIsSaidBeforeAnythingIsAsked() throws Exception {
        HubRemote remote = remote();
        List<RemoteFile> huge = new ArrayList<>();
        for (int i = 0; i < 1 << 16; i++) {
            String sha256 = String.format(Locale.ROOT, "%064x", i);
            huge.add(new RemoteFile(i + ".gguf", 1L << 44, "0".repeat(40), Optional.of(sha256)));
        }
        server.forget();
        Failure failure =
                catchThrowableOfType(
                        Failure.class,
                        () ->
                                new Fetch(layout, remote, "main", 3)
                                        .run(huge, new Progress(), new Cancellation()));

        assertThat(failure.problem()).isEqualTo(FileProblem.NO_SPACE);
        assertThat(failure).hasMessageContaining("needs 1,152,921,504,606,846,976 bytes");
        assertThat(server.seen()).isEmpty();
        assertThat(layout.folder()).doesNotExist();
    }

    @Test
    void namesThatLeadElsewhereAreRefusedAsAWhole() throws Exception {
        HubRemote remote = remote();
        RemoteFile outside =
                new RemoteFile("../../../config.json", 7, "0".repeat(40), Optional.empty());

        assertThatThrownBy(
                        () ->
                                new Fetch(layout, remote, "main", 3)
                                        .run(List.of(outside), new Progress(), new Cancellation()))
                .isInstanceOfSatisfying(
                        Failure.class,
                        failure -> assertThat(failure.problem()).isEqualTo(CacheProblem.BAD_NAME));
        assertThat(layout.cache()).doesNotExist();
    }

    private Failure refusalOf(RemoteFile... files) throws Exception {
        Fetch fetch = new Fetch(layout, remote(), "main", 3);
        List<RemoteFile> all = List.of(files);
        Failure before = catchThrowableOfType(Failure.class, () -> fetch.bytesToCome(all));
        Failure failure =
                catchThrowableOfType(
                        Failure.class, () -> fetch.run(all, new Progress(), new Cancellation()));
        assertThat(failure).hasMessage(before.getMessage());
        assertThat(failure.problem()).isEqualTo(HubProblem.TOO_LARGE);
        return failure;
    }

    private static RemoteFile sized(long size) {
        return new RemoteFile("model.gguf", size, "0".repeat(40), Optional.of("0".repeat(64)));
    }

    @Test
    void sizesThatNoFileHasAreRefusedByName() throws Exception {
        for (long size : new long[] {1L << 62, Long.MAX_VALUE, (1L << 44) + 1, -1}) {
            assertThat(refusalOf(sized(1), sized(size)))
                    .hasMessageContaining("hf:org/name@")
                    .hasMessageContaining(":model.gguf: it is said to have " + size + " bytes");
        }
    }

    @Test
    void whereAFileIsLeftOutNoToolIsToldThatTheListIsWhole() throws Exception {
        server.add(
                "{\"type\":\"file\",\"path\":\"a:b.json\",\"size\":1,\"oid\":\""
                        + "0".repeat(40)
                        + "\"}");
        HubRemote remote = remote();
        HoldableFiles holdable = HoldableFiles.of(layout, remote);
        assertThat(holdable.files()).hasSize(remote.files().size() - 1);
        assertThat(holdable.notes())
                .containsExactly("left out: “a:b.json”: not every system allows : in names");

        Fetched fetched =
                new Fetch(layout, remote, "main", 3)
                        .run(
                                FilesToFetch.of(holdable.files()).chosen(),
                                new Progress(),
                                new Cancellation());

        assertThat(isModel(fetched.folder().resolve(MODEL))).isTrue();
        assertThat(layout.tree(remote.commit())).doesNotExist();
        assertThat(CachedSnapshot.find(layout, "main").orElseThrow().isComplete()).isTrue();
    }

    @Test
    void aTreeOfAnotherToolMayNameWhatTheCacheCannotHold() throws Exception {
        Fetched fetched = fetch();
        Path tree = layout.tree(fetched.commit());
        Files.writeString(
                tree,
                Files.readString(tree)
                        .replace("\"config.json\"", "\"a:config.json\"")
                        .replace("\"notes.txt\"", "\"" + "n".repeat(300) + "\""));

        assertThat(CachedSnapshot.find(layout, "main").orElseThrow().isComplete()).isTrue();
    }

    @Test
    void theSwitchIsObeyedInTheMiddle() throws Exception {
        OfflineSwitch offline = new OfflineSwitch(folder.resolve("work-offline"));
        client.close();
        client = new HubClient(Served.settings(server).withOffline(offline::isOn));
        HubRemote remote = remote();
        int asked = server.seen().size();
        Remote switching =
                new Remote() {
                    @Override
                    public String commit() {
                        return remote.commit();
                    }

                    @Override
                    public List<RemoteFile> files() {
                        return remote.files();
                    }

                    @Override
                    public List<String> leftOut() {
                        return remote.leftOut();
                    }

                    @Override
                    public void read(
                            RemoteFile file, long from, long length, Sink sink, Cancellation stop)
                            throws IOException, CancelledException {
                        if (from >= PIECE) {
                            offline.turn(true);
                        }
                        remote.read(file, from, length, sink, stop);
                    }
                };
        Failure failure =
                catchThrowableOfType(
                        Failure.class,
                        () ->
                                new Fetch(layout, switching, "main", 1)
                                        .run(
                                                remote.files().stream()
                                                        .filter(file -> file.path().equals(MODEL))
                                                        .toList(),
                                                new Progress(),
                                                new Cancellation()));

        assertThat(failure.problem()).isEqualTo(HubProblem.OFFLINE);
        // The first piece: the hub, and the server that holds the file.
        assertThat(server.seen()).hasSize(asked + 2);
        assertThat(layout.pointer(remote.commit(), MODEL)).doesNotExist();

        offline.turn(false);
        assertThat(fetch().resumed()).isEqualTo(PIECE);
    }
}
