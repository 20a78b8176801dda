package org.taskvectors.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.taskvectors.Patience;
import org.taskvectors.file.Failure;
import org.taskvectors.file.ReadAhead;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Workers;

@Timeout(Patience.SECONDS)
class PlannedReadsTest {
    private static final int SIZE = 8 << 20;
    private static final int RANGE = 256 << 10;
    private static final int BUDGET = 4 * RANGE;
    private static final int BLOCK = 50_000;
    private static final int THREADS = 3;

    @TempDir Path folder;
    private HubServer server;
    private HubClient client;
    private HubFile file;
    private PlannedReads reads;
    private final byte[] bytes = new byte[SIZE];

    @BeforeEach
    void serve() throws Exception {
        new Random(3).nextBytes(bytes);
        Files.write(folder.resolve("model.safetensors"), bytes);
        server = HubServer.start();
        server.serve(Served.NAME, folder);
        client = new HubClient(Served.settings(server));
        file = Served.file(client, "model.safetensors");
        reads = new PlannedReads(client, new ReadSize(BUDGET, RANGE, 1_000, 2));
        server.forget();
    }

    @AfterEach
    void close() {
        reads.close();
        client.close();
        server.close();
    }

    private PlannedSpan span(long from, long end) {
        return new PlannedSpan(file, from, end);
    }

    private byte[] read(long from, int count, Cancellation cancellation)
            throws IOException, CancelledException {
        ByteBuffer target = ByteBuffer.allocate(count);
        while (target.hasRemaining()) {
            int got = reads.read(file, from + target.position(), target, cancellation);
            assertThat(got).isPositive();
        }
        return target.array();
    }

    private void assertRead(long from, int count) throws IOException, CancelledException {
        assertThat(read(from, count, new Cancellation()))
                .isEqualTo(Arrays.copyOfRange(bytes, (int) from, (int) from + count));
    }

    /// Reads all blocks in that order, on several threads.
    private void readAll(List<Integer> blocks) throws IOException, CancelledException {
        Workers.run(
                THREADS,
                blocks.size(),
                new Cancellation(),
                () ->
                        number -> {
                            int from = blocks.get(number) * BLOCK;
                            assertRead(from, Math.min(BLOCK, SIZE - from));
                        });
    }

    private static List<Integer> blocks() {
        return new ArrayList<>(IntStream.range(0, (SIZE + BLOCK - 1) / BLOCK).boxed().toList());
    }

    /// What is on its way when a plan is closed ends a little later.
    private void awaitNothingHeld() {
        while (reads.held() > 0) {
            Patience.pause();
        }
    }

    @Test
    void eachByteIsFetchedOnceWithinTheBudget() throws Exception {
        try (ReadAhead.Plan _ = reads.willRead(List.of(span(0, SIZE)))) {
            readAll(blocks());
        }

        assertThat(server.sent()).isEqualTo(SIZE);
        assertThat(server.seen().stream().filter(one -> one.server().equals("cdn")))
                .hasSize(SIZE / RANGE);
        // A reader that overtakes fetches for itself.
        assertThat(reads.mostHeld()).isLessThanOrEqualTo(BUDGET + THREADS * RANGE);
        awaitNothingHeld();
    }

    @Test
    void anotherOrderThanWasSaidIsOnlySlower() throws Exception {
        List<Integer> shuffled = blocks();
        java.util.Collections.shuffle(shuffled, new Random(4));
        List<Integer> reversed = blocks().reversed();

        for (List<Integer> order : List.of(reversed, shuffled)) {
            try (ReadAhead.Plan _ = reads.willRead(List.of(span(0, SIZE)))) {
                readAll(order);
            }
            awaitNothingHeld();
        }
    }

    @Test
    void whatIsNeverReadDoesNotKeepTheBudget() throws Exception {
        try (ReadAhead.Plan _ = reads.willRead(List.of(span(0, SIZE)))) {
            for (int at = SIZE / 2; at < SIZE; at += BLOCK) {
                assertRead(at, Math.min(BLOCK, SIZE - at));
            }
            assertThat(reads.mostHeld()).isLessThanOrEqualTo(BUDGET + RANGE);
        }
        awaitNothingHeld();
    }

    @Test
    void neighboursAreAskedForTogether() throws Exception {
        List<PlannedSpan> spans =
                Stream.iterate(0, at -> at < 100_000, at -> at + 10_000)
                        .map(at -> span(at, at + 9_500))
                        .toList();
        try (ReadAhead.Plan _ = reads.willRead(spans)) {
            for (PlannedSpan one : spans) {
                assertRead(one.from(), 9_500);
            }
        }

        assertThat(server.seen().stream().filter(one -> one.server().equals("cdn"))).hasSize(1);
        awaitNothingHeld();
    }

    @Test
    void severalPlansShareTheBudget() throws Exception {
        int half = SIZE / 2;
        try (ReadAhead.Plan _ = reads.willRead(List.of(span(0, half)));
                ReadAhead.Plan _ = reads.willRead(List.of(span(half, SIZE)))) {
            for (int at = 0; at < half; at += BLOCK) {
                int count = Math.min(BLOCK, half - at);
                assertRead(at, count);
                assertRead(half + at, count);
            }
        }

        assertThat(reads.mostHeld()).isLessThanOrEqualTo(BUDGET + 2 * RANGE);
        assertThat(server.sent()).isEqualTo(SIZE);
        awaitNothingHeld();
    }

    @Test
    void whatIsLeftBehindIsFetchedAheadNoMore() throws Exception {
        // As much as the budget is announced first, and never read.
        try (ReadAhead.Plan _ = reads.willRead(List.of(span(0, SIZE)))) {
            for (int at = BUDGET; at < SIZE - BUDGET; at += BLOCK) {
                assertRead(at, BLOCK);
            }
            server.forget();
            while (server.seen().isEmpty()) {
                // The rest is fetched though nobody reads it yet.
                Patience.pause();
            }
        }
        awaitNothingHeld();
    }

    @Test
    void aLittleOfTheLastRangeIsReadAgainForNothing() throws Exception {
        try (ReadAhead.Plan _ = reads.willRead(List.of(span(0, SIZE)))) {
            assertRead(0, RANGE);
            assertRead(RANGE - 100, 100);
        }
        assertThat(
                        server.seen().stream()
                                .filter(one -> one.server().equals("cdn"))
                                .map(SeenRequest::range))
                .doesNotHaveDuplicates();
        awaitNothingHeld();
    }

    @Test
    void whatLiesSideBySideIsFetchedAtOnceThoughItIsReadInAnotherOrder() throws Exception {
        List<PlannedSpan> spans =
                Stream.of(3, 0, 2, 1).map(i -> span(i * 50_000L, (i + 1) * 50_000L)).toList();
        try (ReadAhead.Plan _ = reads.willRead(spans)) {
            for (PlannedSpan one : spans) {
                assertRead(one.from(), 50_000);
            }
        }

        assertThat(server.seen().stream().filter(one -> one.server().equals("cdn"))).hasSize(1);
        awaitNothingHeld();
    }

    @Test
    void aTensorThatIsReadTwiceIsThereTwice() throws Exception {
        try (ReadAhead.Plan _ =
                reads.willRead(
                        List.of(span(0, 100_000), span(5_000_000, 5_100_000), span(0, 100_000)))) {
            assertRead(0, 100_000);
            assertRead(5_000_000, 100_000);
            assertRead(0, 100_000);
        }

        awaitNothingHeld();
    }

    @Test
    void whatNobodyAnnouncedIsNotItsOwn() throws Exception {
        try (ReadAhead.Plan _ = reads.willRead(List.of(span(0, 1_000)))) {
            assertThat(reads.read(file, 1_000, ByteBuffer.allocate(10), new Cancellation()))
                    .isZero();
        }
        assertThat(reads.read(file, 0, ByteBuffer.allocate(10), new Cancellation())).isZero();
    }

    @Test
    void whatWasReadFromElsewhereIsGivenBack() throws Exception {
        try (ReadAhead.Plan _ = reads.willRead(List.of(span(0, 2 * RANGE)))) {
            reads.taken(file, 0, 2 * RANGE);
            awaitNothingHeld();
            assertThat(reads.read(file, 0, ByteBuffer.allocate(10), new Cancellation())).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "CUT, 100000",
        "STALL, 1000",
        "STATUS, 503",
        "THROTTLE, 0",
        "SILENT, 0",
        "FEWER, 9999"
    })
    void whatPassesIsNotSeen(Fault.Kind kind, long value) throws Exception {
        server.fault(kind, "/lfs/", 3, value);
        try (ReadAhead.Plan _ = reads.willRead(List.of(span(0, SIZE)))) {
            readAll(blocks());
        }
    }

    @ParameterizedTest
    @CsvSource({"TOTAL, 1, CHANGED", "STATUS, 500, SERVER", "CUT, 0, SHORT"})
    void whatLastsIsSaidToWhoReads(Fault.Kind kind, long value, HubProblem problem)
            throws Exception {
        server.fault(kind, "/lfs/", 1_000_000, value);
        try (ReadAhead.Plan _ = reads.willRead(List.of(span(0, SIZE)))) {
            Failure failure = catchThrowableOfType(Failure.class, () -> readAll(blocks()));
            assertThat(failure.problem()).isEqualTo(problem);
        }
        awaitNothingHeld();
    }

    @Test
    void closingGivesAllBack() throws Exception {
        server.fault(Fault.Kind.STALL, "/lfs/", 2, 1_000);
        ReadAhead.Plan plan = reads.willRead(List.of(span(0, SIZE)));
        while (server.seen().size() < 2) {
            Patience.pause();
        }
        plan.close();

        awaitNothingHeld();
        assertThat(reads.read(file, 0, ByteBuffer.allocate(10), new Cancellation())).isZero();
    }

    @Test
    void aReaderThatIsCancelledWaitsNoMore() throws Exception {
        server.fault(Fault.Kind.SILENT, "/lfs/", 1_000_000, 0);
        try (ReadAhead.Plan _ = reads.willRead(List.of(span(0, SIZE)))) {
            Cancellation cancellation = new Cancellation();
            cancellation.cancel();
            assertThatThrownBy(() -> read(0, 10, cancellation))
                    .isInstanceOf(CancelledException.class);
        }
        awaitNothingHeld();
    }

    @Test
    void aReaderThatWasCancelledLeavesItToOthers() throws Exception {
        // Nobody fetches ahead, so that readers fetch for themselves.
        reads = new PlannedReads(client, new ReadSize(BUDGET, RANGE, 1_000, 0));
        server.fault(Fault.Kind.SILENT, "/lfs/", 1, 0);
        try (ReadAhead.Plan _ = reads.willRead(List.of(span(0, SIZE)))) {
            Cancellation cancellation = new Cancellation();
            Thread.ofVirtual()
                    .start(
                            () -> {
                                while (server.seen().size() < 2) {
                                    Patience.pause();
                                }
                                cancellation.cancel();
                            });
            assertThatThrownBy(() -> read(0, 10, cancellation))
                    .isInstanceOf(CancelledException.class);
            assertRead(0, 10);
        }
    }
}
