package org.taskvectors.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.file.Failure;
import org.taskvectors.file.FarFiles;
import org.taskvectors.file.FileProblem;
import org.taskvectors.file.FileStamps;
import org.taskvectors.file.ReadableFile;
import org.taskvectors.job.Job;
import org.taskvectors.job.JobQueue;
import org.taskvectors.job.Needs;

class HubFileSystemTest {
    private static final String LARGE = "model.safetensors";
    private static final int SIZE = 6 << 20;

    @TempDir Path folder;
    private HubServer server;
    private Hub hub;
    private Path root;
    private final byte[] bytes = new byte[SIZE];

    @BeforeEach
    void serve() throws IOException {
        new Random(2).nextBytes(bytes);
        Files.write(folder.resolve(LARGE), bytes);
        Files.writeString(folder.resolve("config.json"), "{\"a\":1}");
        Files.createDirectories(folder.resolve("sub/deep"));
        Files.writeString(folder.resolve("sub/deep/a.json"), "{}");
        Files.writeString(folder.resolve("empty.txt"), "");
        server = HubServer.start();
        server.serve(Served.NAME, folder);
        hub = new Hub(Served.settings(server));
        root = hub.path("hf:org/name");
    }

    @AfterEach
    void close() throws IOException {
        hub.close();
        server.close();
    }

    private static List<String> listed(Path folder) throws IOException {
        try (Stream<Path> paths = Files.list(folder)) {
            return paths.map(Path::toString).toList();
        }
    }

    @Test
    void pathsAskNothing() throws IOException {
        Path file = root.resolve("sub").resolve("deep/../deep/a.json");

        assertThat(root).hasToString("hf:org/name");
        assertThat(root.getFileName()).hasToString("name");
        assertThat(root.getParent()).isNull();
        assertThat(root.isAbsolute()).isTrue();
        assertThat(file).hasToString("hf:org/name:sub/deep/../deep/a.json");
        assertThat(file.normalize()).hasToString("hf:org/name:sub/deep/a.json");
        assertThat(file.normalize()).isEqualTo(hub.path("hf:org/name:sub/deep/a.json"));
        assertThat(file.getFileName()).hasToString("a.json");
        assertThat(file.getParent().getParent().normalize()).hasToString("hf:org/name:sub");
        assertThat(root.resolve("a").getParent()).isEqualTo(root);
        assertThat(root.resolve("../../etc").normalize()).hasToString("hf:org/name:etc");
        assertThat(root.relativize(root.resolve("a/b"))).hasToString("a/b");
        assertThat(root.resolve("a/b").relativize(root.resolve("a/c/d"))).hasToString("../c/d");
        assertThat(root.resolve("a").resolveSibling("b")).isEqualTo(root.resolve("b"));
        assertThat(root.resolve("a/b").startsWith(root.resolve("a"))).isTrue();
        assertThat(root.resolve("a/b").endsWith("b")).isTrue();
        assertThat(root.resolve(Path.of("x", "y"))).hasToString("hf:org/name:x/y");
        assertThat(root.resolve(root.resolve("z").toString())).isEqualTo(root.resolve("z"));
        assertThat(hub.path("hf:org/name@main")).isNotEqualTo(root);
        assertThat(hub.path("hf:org/name@refs/pr/1:x").getParent())
                .hasToString("hf:org/name@refs/pr/1");
        assertThat(root.resolve("a").toUri()).hasToString("hf:org/name:a");
        assertThat(server.seen()).isEmpty();
    }

    @Test
    void shortWorkOnThisMachineAndWhoeverWakesAHubDoNotWaitForIt() throws Exception {
        server.fault(Fault.Kind.SILENT, "/api/", Integer.MAX_VALUE, 0);
        try (JobQueue queue = new JobQueue()) {
            List<Job<Boolean>> far = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                Path model = hub.path("hf:org/name@v" + i % 2);
                far.add(queue.submit("far", Needs.NOTHING, (_, _) -> Files.exists(model), _ -> {}));
            }
            CompletableFuture<Job<String>> near = new CompletableFuture<>();
            queue.submit("near", Needs.NOTHING, (_, _) -> "here", near::complete);

            assertThat(near.get(1, TimeUnit.MINUTES).result()).contains("here");
            assertThat(far).allMatch(job -> !job.state().isOver());
            while (server.seen().size() < 2) {
                Thread.onSpinWait();
            }
            FarFiles.of(hub.path("hf:org/name@v0")).orElseThrow().wake();
            assertThat(far).allMatch(job -> job.state() == Job.State.RUNNING);
        }
    }

    @Test
    void pathsOfDisksAreOthers() {
        Path disk = Path.of("org/name");

        assertThat(root.equals(disk)).isFalse();
        assertThat(disk.equals(root)).isFalse();
        assertThat(root.startsWith(disk)).isFalse();
        assertThat(disk.startsWith(root)).isFalse();
        assertThat(root.endsWith(disk)).isFalse();
        assertThat(root.resolve(disk.toAbsolutePath())).isEqualTo(disk.toAbsolutePath());
        assertThatThrownBy(() -> root.relativize(disk))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(Stream.of(root.resolve("b"), root.resolve("a")).sorted())
                .containsExactly(root.resolve("a"), root.resolve("b"));
    }

    @Test
    void foldersAreListed() throws IOException {
        assertThat(listed(root))
                .containsExactly(
                        "hf:org/name:config.json",
                        "hf:org/name:empty.txt",
                        "hf:org/name:model.safetensors",
                        "hf:org/name:sub");
        try (Stream<Path> below = Files.walk(root.resolve("sub"))) {
            assertThat(below.map(Path::toString))
                    .containsExactly(
                            "hf:org/name:sub",
                            "hf:org/name:sub/deep",
                            "hf:org/name:sub/deep/a.json");
        }
        List<String> json = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(root, "*.{json,txt}")) {
            found.forEach(one -> json.add(one.getFileName().toString()));
        }
        assertThat(json).containsExactly("config.json", "empty.txt");
        assertThatThrownBy(() -> listed(root.resolve("config.json")))
                .isInstanceOf(NotDirectoryException.class);
        assertThatThrownBy(() -> listed(root.resolve("absent")))
                .isInstanceOf(NoSuchFileException.class);
        assertThat(server.seen()).hasSize(2);
    }

    @Test
    void attributesAreThoseOfTheList() throws IOException {
        Path large = root.resolve(LARGE);
        BasicFileAttributes is = Files.readAttributes(large, BasicFileAttributes.class);

        assertThat(is.size()).isEqualTo(SIZE);
        assertThat(is.isRegularFile()).isTrue();
        assertThat(is.fileKey()).isEqualTo(ServedRepository.hex("SHA-256", bytes));
        assertThat(is.lastModifiedTime()).isEqualTo(FileTime.fromMillis(0));
        assertThat(Files.isDirectory(root)).isTrue();
        assertThat(Files.isDirectory(root.resolve("sub/deep"))).isTrue();
        assertThat(Files.isRegularFile(root.resolve("sub/deep/a.json"))).isTrue();
        assertThat(Files.exists(root.resolve("absent"))).isFalse();
        assertThat(Files.notExists(root.resolve("absent"))).isTrue();
        assertThat(Files.isWritable(large)).isFalse();
        assertThat(Files.isReadable(large)).isTrue();
        assertThat(Files.isSameFile(large, root.resolve("sub/../" + LARGE))).isTrue();
        assertThat(Files.isSameFile(large, folder.resolve(LARGE))).isFalse();
        assertThat(Files.getAttribute(large, "size")).isEqualTo((long) SIZE);
        assertThat(large.toRealPath()).isEqualTo(large);
        assertThatThrownBy(() -> root.resolve("absent").toRealPath())
                .isInstanceOf(NoSuchFileException.class);
        assertThat(server.seen()).hasSize(2);
    }

    @Test
    void bytesAreReadInEveryWay() throws IOException {
        assertThat(Files.readString(root.resolve("config.json"))).isEqualTo("{\"a\":1}");
        assertThat(Files.readAllBytes(root.resolve("empty.txt"))).isEmpty();
        assertThat(Files.readAllBytes(root.resolve(LARGE))).isEqualTo(bytes);
        try (InputStream in = Files.newInputStream(root.resolve(LARGE))) {
            in.skipNBytes(1_000_000);
            assertThat(in.readNBytes(10))
                    .isEqualTo(Arrays.copyOfRange(bytes, 1_000_000, 1_000_010));
        }
        Path copy = Files.copy(root.resolve(LARGE), folder.resolve("copy"));
        assertThat(copy).hasBinaryContent(bytes);
        try (FileChannel channel = FileChannel.open(root.resolve(LARGE))) {
            ByteBuffer direct = ByteBuffer.allocateDirect(5);
            assertThat(channel.read(direct, SIZE - 3)).isEqualTo(3);
            assertThat(channel.read(direct, SIZE)).isEqualTo(-1);
            assertThat(direct.get(0)).isEqualTo(bytes[SIZE - 3]);
            channel.position(7);
            ByteBuffer[] two = {ByteBuffer.allocate(3), ByteBuffer.allocate(4)};
            assertThat(channel.read(two)).isEqualTo(7);
            assertThat(two[1].get(3)).isEqualTo(bytes[13]);
            assertThat(channel.position()).isEqualTo(14);
            assertThat(channel.size()).isEqualTo(SIZE);
        }
    }

    @Test
    void aHeaderTakesOneSmallRange() throws IOException {
        Files.size(root.resolve(LARGE));
        server.forget();
        try (ReadableFile file = ReadableFile.open(root.resolve(LARGE));
                Arena arena = Arena.ofConfined()) {
            MemorySegment some = arena.allocate(8);
            file.read(0, some);
            file.read(8, arena.allocate(30_000));
        }

        assertThat(server.seen().stream().map(SeenRequest::server)).containsExactly("hub", "cdn");
        assertThat(server.sent()).isEqualTo(64 << 10);
    }

    @Test
    void smallFilesAreFetchedOnce() throws IOException {
        Files.size(root);
        server.forget();
        for (int i = 0; i < 3; i++) {
            Files.readString(root.resolve("config.json"));
        }

        assertThat(server.seen()).hasSize(1);
    }

    @Test
    void nothingIsWritten() {
        Path file = root.resolve("config.json");

        assertThatThrownBy(() -> Files.writeString(file, "x"))
                .isInstanceOf(ReadOnlyFileSystemException.class);
        assertThatThrownBy(() -> Files.delete(file))
                .isInstanceOf(ReadOnlyFileSystemException.class);
        assertThatThrownBy(() -> Files.createDirectory(root.resolve("new")))
                .isInstanceOf(ReadOnlyFileSystemException.class);
        assertThatThrownBy(() -> Files.move(file, root.resolve("b")))
                .isInstanceOf(ReadOnlyFileSystemException.class);
        assertThatThrownBy(() -> FileChannel.open(file, StandardOpenOption.WRITE))
                .isInstanceOf(ReadOnlyFileSystemException.class);
        assertThat(folder.resolve("config.json")).hasContent("{\"a\":1}");
    }

    @Test
    void whatTheHubRefusesIsSaidWhereAFileIsOpened() throws IOException {
        Path absent = hub.path("hf:org/absent");
        Failure failure = catchThrowableOfType(Failure.class, () -> ReadableFile.open(absent));

        assertThat(failure.problem()).isEqualTo(HubProblem.NOT_FOUND);
        assertThat(failure.getMessage()).startsWith("hf:org/absent: ");
        // The hub is not asked again by each question.
        int asked = server.seen().size();
        assertThat(Files.exists(absent)).isFalse();
        assertThat(server.seen()).hasSize(asked);
        // A path that is made anew asks anew.
        server.serve("org/absent", folder);
        assertThat(Files.exists(hub.path("hf:org/absent"))).isTrue();

        Failure isFolder = catchThrowableOfType(Failure.class, () -> ReadableFile.open(root));
        assertThat(isFolder.problem()).isEqualTo(FileProblem.NOT_A_FILE);
        Failure isNone =
                catchThrowableOfType(
                        Failure.class, () -> ReadableFile.open(root.resolve("none.bin")));
        assertThat(isNone.problem()).isEqualTo(FileProblem.NOT_FOUND);
    }

    @Test
    void aFileSystemStaysWithItsCommit() throws IOException {
        Path large = root.resolve(LARGE);
        Object before = Files.readAttributes(large, BasicFileAttributes.class).fileKey();
        FileStamps stamps = FileStamps.of(List.of(large));
        Files.write(folder.resolve(LARGE), new byte[100]);
        server.serve(Served.NAME, folder);

        assertThat(Files.readAttributes(large, BasicFileAttributes.class).fileKey())
                .isEqualTo(before);
        assertThat(stamps.areUnchanged()).isTrue();
        hub.renew(HubName.parse("hf:org/name"));
        assertThat(Files.size(hub.path("hf:org/name").resolve(LARGE))).isEqualTo(100);
    }

    @Test
    void closingEndsAReadThatWaits() throws Exception {
        Files.size(root);
        server.fault(Fault.Kind.SILENT, "/lfs/", 1_000, 0);
        FileChannel channel = FileChannel.open(root.resolve(LARGE));
        CompletableFuture<Integer> read =
                CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                return channel.read(ByteBuffer.allocate(10), 0);
                            } catch (IOException e) {
                                throw new java.io.UncheckedIOException(e);
                            }
                        });
        while (server.seen().stream().noneMatch(one -> one.server().equals("cdn"))) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
        channel.close();

        assertThatThrownBy(read::get)
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseInstanceOf(AsynchronousCloseException.class);
        assertThatThrownBy(() -> channel.read(ByteBuffer.allocate(10), 0))
                .isInstanceOf(ClosedChannelException.class);
    }

    @Test
    void anInterruptClosesTheChannelAsItDoesOfDisks() throws IOException {
        try (FileChannel channel = FileChannel.open(root.resolve(LARGE))) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> channel.read(ByteBuffer.allocate(10), 0))
                    .isInstanceOf(ClosedByInterruptException.class);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(channel.isOpen()).isFalse();
        }
    }

    @Test
    void whatWasClosedIsNotRead() throws IOException {
        Files.size(root);
        root.getFileSystem().close();

        assertThat(root.getFileSystem().isOpen()).isFalse();
        assertThatThrownBy(() -> Files.size(root)).isInstanceOf(ClosedFileSystemException.class);
        assertThat(Files.size(hub.path("hf:org/name:" + LARGE))).isEqualTo(SIZE);
    }
}
