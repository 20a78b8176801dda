package org.taskvectors.device.torch;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.taskvectors.accelerator.Accelerator;
import org.taskvectors.accelerator.Accelerator.Kind;
import org.taskvectors.accelerator.Verdict;
import org.taskvectors.file.Failure;
import org.taskvectors.inference.BoundModel;
import org.taskvectors.inference.Weights;

/// libtorch for tests: from where the build lays it out, unpacked there if it is not.
public final class TestTorch {
    private TestTorch() {}

    private static final Path FOLDER = Path.of("target", "workbench", TorchBatch.FOLDER);

    /// Returns the folder in which the unpacked libraries' folder lies, with them in it.
    public static Path home() throws Failure {
        start();
        return FOLDER.toAbsolutePath().getParent();
    }

    static Libtorch start() throws Failure {
        try {
            return Libtorch.start(List.of(), FOLDER);
        } catch (Failure e) {
            throw orSkip(e);
        }
    }

    /// Returns the devices that tests run on: the processor, and each GPU that libtorch can use.
    static List<Accelerator> accelerators() throws Failure {
        return devices().toList();
    }

    /// Returns the places of the same devices.
    static List<TorchPlace> places() throws Failure {
        return accelerators().stream().map(TorchPlace::new).toList();
    }

    /// Returns what reads pieces of five tokens, and everything of three tokens or more.
    static TorchBatch batch() throws Failure {
        TorchBatch batch =
                new TorchBatch(new LibtorchSource(LibtorchFolders.own(List.of(), FOLDER)), 3, 5);
        Optional<Failure> failure = batch.prepare();
        if (failure.isPresent()) {
            throw orSkip(failure.get());
        }
        return batch;
    }

    /// The devices of this machine, for `@MethodSource`: the processor, by libtorch's operators,
    /// and each NVIDIA GPU.
    public static final String DEVICES = "org.taskvectors.device.torch.TestTorch#devices";

    public static Stream<Accelerator> devices() throws Failure {
        return Stream.concat(
                Stream.of(processor()),
                IntStream.range(0, start().gpus())
                        .mapToObj(i -> new Accelerator(Kind.CUDA, i, "GPU", 0)));
    }

    /// Returns the processor as a device with memory of its own.
    public static Accelerator processor() {
        return new Accelerator(Kind.LIBTORCH, 0, "the processor", 0);
    }

    /// Returns what runs every model whole on a device, and reads pieces of five tokens.
    public static TorchBatch on(Accelerator device) throws Failure {
        start();
        return new TorchBatch(
                new LibtorchSource(LibtorchFolders.own(List.of(), FOLDER)),
                3,
                5,
                _ -> new Verdict(Optional.of(device), "a test", Double.NaN, Double.NaN));
    }

    /// Returns the memory of a device with a copy of all that a model's weights lie in.
    static TorchModelMemory memory(Accelerator device, BoundModel model) throws Failure {
        TorchModelMemory memory =
                TorchModelMemory.open(start(), new TorchPlace(device), 2, 5, new AtomicLong());
        MemorySegment block = block(model);
        memory.reserve(block);
        memory.put(block);
        return memory;
    }

    /// Returns all that a model's weights lie in.
    @SuppressWarnings("restricted") // they are parts of one block
    static MemorySegment block(BoundModel model) {
        ModelScript script = ModelScript.of(model);
        List<Weights> all =
                Stream.of(
                                script.cached().stream().flatMap(call -> call.weights().stream()),
                                script.head().norm().stream(),
                                script.head().parts().stream(),
                                model.head().bias().stream(),
                                Stream.of(model.embedding()),
                                model.positions().stream())
                        .flatMap(some -> some)
                        .toList();
        long first = all.stream().mapToLong(one -> one.memory().address()).min().orElseThrow();
        long end =
                all.stream()
                        .mapToLong(one -> one.memory().address() + one.memory().byteSize())
                        .max()
                        .orElseThrow();
        return MemorySegment.ofAddress(first).reinterpret(end - first);
    }

    private static Failure orSkip(Failure failure) {
        Assumptions.assumeTrue(
                failure.problem() != TorchProblem.NO_LIBRARIES,
                "libtorch is not here: " + failure.what());
        return failure;
    }

    /// Returns the largest difference as a share of the largest logit.
    static double difference(double[] wanted, float[] got) {
        double largest = 0;
        double worst = 0;
        for (int i = 0; i < wanted.length; i++) {
            largest = Math.max(largest, Math.abs(wanted[i]));
            worst = Math.max(worst, Math.abs(wanted[i] - got[i]));
        }
        return worst / largest;
    }
}
