package org.taskvectors.merge;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.taskvectors.analysis.TensorProfile;
import org.taskvectors.checkpoint.About;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.merge.method.Derived;
import org.taskvectors.merge.method.Meter;
import org.taskvectors.merge.method.Slot;
import org.taskvectors.pass.BlockPass;
import org.taskvectors.pass.Lane;
import org.taskvectors.pass.Row;
import org.taskvectors.tensor.Compute;
import org.taskvectors.tensor.DType;

/// Measures the ingredients of a merge, in passes over their blocks; what is kept of a vector is
/// not read again.
final class Measuring implements Meter {
    /// Returns what is kept of an ingredient's tensor; empty if it has to be read.
    @FunctionalInterface
    interface Known {
        Optional<TensorProfile> profile(int ingredient, Ingredient of);
    }

    /// A tensor that is read for a measurement.
    ///
    /// @param derived the index of what is derived
    /// @param row the row that it is derived from
    /// @param part what is read
    /// @param known what is kept of it
    record Source(int derived, MergeRow row, Row.Part part, Optional<TensorProfile> known) {
        long elements() {
            return part.tensor().elements();
        }

        Row asRow() {
            return new Row(List.of(part), 0, elements());
        }

        Ingredient asIngredient() {
            return new Ingredient(part.checkpoint(), part.tensor());
        }
    }

    private final List<MergeRow> rows;
    private final int ingredients;
    private final About about;
    private final Known known;
    private final Compute compute;
    private final Progress progress;
    private final Cancellation cancellation;

    /// @param about of the merge, for its files
    Measuring(
            List<MergeRow> rows,
            int ingredients,
            About about,
            Known known,
            Compute compute,
            Progress progress,
            Cancellation cancellation) {
        this.rows = rows;
        this.ingredients = ingredients;
        this.about = about;
        this.known = known;
        this.compute = compute;
        this.progress = progress;
        this.cancellation = cancellation;
    }

    private List<Source> sources(List<? extends Derived> derived) {
        List<Source> sources = new ArrayList<>();
        for (int d = 0; d < derived.size(); d++) {
            Derived one = derived.get(d);
            Checkpoint computed = new Derivation(one, rows, about);
            for (MergeRow row : rows) {
                if (one.isIn(row.slot())) {
                    sources.add(source(d, one, row, computed));
                }
            }
        }
        return sources;
    }

    private Source source(int index, Derived derived, MergeRow row, Checkpoint computed) {
        if (derived instanceof Derived.Ingredient own) {
            Ingredient from = row.ingredients().get(own.index()).orElseThrow();
            return new Source(
                    index,
                    row,
                    new Row.Part(from.checkpoint(), from.tensor()),
                    known.profile(own.index(), from).filter(kept -> isOf(kept, from)));
        }
        return new Source(index, row, new Row.Part(computed, Derivation.of(row)), Optional.empty());
    }

    /// Returns an ingredient with all elements of its row.
    private Row.Part part(int ingredient, MergeRow row, Ingredient from) {
        return from.tensor().elements() == row.output().elements()
                ? new Row.Part(from.checkpoint(), from.tensor())
                : new Row.Part(
                        new Derivation(new Derived.Ingredient(ingredient), List.of(row), about),
                        Derivation.of(row));
    }

    /// Whether a kept measurement is of all weights of that tensor, as they are read here: float64
    /// is rounded.
    private static boolean isOf(TensorProfile kept, Ingredient from) {
        return kept.name().equals(from.tensor().name())
                && kept.dtype() == from.tensor().dtype()
                && kept.dtype() != DType.F64
                && kept.shape().equals(from.tensor().shape())
                && kept.notFinite().total() == 0;
    }

    private void run(BlockPass pass, Lane lane) throws IOException, CancelledException {
        // Counting and summing are the processor's, whatever device the rest runs on.
        pass.run(lane, Compute.onCpu(compute.threads()), progress, cancellation);
    }

    @Override
    public Order order(List<? extends Derived> derived, Range range, Ranks ranks)
            throws IOException, CancelledException {
        List<Source> sources = sources(derived);
        OrderGroups groups = new OrderGroups(sources, derived.size(), rows.size(), range, ranks);
        List<Source> unread = groups.unread();
        if (!unread.isEmpty()) {
            BlockPass pass = new BlockPass(unread.stream().map(Source::asRow).toList());
            run(pass, groups.countingLane(unread));
        }
        groups.count();
        List<Source> again = groups.toRefine();
        if (!again.isEmpty()) {
            BlockPass pass = new BlockPass(again.stream().map(Source::asRow).toList());
            run(pass, groups.refiningLane(again));
        }
        groups.refine();
        return groups;
    }

    @Override
    public Sums sums(List<? extends Derived> derived, Term term)
            throws IOException, CancelledException {
        List<Source> sources = sources(derived);
        List<Source> unread = sources.stream().filter(s -> s.known().isEmpty()).toList();
        double[][] sums = new double[derived.size()][rows.size()];
        for (Source source : sources) {
            source.known()
                    .ifPresent(
                            kept ->
                                    sums[source.derived()][source.row().slot().index()] =
                                            term == Term.SQUARE
                                                    ? kept.sumSquares()
                                                    : kept.sumMagnitude());
        }
        if (!unread.isEmpty()) {
            BlockPass pass = new BlockPass(unread.stream().map(Source::asRow).toList());
            SumLane lane = SumLane.of(pass.plan(), unread.size(), term);
            run(pass, lane);
            for (int i = 0; i < unread.size(); i++) {
                Source source = unread.get(i);
                double sum = lane.sum(i, 0);
                requireFinite(sum, source.asIngredient());
                sums[source.derived()][source.row().slot().index()] = sum;
            }
        }
        return new MeasuredSums(sums);
    }

    @Override
    public Products products() throws IOException, CancelledException {
        List<Row> read = new ArrayList<>();
        List<List<Integer>> held = new ArrayList<>();
        for (MergeRow row : rows) {
            List<Row.Part> parts = new ArrayList<>();
            List<Integer> which = new ArrayList<>();
            for (int k = 0; k < ingredients; k++) {
                Optional<Ingredient> from = row.ingredients().get(k);
                if (from.isPresent()) {
                    parts.add(part(k, row, from.get()));
                    which.add(k);
                }
            }
            read.add(new Row(parts, 0, row.output().elements()));
            held.add(which);
        }
        BlockPass pass = new BlockPass(read);
        SumLane lane = SumLane.ofProducts(pass.plan(), read);
        run(pass, lane);
        double[][][] products = new double[rows.size()][ingredients][ingredients];
        for (int i = 0; i < rows.size(); i++) {
            List<Integer> which = held.get(i);
            int number = 0;
            for (int a = 0; a < which.size(); a++) {
                for (int b = a; b < which.size(); b++) {
                    double sum = lane.sum(i, number++);
                    if (a == b) {
                        requireFinite(
                                sum, rows.get(i).ingredients().get(which.get(a)).orElseThrow());
                    }
                    products[i][which.get(a)][which.get(b)] = sum;
                    products[i][which.get(b)][which.get(a)] = sum;
                }
            }
        }
        return new MeasuredProducts(products);
    }

    private static void requireFinite(double sum, Ingredient of) throws IOException {
        if (!Double.isFinite(sum)) {
            throw RuleReader.notFinite(of);
        }
    }

    private static final class MeasuredSums implements Sums {
        private final double[][] sums;

        /// @param sums by what is derived, and by tensor
        MeasuredSums(double[][] sums) {
            this.sums = sums;
        }

        @Override
        public double of(int derived, Slot slot) {
            return sums[derived][slot.index()];
        }

        @Override
        public double whole(int derived) {
            double whole = 0;
            for (double sum : sums[derived]) {
                whole += sum;
            }
            return whole;
        }
    }

    private static final class MeasuredProducts implements Products {
        private final double[][][] products;

        /// @param products by tensor, and by both ingredients
        MeasuredProducts(double[][][] products) {
            this.products = products;
        }

        @Override
        public double of(Slot slot, int a, int b) {
            return products[slot.index()][a][b];
        }

        @Override
        public double whole(int a, int b) {
            double whole = 0;
            for (double[][] of : products) {
                whole += of[a][b];
            }
            return whole;
        }
    }
}
