package org.taskvectors.analysis;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;
import org.taskvectors.analysis.spectrum.DirectionOverlap;
import org.taskvectors.analysis.spectrum.Directions;
import org.taskvectors.analysis.spectrum.MatrixWork;
import org.taskvectors.analysis.spectrum.PerMatrix;
import org.taskvectors.analysis.spectrum.SpectrumProblem;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.TensorSpans;
import org.taskvectors.file.Failure;
import org.taskvectors.file.ReadAhead;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.pass.Row;
import org.taskvectors.tensor.Compute;
import org.taskvectors.tensor.MatrixProgram;

/// Finds the overlap of the first singular directions of several vectors, matrix by matrix. The
/// directions of each are found once, however many others they are laid beside.
final class OverlapPass {
    private final List<Checkpoint> vectors;
    private final Compute compute;
    private final MatrixWork.Operations operations;
    private final Cancellation cancellation;
    private final Map<VectorPair, Map<String, DirectionOverlap>> found = new ConcurrentHashMap<>();
    private final Map<VectorPair, Map<String, String>> gaps = new ConcurrentHashMap<>();

    /// Two of the vectors by their indices, a < b.
    record VectorPair(int a, int b) {}

    /// One matrix, and the pairs of vectors that are laid side by side in it.
    private record Item(AlignedTensors.Aligned row, List<VectorPair> pairs) {
        Tensor tensor() {
            return row.any();
        }

        List<Integer> vectors() {
            return pairs.stream()
                    .flatMap(pair -> List.of(pair.a(), pair.b()).stream())
                    .distinct()
                    .sorted()
                    .toList();
        }

        Row.Part part(int vector) {
            return Optional.ofNullable(row.held().get(vector)).orElseThrow();
        }
    }

    /// Finds the directions of one vector in one matrix.
    private interface Finder {
        Directions of(Row.Part part) throws IOException, CancelledException;
    }

    OverlapPass(
            List<Checkpoint> vectors,
            Compute compute,
            MatrixWork.Operations operations,
            Cancellation cancellation) {
        this.vectors = List.copyOf(vectors);
        this.compute = compute;
        this.operations = operations;
        this.cancellation = cancellation;
    }

    /// Finds those of every pair in every matrix that is wanted. What was found until it failed or
    /// was cancelled is in [#of].
    ///
    /// @param isWanted by the pair and the tensor's name
    void run(BiPredicate<VectorPair, String> isWanted) throws IOException, CancelledException {
        List<Item> items = items(isWanted);
        List<ReadAhead.Span> spans =
                items.stream()
                        .flatMap(item -> item.vectors().stream().map(item::part))
                        .flatMap(
                                part ->
                                        TensorSpans.whole(part.checkpoint(), part.tensor())
                                                .stream())
                        .toList();
        try (ReadAhead.Plan _ = ReadAhead.announce(spans)) {
            MatrixWork.run(
                    items,
                    Item::tensor,
                    OverlapPass::work,
                    this::find,
                    this::findTogether,
                    compute,
                    operations,
                    cancellation);
        }
    }

    /// Returns how many multiplications it takes, and in how many matrices.
    Amount amount(BiPredicate<VectorPair, String> isWanted) throws IOException {
        List<Item> items = items(isWanted);
        return new Amount(items.stream().mapToDouble(OverlapPass::work).sum(), items.size());
    }

    /// How much there is to do.
    record Amount(double multiplications, int matrices) {}

    private List<Item> items(BiPredicate<VectorPair, String> isWanted) throws IOException {
        List<Item> items = new ArrayList<>();
        for (AlignedTensors.Aligned row : AlignedTensors.of(vectors).rows()) {
            if (MatrixWork.hasMatrices(row.any())) {
                List<VectorPair> pairs = new ArrayList<>();
                for (int a : row.holders()) {
                    for (int b : row.holders()) {
                        if (a < b && isWanted.test(new VectorPair(a, b), row.name())) {
                            pairs.add(new VectorPair(a, b));
                        }
                    }
                }
                if (!pairs.isEmpty()) {
                    items.add(new Item(row, pairs));
                }
            }
        }
        return items;
    }

    /// Returns what was found of a pair so far.
    PerMatrix<DirectionOverlap> of(VectorPair pair) {
        return new PerMatrix<>(
                found.getOrDefault(pair, Map.of()), gaps.getOrDefault(pair, Map.of()));
    }

    private static double work(Item item) {
        return item.vectors().stream()
                .map(item::part)
                .mapToDouble(part -> MatrixWork.multiplications(part.checkpoint(), part.tensor()))
                .sum();
    }

    private List<Item> findTogether(
            List<Item> items, MatrixProgram device, Compute with, MatrixWork.Operations done)
            throws IOException, CancelledException {
        List<Item> left = new ArrayList<>();
        for (Item item : items) {
            cancellation.check();
            boolean isTaken =
                    item.vectors().stream()
                            .map(item::part)
                            .anyMatch(
                                    part ->
                                            Directions.isTaken(
                                                    device, part.checkpoint(), part.tensor()));
            if (isTaken) {
                find(item, part -> directions(part, device, with, done));
                done.addMatrix();
            } else {
                left.add(item);
            }
        }
        return left;
    }

    private Directions directions(
            Row.Part part, MatrixProgram device, Compute with, MatrixWork.Operations done)
            throws IOException, CancelledException {
        Optional<Directions> found =
                Directions.on(
                        device,
                        part.checkpoint(),
                        part.tensor(),
                        DirectionOverlap.MOST,
                        with,
                        cancellation);
        if (found.isPresent()) {
            done.add(MatrixWork.multiplications(part.checkpoint(), part.tensor()));
            return found.get();
        }
        return directions(part, with, done);
    }

    private Directions directions(Row.Part part, Compute with, MatrixWork.Operations done)
            throws IOException, CancelledException {
        return Directions.of(
                part.checkpoint(), part.tensor(), DirectionOverlap.MOST, with, done, cancellation);
    }

    private void find(Item item, Compute with, MatrixWork.Operations done)
            throws IOException, CancelledException {
        find(item, part -> directions(part, with, done));
    }

    private void find(Item item, Finder finder) throws IOException, CancelledException {
        Map<Integer, Directions> directions = new HashMap<>();
        Map<Integer, String> without = new TreeMap<>();
        Tensor tensor = item.tensor();
        double beside =
                8.0
                        * DirectionOverlap.MOST
                        * item.vectors().size()
                        * (tensor.shape().size(0) + tensor.shape().size(1));
        for (int vector : item.vectors()) {
            Row.Part part = item.part(vector);
            String gap = MatrixWork.gap(part.checkpoint(), part.tensor(), beside);
            if (gap.isEmpty()) {
                try {
                    directions.put(vector, finder.of(part));
                } catch (Failure failure) {
                    if (failure.problem() != SpectrumProblem.NOT_FINITE) {
                        throw failure;
                    }
                    gap = MatrixWork.NOT_FINITE;
                }
            }
            if (!gap.isEmpty()) {
                without.put(vector, gap);
            }
        }
        for (VectorPair pair : item.pairs()) {
            @Nullable Directions a = directions.get(pair.a());
            @Nullable Directions b = directions.get(pair.b());
            if (a != null && b != null) {
                found.computeIfAbsent(pair, any -> new ConcurrentHashMap<>())
                        .put(item.row().name(), a.with(b));
            } else {
                String gap = without.getOrDefault(pair.a(), without.getOrDefault(pair.b(), ""));
                gaps.computeIfAbsent(pair, any -> new ConcurrentHashMap<>())
                        .put(item.row().name(), gap);
            }
        }
    }
}
