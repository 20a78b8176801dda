package org.taskvectors.accelerator;

/// What a job has to do, as far as the choice of a device depends on it.
///
/// @param kind the sort of work
/// @param bytesRead from disk, and to the device
/// @param bytesWritten from the device, and to disk
/// @param multiplications of matrices; 0 for a pass over blocks
/// @param readRate bytes a second that the disk gives; NaN where that is not known
public record Workload(
        Kind kind, long bytesRead, long bytesWritten, double multiplications, double readRate) {
    private static final long LARGE_PASS = 2L << 30;
    private static final double LARGE_PRODUCTS = 1e11;
    private static final long LARGE_MODEL = 256L << 20;

    /// Sorts of work.
    public enum Kind {
        /// A pass over the blocks of tensors: extraction, profile, pairs.
        PASS,
        /// Products and decompositions of matrices.
        MATRICES,
        /// A model that runs: `bytesRead` are its weights.
        MODEL
    }

    /// Returns the work of a pass.
    public static Workload pass(long bytesRead, long bytesWritten) {
        return new Workload(Kind.PASS, bytesRead, bytesWritten, 0, Double.NaN);
    }

    /// Returns the work of decompositions.
    public static Workload matrices(double multiplications) {
        return new Workload(Kind.MATRICES, 0, 0, multiplications, Double.NaN);
    }

    /// Returns the work of a model that runs.
    ///
    /// @param weights bytes of its weights
    public static Workload model(long weights) {
        return new Workload(Kind.MODEL, weights, 0, 0, Double.NaN);
    }

    /// Returns the same with what is known of the disk.
    ///
    /// @param bytesPerSecond as they were measured
    public Workload from(double bytesPerSecond) {
        return new Workload(kind, bytesRead, bytesWritten, multiplications, bytesPerSecond);
    }

    /// Whether it takes so long that finding out where it is faster is worth a second or two.
    boolean isLarge() {
        return switch (kind) {
            case PASS -> bytesRead >= LARGE_PASS;
            case MATRICES -> multiplications >= LARGE_PRODUCTS;
            case MODEL -> bytesRead >= LARGE_MODEL;
        };
    }
}
