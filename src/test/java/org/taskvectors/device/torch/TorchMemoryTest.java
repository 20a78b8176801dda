package org.taskvectors.device.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.accelerator.Accelerator;
import org.taskvectors.accelerator.DeviceTrouble;
import org.taskvectors.analysis.ProfilePass;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.Progress;
import org.taskvectors.tensor.Block;
import org.taskvectors.tensor.Compute;
import org.taskvectors.tensor.DType;

/// A device's memory is given back, and running out of it is a failure that says what would fit.
class TorchMemoryTest {
    private static final int ROUNDS = 20;
    private static final int COUNT = 5000;

    /// A driver frees memory in pieces.
    private static final long PIECE = 32L << 20;

    @TempDir private Path folder;

    private static Block block(Arena arena, float value) {
        Block block = new Block(DType.F32, arena.allocate(4L * COUNT, 64), COUNT);
        for (int i = 0; i < COUNT; i++) {
            block.bytes().setAtIndex(ValueLayout.JAVA_FLOAT, i, value * i);
        }
        return block;
    }

    @Test
    void aClosedProgramHoldsNoArray() throws Exception {
        Libtorch torch = TestTorch.start();
        for (Accelerator accelerator : TestTorch.accelerators()) {
            for (int round = 0; round < ROUNDS; round++) {
                assertHoldsNothingOnceClosed(torch, accelerator);
            }
        }
    }

    private static void assertHoldsNothingOnceClosed(Libtorch torch, Accelerator accelerator)
            throws Failure {
        List<TorchProgram.Started> starts = new ArrayList<>();
        AtomicInteger closed = new AtomicInteger();
        TorchProgram program =
                new TorchProgram(
                        () -> {
                            starts.add(TorchProgram.Started.on(torch, new TorchPlace(accelerator)));
                            return starts.getLast();
                        },
                        new TorchFailures(accelerator),
                        closed::incrementAndGet);
        List<NDArray> arrays = new ArrayList<>();
        try (Arena arena = Arena.ofConfined()) {
            Block base = block(arena, 0.5f);
            Block tuned = block(arena, 0.75f);
            Block output = block(arena, 0);
            assertThat(program.memory(arena, 4096).byteSize()).isEqualTo(4096);
            assertThat(program.difference(base, tuned, output)).isPresent();
            assertThat(program.squares(base, output)).isPresent();
            assertThat(program.checksum(output.bytes(), 0)).isPresent();
            TorchProgram.Started started = starts.getFirst();
            arrays.addAll(started.blocks().current().manager().getManagedArrays());
            // Both sides, the output over the processor's memory and the device's, the results.
            assertThat(arrays).hasSizeGreaterThan(5);
            program.next();
            assertThat(started.blocks().current().manager().getManagedArrays()).isEmpty();
            assertThat(program.joint(List.of(base, tuned))).isPresent();
            List<NDArray> current = started.blocks().current().manager().getManagedArrays();
            List<NDArray> all = started.tensors().manager().getManagedArrays();
            // The memory of the processor lives as long as the program.
            assertThat(all).hasSize(current.size() + 1);
            arrays.addAll(all);
        }
        program.close();
        assertThat(starts).hasSize(1);
        assertThat(closed).hasValue(1);
        assertThat(starts.getFirst().tensors().manager().isOpen()).isFalse();
        assertThat(arrays).allMatch(array -> ((PtNDArray) array).isReleased());
    }

    /// Measured from outside: the process's memory on the processor, the driver's word on a GPU.
    @Test
    void memoryDoesNotGrowFromPassToPass() throws Exception {
        Libtorch torch = TestTorch.start();
        Path status = Path.of("/proc/self/status");
        Assumptions.assumeTrue(Files.exists(status), "only Linux says how much memory is used");
        MadePair pair = MadePair.in(folder);
        for (Accelerator accelerator : TestTorch.accelerators()) {
            FreeMemory free = FreeMemory.of(accelerator);
            TorchDevice device = device(torch, accelerator, DeviceTrouble.Answer.STOP);
            // What is loaded and kept once is no growth.
            passes(pair, device, 4);
            long before = anonymousMegabytes(status);
            OptionalLong freeBefore = free.bytes();
            passes(pair, device, ROUNDS);
            // A round has 20 megabytes on the device, one block after the other.
            assertThat(anonymousMegabytes(status) - before).isLessThan(200);
            if (freeBefore.isPresent()) {
                assertThat(free.bytes().orElseThrow())
                        .isGreaterThan(freeBefore.getAsLong() - PIECE);
            }
        }
    }

    private static TorchDevice device(
            Libtorch torch, Accelerator accelerator, DeviceTrouble.Answer answer) {
        return new TorchDevice(torch, accelerator, FreeMemory.of(accelerator), (_, _, _) -> answer);
    }

    private static void passes(MadePair pair, TorchDevice device, int count) throws Exception {
        for (int i = 0; i < count; i++) {
            try (Checkpoint base = Checkpoints.open(pair.base());
                    Checkpoint tuned = Checkpoints.open(pair.tuned())) {
                ProfilePass.run(
                        tuned,
                        Optional.of(base),
                        new Compute(device, 1),
                        new Progress(),
                        new Cancellation());
            }
        }
    }

    private static long anonymousMegabytes(Path status) throws IOException {
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("RssAnon"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElseThrow();
    }

    /// libtorch itself is asked for more than any machine has.
    @Test
    void memoryThatIsNotThereIsAFailureAndTheProcessLives() throws Exception {
        Libtorch torch = TestTorch.start();
        for (Accelerator accelerator : TestTorch.accelerators()) {
            TorchProgram program =
                    new TorchProgram(
                            () -> TorchProgram.Started.on(torch, new TorchPlace(accelerator)),
                            new TorchFailures(accelerator),
                            () -> {});
            try (program;
                    Arena arena = Arena.ofConfined()) {
                assertThatThrownBy(() -> program.memory(arena, 1L << 46))
                        .isInstanceOfSatisfying(
                                Failure.class,
                                failure -> {
                                    assertThat(failure.problem())
                                            .isEqualTo(TorchProblem.OUT_OF_DEVICE_MEMORY);
                                    assertThat(failure.what())
                                            .startsWith(
                                                    "the memory of "
                                                            + accelerator.label()
                                                            + " is full: ")
                                            .doesNotContain("Traceback");
                                    assertThat(failure.advice()).contains("fewer threads");
                                });
                assertThat(program.measure(block(arena, 1))).isPresent();
            }
        }
    }

    /// A GPU that is not there is refused by libtorch, and that is the pass's failure.
    @Test
    void aDeviceThatIsNotThereIsAFailure() throws Exception {
        Libtorch torch = TestTorch.start();
        Accelerator missing = new Accelerator(Accelerator.Kind.CUDA, 99, "none", 0);
        MadePair pair = MadePair.in(folder);
        assertThatThrownBy(() -> passes(pair, device(torch, missing, DeviceTrouble.Answer.STOP), 1))
                .isInstanceOfSatisfying(
                        Failure.class,
                        failure ->
                                assertThat(failure.problem())
                                        .isIn(
                                                TorchProblem.DEVICE_FAILED,
                                                TorchProblem.DEVICE_GONE));
        passes(pair, device(torch, missing, DeviceTrouble.Answer.GO_ON), 1);
    }

    @Test
    void errorsOfLibtorchAreToldApart() {
        TorchFailures failures =
                new TorchFailures(new Accelerator(Accelerator.Kind.CUDA, 1, "NVIDIA H200", 0));
        Function<String, Failure> of =
                line ->
                        failures.of(
                                new EngineException(
                                        "The following operation failed in the TorchScript"
                                                + " interpreter.\nTraceback of TorchScript (most"
                                                + " recent call last):\n  File \"m.py\"\n"
                                                + line),
                                "Close other programs");
        Failure full =
                of.apply(
                        "RuntimeError: CUDA out of memory. Tried to allocate 20.00 MiB. GPU 1 has a"
                                + " total capacity of 139.81 GiB.\nmore");
        assertThat(full.problem()).isEqualTo(TorchProblem.OUT_OF_DEVICE_MEMORY);
        assertThat(full.what())
                .isEqualTo(
                        "the memory of GPU 1 is full: CUDA out of memory. Tried to allocate 20.00"
                                + " MiB. GPU 1 has a total capacity of 139.81 GiB");
        assertThat(full.advice()).isEqualTo("Close other programs");
        Failure gone =
                of.apply("RuntimeError: CUDA error: unspecified launch failure\nCompile with");
        assertThat(gone.problem()).isEqualTo(TorchProblem.DEVICE_GONE);
        assertThat(gone.what()).endsWith(": CUDA error: unspecified launch failure");
        assertThat(of.apply("RuntimeError: CUDA error: out of memory").problem())
                .isEqualTo(TorchProblem.OUT_OF_DEVICE_MEMORY);
        Failure other = of.apply("RuntimeError: " + "long ".repeat(100));
        assertThat(other.problem()).isEqualTo(TorchProblem.DEVICE_FAILED);
        assertThat(other.what()).hasSizeLessThan(250).endsWith("…");
        assertThat(failures.of(new EngineException("plain"), "").what()).endsWith(": plain");
        assertThat(failures.of(new EngineException(""), "").what())
                .endsWith("libtorch gave no reason");
    }

    /// The terms of a sum that goes wrong if it is not taken in order.
    @Test
    void aScanIsUsedWhereItSumsInOrder() throws Exception {
        Libtorch torch = TestTorch.start();
        for (TorchPlace place : TestTorch.places()) {
            String right = BlockScript.text(place);
            String wrong =
                    right.replace("torch.select(torch.cumsum(x, 2), 2, 63)", "torch.sum(x, [2])");
            assertThat(wrong).isNotEqualTo(right);
            try (Script good = Script.of(right, place);
                    Script bad = Script.of(wrong, place);
                    Tensors tensors = torch.tensors()) {
                assertThat(LeafSums.canScan(good, tensors)).isTrue();
                assertThat(LeafSums.canScan(bad, tensors)).isFalse();
                double[] terms = new double[1024];
                Arrays.setAll(terms, i -> 1.0 / (i + 1));
                NDArray all = tensors.manager().create(terms, new Shape(1, 1024));
                assertThat(
                                bad.call(tensors, "sums", Script.tensor(all), IValue.from(false))
                                        .toDoubleArray())
                        .isEqualTo(
                                good.call(tensors, "sums", Script.tensor(all), IValue.from(true))
                                        .toDoubleArray());
            }
        }
    }
}
