package org.taskvectors.ui.compare;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.taskvectors.analysis.Measurement;
import org.taskvectors.analysis.PairSums;
import org.taskvectors.analysis.Spectra;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.ui.common.ReadRates;

/// What this place asks of the core. Each call opens what it needs and closes it again.
public interface MeasuringCore extends ReadRates {
    /// What is kept of a vector and still true; reads no weights.
    Optional<Measurement> kept(Located vector) throws IOException;

    /// Measures a vector, and keeps what was measured.
    Measurement measure(Located vector, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException;

    /// What is kept of vectors against each other, in their order; reads no weights.
    Optional<PairSums> keptPairs(List<Located> vectors) throws IOException;

    /// What is kept of the singular values of some vectors and of their pairs; reads no weights.
    Spectra keptSpectra(List<Located> vectors) throws IOException;

    /// Finds the singular values of some vectors and the overlaps of their pairs in the matrices in
    /// scope, and keeps them.
    ///
    /// @param inScope by the tensors' names
    Spectra findSpectra(
            List<Located> vectors,
            Predicate<String> inScope,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException;

    /// Measures vectors against each other, and keeps it.
    PairSums measurePairs(List<Located> vectors, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException;
}
