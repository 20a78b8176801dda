package org.taskvectors.device.torch;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.taskvectors.accelerator.Accelerator;
import org.taskvectors.file.Failure;

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
        List<Accelerator> found = new ArrayList<>();
        found.add(new Accelerator(Accelerator.Kind.LIBTORCH, 0, "CPU", 0));
        for (int gpu = 0; gpu < start().gpus(); gpu++) {
            found.add(new Accelerator(Accelerator.Kind.CUDA, gpu, "GPU " + gpu, 0));
        }
        return found;
    }

    /// Returns the places of the same devices.
    static List<TorchPlace> places() throws Failure {
        return accelerators().stream().map(TorchPlace::of).toList();
    }

    /// Returns what reads pieces of five tokens, and everything of three tokens or more.
    static TorchBatch batch() throws Failure {
        TorchBatch batch = new TorchBatch(new TorchBatch.Folders(List.of(), FOLDER), 3, 5);
        Optional<Failure> failure = batch.prepare();
        if (failure.isPresent()) {
            throw orSkip(failure.get());
        }
        return batch;
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
