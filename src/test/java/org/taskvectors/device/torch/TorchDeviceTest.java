package org.taskvectors.device.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.accelerator.Accelerator;
import org.taskvectors.accelerator.DeviceTrouble;
import org.taskvectors.analysis.PairPass;
import org.taskvectors.analysis.ProfilePass;
import org.taskvectors.analysis.ProfileStore;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.OutputDType;
import org.taskvectors.checkpoint.naming.Scope;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.extraction.ExtractionRequest;
import org.taskvectors.extraction.Extractor;
import org.taskvectors.extraction.Policies;
import org.taskvectors.extraction.VocabularyPolicy;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.tensor.BlockProgram;
import org.taskvectors.tensor.Compute;
import org.taskvectors.tensor.Device;

/// Whole passes on every device that is found, undisturbed and with devices that fail, against the
/// same passes on the processor.
class TorchDeviceTest {
    private static final DeviceTrouble NONE =
            (_, failure, _) -> {
                throw new AssertionError(failure);
            };

    @TempDir private Path folder;
    private MadePair pair;
    private Libtorch torch;

    @BeforeEach
    void prepare() throws IOException {
        torch = TestTorch.start();
        pair = MadePair.in(folder);
    }

    private TorchDevice device(Accelerator accelerator, DeviceTrouble trouble) {
        return device(accelerator, OptionalLong.empty(), trouble, UnaryOperator.identity());
    }

    private TorchDevice device(
            Accelerator accelerator,
            OptionalLong free,
            DeviceTrouble trouble,
            UnaryOperator<BlockProgram> around) {
        return new TorchDevice(torch, accelerator, () -> free, trouble, around);
    }

    private static Policies stored(OutputDType dtype) {
        return new Policies(dtype, Scope.ALL, VocabularyPolicy.REFUSE);
    }

    /// Extracts into a new file of that name.
    private Path extract(String name, Policies policies, Compute compute, Cancellation cancellation)
            throws Exception {
        Path output = folder.resolve(name + ".safetensors");
        new Extractor("Task Vector Workbench (test)", new ProfileStore(folder.resolve("cache")))
                .extract(
                        new ExtractionRequest(
                                Located.of(pair.base()),
                                Located.of(pair.tuned()),
                                output,
                                policies,
                                false,
                                compute),
                        new Progress(),
                        cancellation);
        return output;
    }

    private Path extract(String name, Compute compute) throws Exception {
        return extract(name, Policies.DEFAULT, compute, new Cancellation());
    }

    private byte[] expected() throws Exception {
        return Files.readAllBytes(extract("expected", Compute.onCpu(1)));
    }

    @Test
    void anExtractionWritesTheSameBytes() throws Exception {
        for (OutputDType dtype : OutputDType.values()) {
            Path expected =
                    extract("cpu-" + dtype, stored(dtype), Compute.onCpu(1), new Cancellation());
            for (Accelerator accelerator : TestTorch.accelerators()) {
                for (int threads : new int[] {1, 3}) {
                    Compute compute = new Compute(device(accelerator, NONE), threads);
                    Path found =
                            extract(
                                    accelerator.kind() + "-" + dtype + threads,
                                    stored(dtype),
                                    compute,
                                    new Cancellation());
                    assertThat(Files.mismatch(found, expected)).as(dtype + " ").isEqualTo(-1);
                }
            }
        }
    }

    @Test
    void aProfileAndPairsAreTheSame() throws Exception {
        List<Object> expected = measured(Compute.onCpu(1));
        assertThat(expected).hasSize(4);
        for (Accelerator accelerator : TestTorch.accelerators()) {
            for (int threads : new int[] {1, 3}) {
                assertThat(measured(new Compute(device(accelerator, NONE), threads)))
                        .isEqualTo(expected);
            }
        }
    }

    private List<Object> measured(Compute compute) throws IOException, CancelledException {
        Progress progress = new Progress();
        Cancellation cancellation = new Cancellation();
        try (Checkpoint base = Checkpoints.open(pair.base());
                Checkpoint tuned = Checkpoints.open(pair.tuned())) {
            var profile =
                    ProfilePass.run(tuned, Optional.of(base), compute, progress, cancellation);
            return List.of(
                    profile.tensors(),
                    profile.checksum(),
                    PairPass.run(List.of(base, tuned), compute, progress, cancellation),
                    PairPass.run(List.of(base, tuned, base), compute, progress, cancellation));
        }
    }

    @Test
    void afterTheAnswerToStopThereIsAFailureAndNoFile() throws Exception {
        for (Accelerator accelerator : TestTorch.accelerators()) {
            for (int threads : new int[] {1, 3}) {
                for (int operation : new int[] {1, 2, 9, 17}) {
                    Answering trouble = new Answering(DeviceTrouble.Answer.STOP);
                    Faults faults = new Faults(operation);
                    TorchDevice device =
                            device(accelerator, OptionalLong.empty(), trouble, faults::around);
                    assertThatThrownBy(() -> extract("out", new Compute(device, threads)))
                            .isInstanceOfSatisfying(
                                    Failure.class,
                                    failure ->
                                            assertThat(failure.problem())
                                                    .isEqualTo(TorchProblem.DEVICE_GONE));
                    assertThat(trouble.asked).hasValue(1);
                    faults.assertClosed();
                    assertThat(files()).containsExactlyInAnyOrder(pair.base(), pair.tuned());
                }
            }
        }
    }

    @Test
    void afterTheAnswerToGoOnTheBytesAreThoseOfAnUndisturbedRun() throws Exception {
        byte[] expected = expected();
        for (Accelerator accelerator : TestTorch.accelerators()) {
            for (int threads : new int[] {1, 3}) {
                for (int operation : new int[] {1, 2, 3, 5, 8, 13, 21}) {
                    Answering trouble = new Answering(DeviceTrouble.Answer.GO_ON);
                    Faults faults = new Faults(operation);
                    TorchDevice device =
                            device(accelerator, OptionalLong.empty(), trouble, faults::around);
                    Path found =
                            extract(
                                    accelerator.kind() + "-" + threads + "-" + operation,
                                    new Compute(device, threads));
                    assertThat(Files.readAllBytes(found))
                            .as("operation " + operation)
                            .isEqualTo(expected);
                    assertThat(trouble.asked).as("operation " + operation).hasValue(1);
                    faults.assertClosed();
                    Files.delete(found);
                }
            }
        }
    }

    /// All threads fail at once, and one of them asks while the others wait.
    @Test
    void theQuestionIsAskedOnceOfEachPass() throws Exception {
        byte[] expected = expected();
        for (Accelerator accelerator : TestTorch.accelerators()) {
            Answering trouble = new Answering(DeviceTrouble.Answer.GO_ON);
            TorchDevice device =
                    device(
                            accelerator,
                            OptionalLong.empty(),
                            trouble,
                            program -> new Faults(1).around(program));
            for (int pass = 1; pass <= 2; pass++) {
                Path found = extract("pass-" + pass, new Compute(device, 3));
                assertThat(Files.readAllBytes(found)).isEqualTo(expected);
                assertThat(trouble.asked).hasValue(pass);
                Files.delete(found);
            }
        }
    }

    @Test
    void whatIsCancelledWhileTheQuestionWaitsIsCancelled() throws Exception {
        for (Accelerator accelerator : TestTorch.accelerators()) {
            for (int threads : new int[] {1, 3}) {
                Cancellation cancellation = new Cancellation();
                DeviceTrouble waiting =
                        (_, _, asked) -> {
                            // A person thinks, and the job is cancelled meanwhile.
                            assertThat(asked).isSameAs(cancellation);
                            cancellation.cancel();
                            return DeviceTrouble.Answer.GO_ON;
                        };
                Faults faults = new Faults(3);
                TorchDevice device =
                        device(accelerator, OptionalLong.empty(), waiting, faults::around);
                assertThatThrownBy(
                                () ->
                                        extract(
                                                "out",
                                                Policies.DEFAULT,
                                                new Compute(device, threads),
                                                cancellation))
                        .isInstanceOf(CancelledException.class);
                faults.assertClosed();
                assertThat(files()).containsExactlyInAnyOrder(pair.base(), pair.tuned());
            }
        }
    }

    /// What does not fit is said before anything is computed, with what would fit.
    @Test
    void blocksThatDoNotFitAreSaidBefore() throws Exception {
        byte[] expected = expected();
        for (Accelerator accelerator : TestTorch.accelerators()) {
            OptionalLong free = OptionalLong.of(2 * TorchProgram.BYTES + 1);
            Answering trouble = new Answering(DeviceTrouble.Answer.STOP);
            TorchDevice device = device(accelerator, free, trouble, UnaryOperator.identity());
            assertThatThrownBy(() -> extract("out", new Compute(device, 3)))
                    .isInstanceOfSatisfying(
                            Failure.class,
                            failure -> {
                                assertThat(failure.problem())
                                        .isEqualTo(TorchProblem.OUT_OF_DEVICE_MEMORY);
                                assertThat(failure.what())
                                        .isEqualTo(
                                                "the memory of "
                                                        + accelerator.label()
                                                        + " is full: 256 MB of it are free, which"
                                                        + " is too little for thread 3");
                                assertThat(failure.advice()).contains("up to 128 MB");
                            });
            Path found = extract("two", new Compute(device, 2));
            assertThat(Files.readAllBytes(found)).isEqualTo(expected);
            Files.delete(found);
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return new ArrayList<>(
                    all.filter(file -> !file.equals(folder.resolve("cache"))).toList());
        }
    }

    /// Counts how often it is asked.
    private static final class Answering implements DeviceTrouble {
        private final Answer answer;
        private final AtomicInteger asked = new AtomicInteger();

        Answering(Answer answer) {
            this.answer = answer;
        }

        @Override
        public Answer ask(Accelerator device, Failure failure, Cancellation cancellation) {
            asked.incrementAndGet();
            return answer;
        }
    }

    /// Lets one operation of all that the threads do fail, and every one after it.
    private static final class Faults {
        private final AtomicInteger left;
        private final AtomicInteger open = new AtomicInteger();

        /// @param operation the first that fails, from 1
        Faults(int operation) {
            left = new AtomicInteger(operation);
        }

        BlockProgram around(BlockProgram program) {
            open.incrementAndGet();
            return new Observed(
                    program,
                    () -> {
                        if (left.decrementAndGet() <= 0) {
                            throw Failure.of(
                                    TorchProblem.DEVICE_GONE, null, "the device is gone", "");
                        }
                    },
                    open::decrementAndGet);
        }

        /// Every thread's program was closed.
        void assertClosed() {
            assertThat(open).hasValue(0);
        }
    }
}
