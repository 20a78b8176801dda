package org.taskvectors.extraction.lora;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.taskvectors.analysis.spectrum.FactoredSpectrum;
import org.taskvectors.analysis.spectrum.FloatMatrix;
import org.taskvectors.analysis.spectrum.TruncatedSvd;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.TensorSpans;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.file.Failure;
import org.taskvectors.file.ReadAhead;
import org.taskvectors.file.Shown;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Workers;
import org.taskvectors.tensor.Compute;

/// Factors the matrices of a plan and hands them on in its order: small ones are factored one a
/// thread, as many at a time as the heap has room for, the others one after the other by all
/// threads. No digit depends on it.
final class Factoring {
    /// Elements of a small matrix, at most.
    private static final long SMALL = 1 << 22;

    /// Copies of the factors, in float64, that a decomposition holds at a time.
    private static final double COPIES = 6;

    /// The share of the heap that small matrices may take together.
    private static final double SHARE_OF_HEAP = 0.5;

    private final OpenRequest request;
    private final Compute compute;
    private final Cancellation cancellation;
    private final double multiplications;

    /// What became of a matrix.
    record Result(LoraMatrix matrix, Factors factors) {}

    /// Takes what was made of a matrix; one call at a time.
    @FunctionalInterface
    interface Receiver {
        /// @param made empty for a matrix of zeros
        void take(LoraPlan.Target target, Optional<Result> made) throws IOException;
    }

    /// @param compute has the device that multiplies large matrices
    /// @param multiplications of all matrices
    Factoring(
            OpenRequest request,
            Compute compute,
            double multiplications,
            Cancellation cancellation) {
        this.request = request;
        this.compute = compute;
        this.multiplications = multiplications;
        this.cancellation = cancellation;
    }

    /// Factors all of them.
    ///
    /// @throws Failure where one cannot be read or written
    void run(List<LoraPlan.Target> targets, Receiver receiver)
            throws IOException, CancelledException {
        try (ReadAhead.Plan _ =
                TensorSpans.announce(
                        request.vector(), targets.stream().map(LoraPlan.Target::tensor))) {
            inOrder(targets, receiver);
        }
    }

    private void inOrder(List<LoraPlan.Target> targets, Receiver receiver)
            throws IOException, CancelledException {
        List<LoraPlan.Target> small = new ArrayList<>();
        for (LoraPlan.Target target : targets) {
            if (isSmall(target.tensor())) {
                small.add(target);
                continue;
            }
            together(small, receiver);
            small.clear();
            cancellation.check();
            receiver.take(target, factor(target, compute));
        }
        together(small, receiver);
    }

    private boolean isSmall(Tensor tensor) {
        return tensor.elements() <= SMALL && TruncatedSvd.isExact(request.vector(), tensor);
    }

    private void together(List<LoraPlan.Target> targets, Receiver receiver)
            throws IOException, CancelledException {
        InOrder results = new InOrder(targets, receiver);
        // What is exact is the processor's.
        Compute alone = Compute.onCpu(1);
        Workers.run(
                threads(targets),
                targets.size(),
                cancellation,
                () -> number -> results.put(number, factor(targets.get(number), alone)));
    }

    private int threads(List<LoraPlan.Target> targets) {
        double largest =
                targets.stream().mapToDouble(target -> bytes(target.tensor())).max().orElse(1);
        double room = SHARE_OF_HEAP * Runtime.getRuntime().maxMemory();
        return (int) Math.max(1, Math.min(compute.threads(), room / largest));
    }

    /// The heap that a matrix takes while it is decomposed, about.
    private double bytes(Tensor tensor) {
        double rows = tensor.shape().size(0);
        double columns = tensor.shape().size(1);
        double side = Math.min(rows, columns);
        double rank = Math.min(side, request.rank().most());
        return 8 * side * side + 8 * COPIES * rank * (rows + columns);
    }

    /// Hands results on in the order of their numbers, whichever comes first.
    private static final class InOrder {
        private final List<LoraPlan.Target> targets;
        private final Receiver receiver;
        private final Map<Integer, Optional<Result>> waiting = new HashMap<>();
        private int next;

        InOrder(List<LoraPlan.Target> targets, Receiver receiver) {
            this.targets = targets;
            this.receiver = receiver;
        }

        synchronized void put(int number, Optional<Result> result) throws IOException {
            waiting.put(number, result);
            for (Optional<Result> ready = waiting.remove(next);
                    ready != null;
                    ready = waiting.remove(next)) {
                receiver.take(targets.get(next), ready);
                next++;
            }
        }
    }

    /// Factors one matrix; empty for one of zeros. What is a product of factors already is
    /// decomposed by these and never formed.
    private Optional<Result> factor(LoraPlan.Target target, Compute with)
            throws IOException, CancelledException {
        Tensor tensor = target.tensor();
        if (request.vector() instanceof Vector adapter
                && FactoredSpectrum.covers(adapter, tensor)) {
            TruncatedSvd svd = FactoredSpectrum.decompose(adapter, tensor, request.rank().most());
            return svd.values().sumSquares() == 0
                    ? Optional.empty()
                    : Optional.of(rounded(kept(svd), target));
        }
        try (FloatMatrix matrix = FloatMatrix.read(request.vector(), tensor, with, cancellation)) {
            matrix.partOf(multiplications);
            return matrix.norm() == 0
                    ? Optional.empty()
                    : Optional.of(rounded(decomposed(matrix, with), target));
        }
    }

    /// The triplets that the rank asks for, of a decomposition that has all.
    private TruncatedSvd kept(TruncatedSvd all) {
        return switch (request.rank()) {
            case LoraRank.Fixed _ -> all;
            case LoraRank.Energy energy ->
                    all.first(Math.min(all.rank(), all.values().rankFor(energy.energy())));
        };
    }

    private TruncatedSvd decomposed(FloatMatrix matrix, Compute with)
            throws IOException, CancelledException {
        return switch (request.rank()) {
            case LoraRank.Fixed fixed ->
                    TruncatedSvd.ofRank(matrix, fixed.most(), with, cancellation);
            case LoraRank.Energy energy ->
                    TruncatedSvd.ofEnergy(
                            matrix, energy.energy(), energy.most(), with, cancellation);
        };
    }

    private Result rounded(TruncatedSvd svd, LoraPlan.Target target)
            throws IOException, CancelledException {
        Tensor tensor = target.tensor();
        int rows = (int) tensor.shape().size(0);
        int columns = (int) tensor.shape().size(1);
        Factors factors = Factors.of(svd, rows, columns, request.dtype());
        if (!factors.isFinite()) {
            throw Failure.of(
                            LoraProblem.OUT_OF_RANGE,
                            request.vector().path().orElse(null),
                            "its factors are too large for " + request.dtype().label(),
                            "Choose float32 or bfloat16")
                    .at("tensor " + Shown.of(tensor.name()));
        }
        LoraMatrix matrix =
                new LoraMatrix(
                        tensor.name(),
                        target.module(),
                        target.placement(),
                        tensor.shape(),
                        factors.rank(),
                        svd.values(),
                        svd.error(factors.left(), factors.right(), factors.rank()));
        return new Result(matrix, factors);
    }
}
