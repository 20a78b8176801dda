package org.taskvectors.accelerator;

/// A device beside the processor's cores.
///
/// @param kind who makes it, and so which libraries it takes
/// @param index its number among those of its kind, from 0
/// @param name as its driver names it: `NVIDIA H200`
/// @param memory bytes of its own memory; 0 where that is not known
public record Accelerator(Kind kind, int index, String name, long memory) {
    /// Kinds of devices.
    public enum Kind {
        /// An NVIDIA GPU.
        CUDA,
        /// An Apple GPU: it is found and named, but nothing runs on it, since it has no float64.
        APPLE,
        /// The processor itself, through libtorch: it runs what runs on a GPU, and is no faster. It
        /// is there for tests and for trials on machines without a GPU.
        LIBTORCH
    }

    /// The processor through libtorch.
    public static final Accelerator OF_LIBTORCH =
            new Accelerator(Kind.LIBTORCH, 0, "the processor, by libtorch's operators", 0);

    /// Returns the name by which a person and the settings know it: `cuda:0`.
    public String id() {
        return switch (kind) {
            case CUDA -> "cuda:" + index;
            case APPLE -> "mps:" + index;
            case LIBTORCH -> "libtorch";
        };
    }

    /// Returns the few letters that stand in the header and in the tray: `GPU 0`.
    public String label() {
        return switch (kind) {
            case CUDA -> "GPU " + index;
            case APPLE -> "Apple GPU";
            case LIBTORCH -> "CPU (libtorch)";
        };
    }

    /// Whether it may be faster than the program's own kernels, so that it is chosen automatically.
    public boolean isFast() {
        return kind == Kind.CUDA;
    }

    /// Whether jobs can run on it.
    public boolean isUsable() {
        return kind != Kind.APPLE;
    }
}
