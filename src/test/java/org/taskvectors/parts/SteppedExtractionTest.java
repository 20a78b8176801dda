package org.taskvectors.parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.Patience;
import org.taskvectors.analysis.ProfileStore;
import org.taskvectors.checkpoint.OutputDType;
import org.taskvectors.checkpoint.naming.Scope;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.extraction.ExtractionRequest;
import org.taskvectors.extraction.ExtractionResult;
import org.taskvectors.extraction.Extractor;
import org.taskvectors.extraction.Policies;
import org.taskvectors.extraction.VocabularyPolicy;
import org.taskvectors.file.Failure;
import org.taskvectors.file.FileProblem;
import org.taskvectors.file.StagedFolder;
import org.taskvectors.hub.HubProblem;
import org.taskvectors.hub.TestHub;
import org.taskvectors.hub.cache.HubModels;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.pass.Part;
import org.taskvectors.tensor.Compute;

/// Extractions of models on another machine go on where they stood, and give the local bytes.
@Timeout(Patience.SECONDS)
class SteppedExtractionTest {
    private static final String PROGRAM = "Task Vector Workbench (test)";
    private static final Path SAMPLE = Path.of("assets/sample");

    /// Both sides have 9.4 MB of weights, so there are five steps.
    private static final long STEP = 4_000_000;

    private static final int STEPS = 5;

    @TempDir Path folder;
    private TestHub hub;
    private HubModels models;

    @BeforeEach
    void serve() throws IOException {
        hub = TestHub.start();
        hub.serve("org/base", SAMPLE.resolve("base"));
        hub.serve("org/sst2", SAMPLE.resolve("sst2"));
        models = hub.models(folder.resolve("cache"));
    }

    @AfterEach
    void close() throws IOException {
        models.close();
        hub.close();
    }

    private ExtractionRequest request(Path base, Path tuned, Path output, Policies policies) {
        return new ExtractionRequest(
                Located.of(base), Located.of(tuned), output, policies, false, Compute.onCpu(2));
    }

    private ExtractionRequest far(Path output, Policies policies) throws IOException {
        return request(models.path("hf:org/base"), models.path("hf:org/sst2"), output, policies);
    }

    private Path output() {
        return folder.resolve("ours").resolve("vector.safetensors");
    }

    private Path unfinished() {
        return StagedFolder.beside(output());
    }

    private ExtractionResult extract(Progress progress) throws IOException, CancelledException {
        return new SteppedExtraction(PROGRAM, new ProfileStore(folder.resolve("kept")), STEP)
                .extract(far(output(), Policies.DEFAULT), progress, new Cancellation());
    }

    private void make(int number, Policies policies) throws IOException, CancelledException {
        new ExtractionParts(PROGRAM)
                .make(
                        far(unfinished(), policies),
                        new Part(number, STEPS),
                        new Progress(),
                        new Cancellation());
    }

    private void assertIsLocal(ExtractionResult ours) throws IOException, CancelledException {
        ExtractionResult local =
                new Extractor(PROGRAM, new ProfileStore(folder.resolve("other")))
                        .extract(
                                request(
                                        SAMPLE.resolve("base"),
                                        SAMPLE.resolve("sst2"),
                                        folder.resolve("local.safetensors"),
                                        Policies.DEFAULT),
                                new Progress(),
                                new Cancellation());
        assertThat(ours.output()).hasBinaryContent(Files.readAllBytes(local.output()));
        assertThat(ours.profile()).isEqualTo(local.profile());
        assertThat(ours.bytesRead()).isEqualTo(local.bytesRead());
        assertThat(unfinished()).doesNotExist();
        try (var left = Files.list(output().getParent())) {
            assertThat(left.toList()).contains(output()).allMatch(Files::isRegularFile);
        }
    }

    @Test
    void theStepsGiveTheBytesOfOneRun() throws Exception {
        Progress progress = new Progress();

        assertIsLocal(extract(progress));

        assertThat(progress.done()).isEqualTo(progress.total()).isPositive();
    }

    @Test
    void whatIsThereIsNotReadAgain() throws Exception {
        extract(new Progress());
        long all = hub.sent();
        Files.delete(output());
        make(1, Policies.DEFAULT);
        make(3, Policies.DEFAULT);
        long before = hub.sent();

        Progress progress = new Progress();
        assertIsLocal(extract(progress));

        // Three of five steps; what lies between a step's tensors may be fetched along.
        assertThat(hub.sent() - before).isLessThan(all * 3 / 4);
        assertThat(progress.done()).isEqualTo(progress.total());
    }

    @Test
    void partsOfAnotherExtractionAreMadeAnew() throws Exception {
        make(1, new Policies(OutputDType.FLOAT32, Scope.ALL, VocabularyPolicy.REFUSE));
        Files.writeString(unfinished().resolve("2-of-7.part"), "of another number of steps");

        assertIsLocal(extract(new Progress()));
    }

    @Test
    void aDamagedPartIsMadeAnew() throws Exception {
        make(2, Policies.DEFAULT);
        Path part = unfinished().resolve("2-of-5.part");
        byte[] bytes = Files.readAllBytes(part);
        Files.write(part, Arrays.copyOf(bytes, bytes.length / 2));

        assertIsLocal(extract(new Progress()));
    }

    @Test
    void aPartWithOtherNumbersIsNoticedWhenTheyAreJoined() throws Exception {
        make(2, Policies.DEFAULT);
        Path part = unfinished().resolve("2-of-5.part");
        byte[] bytes = Files.readAllBytes(part);
        bytes[bytes.length / 2] ^= 1;
        Files.write(part, bytes, StandardOpenOption.TRUNCATE_EXISTING);

        assertThatThrownBy(() -> extract(new Progress()))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("2-of-5.part");
        assertThat(output()).doesNotExist();
        assertThat(part).doesNotExist();
        assertIsLocal(extract(new Progress()));
    }

    @Test
    void whatIsNotItsOwnIsNeverRemoved() throws Exception {
        Path precious = Files.createDirectories(folder.resolve("precious"));
        Files.writeString(precious.resolve("thesis.txt"), "mine");
        Files.createDirectories(output().getParent());
        Files.createSymbolicLink(unfinished(), precious);
        assertThatThrownBy(() -> extract(new Progress()))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("it is a link");
        assertThat(precious.toFile().list()).containsExactly("thesis.txt");

        Files.delete(unfinished());
        Files.createDirectories(unfinished().resolve("sub"));
        assertThatThrownBy(() -> extract(new Progress()))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("something else in it: sub");
        assertThat(unfinished().resolve("sub")).isDirectory();
    }

    @Test
    void itGoesOnAfterEachBreak() throws Exception {
        hub.fail(500, 60);
        ExtractionResult result = null;
        int breaks = 0;
        while (result == null && breaks < 60) {
            try {
                result = extract(new Progress());
            } catch (Failure e) {
                breaks++;
                assertThat(output()).doesNotExist();
            }
        }
        assertThat(breaks).isPositive();
        assertIsLocal(Objects.requireNonNull(result));
    }

    @Test
    void theSwitchIsObeyedInTheMiddle() throws Exception {
        far(output(), Policies.DEFAULT).base().open().close();
        far(output(), Policies.DEFAULT).tuned().open().close();
        hub.goOfflineAfter(STEPS / 2);
        int asked = hub.asked();
        Failure failure = catchThrowableOfType(Failure.class, () -> extract(new Progress()));

        assertThat(failure.problem()).isEqualTo(HubProblem.OFFLINE);
        // Several may have been on their way when it was turned on.
        assertThat(hub.asked()).isBetween(asked + STEPS / 2, asked + STEPS / 2 + 16);
        assertThat(output()).doesNotExist();

        hub.goOfflineAfter(Integer.MAX_VALUE / 2);
        assertIsLocal(extract(new Progress()));
    }

    @Test
    void oneProcessAtATimeWritesIt() throws Exception {
        try (StagedFolder other = StagedFolder.hold(output())) {
            assertThat(other.isLeft()).isFalse();
            assertThatThrownBy(() -> extract(new Progress()))
                    .isInstanceOfSatisfying(
                            Failure.class,
                            e -> {
                                assertThat(e.problem()).isEqualTo(FileProblem.IN_USE);
                                // The folder beside it is none that a person asked for.
                                assertThat(e.file()).isEqualTo(output());
                                assertThat(e.getMessage()).doesNotContain(StagedFolder.ENDING);
                            });
        }
    }

    @Test
    void whatIsThereIsReplacedOnRequestAlone() throws Exception {
        Files.createDirectories(output().getParent());
        Files.writeString(output(), "mine");

        assertThatThrownBy(() -> extract(new Progress()))
                .isInstanceOfSatisfying(
                        Failure.class, e -> assertThat(e.problem()).isEqualTo(FileProblem.EXISTS));
        assertThat(output()).hasContent("mine");
        assertThat(List.of(output())).allMatch(Files::exists);
    }
}
