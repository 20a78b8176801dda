package org.taskvectors.device.torch;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.taskvectors.file.Failure;

/// Starts libtorch through DJL, once in the life of the process. DJL downloads nothing and calls no
/// server: it gets the folder of the libraries, after they were checked.
final class Libtorch {
    static final String ENGINE = "PyTorch";

    private static final String ADVICE =
            "Everything works without them; long texts are read more slowly";

    /// Variables of the environment that DJL obeys before it obeys us.
    private static final List<String> VARIABLES =
            List.of(
                    "PYTORCH_LIBRARY_PATH",
                    "PYTORCH_FLAVOR",
                    "PYTORCH_LIBRARY_EXCLUSION",
                    "PYTORCH_EXTRA_LIBRARY_PATH");

    private static final int MOST_GPUS = 16;

    private final Engine engine;

    private Libtorch(Engine engine) {
        this.engine = engine;
    }

    /// Starts it.
    ///
    /// @param unpacked where unpacked libraries may lie; the first folder that has any counts
    /// @param cache where they are unpacked from the jar where no folder has any
    /// @throws Failure if there are no libraries for this system, if they are damaged, or if the
    ///   system does not load them
    static Libtorch start(List<Path> unpacked, Path cache) throws Failure {
        checkEnvironment(System.getenv());
        return start(libraries(unpacked, cache).resolve(Libraries.FOLDER).toAbsolutePath());
    }

    /// Starts libraries that a person pointed to, with the program's own binding.
    ///
    /// @param unpacked as in [#start(List, Path)]: where the binding is
    /// @param cache likewise
    /// @throws Failure if the system does not load them, or they do not compute
    static Libtorch start(UserLibtorch libraries, List<Path> unpacked, Path cache) throws Failure {
        checkEnvironment(System.getenv());
        Binding.lay(libraries(unpacked, cache).resolve(Libraries.FOLDER));
        Libtorch started = start(libraries.folder());
        started.requireComputing(libraries);
        return started;
    }

    /// A binding of another version may load all the same, and fail at the first tensor.
    private void requireComputing(UserLibtorch libraries) throws Failure {
        try {
            if (computesOn(TorchPlace.PROCESSOR)) {
                return;
            }
        } catch (EngineException | LinkageError e) {
            throw notLoaded(libraries.folder(), e);
        }
        throw notLoaded(libraries.folder(), new EngineException("it computes something else"));
    }

    /// Whether a small sum on a device comes out right.
    ///
    /// @throws EngineException if the device, or the libraries, fail at it
    boolean computesOn(TorchPlace place) {
        String text =
                """
                  def sum(self: __torch__.M, x: Tensor) -> Tensor:
                    y = torch.sum(torch.to(x, DEVICE, 7, False, False))
                    return torch.to(y, torch.device("cpu"), None, False, False)
                """;
        try (Script script = Script.of(text, place);
                Tensors memory = tensors()) {
            NDArray sum =
                    script.call(memory, "sum", Script.tensor(memory.floats(new float[] {1, 2}, 2)));
            return sum.getDouble() == 3;
        }
    }

    private static Libtorch start(Path folder) throws Failure {
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("OPT_OUT_TRACKING", "true");
        System.setProperty("PYTORCH_LIBRARY_PATH", folder.toString());
        System.setProperty("PYTORCH_FLAVOR", "cpu");
        System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
        // Shapes change from call to call, and each new one would be specialised anew.
        System.setProperty("ai.djl.pytorch.graph_optimizer", "false");
        Waiting.patiently();
        try {
            return new Libtorch(Engine.getEngine(ENGINE));
        } catch (EngineException | LinkageError e) {
            throw notLoaded(folder, e);
        }
    }

    private static Failure notLoaded(Path folder, Throwable e) {
        return Failure.of(
                        TorchProblem.NOT_LOADED,
                        folder,
                        "this system does not load PyTorch's libraries: " + firstLine(deepest(e)),
                        ADVICE)
                .causedBy(e);
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }

    /// Returns why it cannot be started, as far as that is seen without reading a library.
    static Optional<Failure> whyNot(List<Path> unpacked, Path cache) {
        try {
            checkEnvironment(System.getenv());
            boolean areUnpacked =
                    Stream.concat(unpacked.stream(), Stream.of(cache)).anyMatch(Libraries::areIn);
            if (!areUnpacked && Unpacker.find().isEmpty()) {
                throw noLibraries();
            }
            return Optional.empty();
        } catch (Failure e) {
            return Optional.of(e);
        } catch (IOException e) {
            return Optional.of(noLibraries().causedBy(e));
        }
    }

    static void checkEnvironment(Map<String, String> environment) throws Failure {
        for (String variable : VARIABLES) {
            if (!environment.getOrDefault(variable, "").isBlank()) {
                throw Failure.of(
                        TorchProblem.ENVIRONMENT,
                        null,
                        "the variable " + variable + " names other libraries of PyTorch",
                        "Start the program without it");
            }
        }
    }

    /// Returns the folder with whole libraries for this system.
    static Path libraries(List<Path> unpacked, Path cache) throws Failure {
        for (Path root : unpacked) {
            if (Libraries.areIn(root)) {
                Libraries.read(root).verify(root);
                return root;
            }
        }
        try {
            if (Libraries.areWhole(cache)) {
                return cache;
            }
            Optional<Unpacker> unpacker = Unpacker.find();
            if (unpacker.isPresent()) {
                unpacker.get().unpack(cache).verify(cache);
                return cache;
            }
        } catch (Failure e) {
            throw e;
        } catch (IOException e) {
            throw Failure.of(
                            TorchProblem.DAMAGED,
                            cache,
                            "PyTorch's libraries cannot be unpacked: " + e.getMessage(),
                            "")
                    .causedBy(e);
        }
        throw noLibraries();
    }

    private static Failure noLibraries() {
        return Failure.of(
                TorchProblem.NO_LIBRARIES,
                null,
                "PyTorch's libraries are not here for this system (" + Libraries.thisSystem() + ")",
                ADVICE);
    }

    private static String deepest(Throwable failure) {
        Throwable at = failure;
        @Nullable Throwable cause = at.getCause();
        while (cause != null) {
            at = cause;
            cause = at.getCause();
        }
        return String.valueOf(at.getMessage());
    }

    /// Sets how many threads the calling thread's products run on.
    void threads(int threads) {
        JniUtils.setNumThreads(threads);
        // libtorch keeps it for each thread, and DJL sets it for the one that started the engine.
        JniUtils.setGraphExecutorOptimize(false);
    }

    /// Returns a place for tensors in the processor's memory; scripts move them to a device.
    Tensors tensors() {
        return new Tensors(engine.newBaseManager(Device.cpu()));
    }

    /// Gives memory of a device back that libtorch keeps for the next tensors; it keeps none of the
    /// processor's.
    void giveBack(TorchPlace place) {
        if (place.isProcessor()) {
            return;
        }
        try {
            JniUtils.emptyCudaCache();
        } catch (EngineException _) {
            // A device that is gone has no memory to give back, and the work on it has said so.
        }
    }

    /// Returns how many NVIDIA GPUs the libraries can use, in order from the first. Each is tried,
    /// since DJL's own count asks a library that lies elsewhere.
    int gpus() {
        int count = 0;
        while (count < MOST_GPUS && canUse(TorchPlace.gpu(count))) {
            count++;
        }
        return count;
    }

    private boolean canUse(TorchPlace place) {
        try {
            return computesOn(place);
        } catch (EngineException | LinkageError e) {
            return false;
        }
    }
}
