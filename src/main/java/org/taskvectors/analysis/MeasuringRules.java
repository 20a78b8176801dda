package org.taskvectors.analysis;

/// The version of the rules that the passes measure by: what is counted, what is left out, how
/// histograms are binned, in which order sums are taken. It stands in whatever is kept of a
/// measurement, and what older rules measured counts as stale.
///
/// Raise it with every change after which a pass may give another digit for the same weights.
/// Singular values are the one measurement whose last digits depend on the device that found them;
/// what is promised of them is the same on all (`src/site/markdown/numbers.md`), so what is kept
/// does not say which it was.
public final class MeasuringRules {
    /// 1: measurements that were kept before the version stood in the files; sums depended on the
    /// width of the processor's vectors. 2: sums follow [org.taskvectors.tensor.TreeSum]. 3:
    /// buffers are no weights; tensors of other names and layouts are found; what could not be read
    /// of an adapter is outside all sums; a head that repeats its embedding in a bare file counts
    /// once.
    public static final int VERSION = 3;

    private MeasuringRules() {}
}
