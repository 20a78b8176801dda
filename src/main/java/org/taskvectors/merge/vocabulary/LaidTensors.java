package org.taskvectors.merge.vocabulary;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.naming.ModuleFamily;
import org.taskvectors.checkpoint.naming.Naming;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;
import org.taskvectors.merge.recipe.ModelReference;

/// Lays the tensors of one side as a plan has them.
final class LaidTensors {
    private final VocabularyPlan plan;
    private final Map<ModelReference, Side> sides;
    private final Optional<Side> base;
    private final List<RowSource> ofBase;

    /// @param base the base that vectors are changes of; empty if models are mixed
    LaidTensors(
            VocabularyPlan plan, Map<ModelReference, Side> sides, Optional<ModelReference> base) {
        this.plan = plan;
        this.sides = sides;
        this.base = base.map(sides::get);
        this.ofBase = base.map(plan.sources()::get).orElse(List.of());
    }

    /// Returns the tensors of a side that have other rows, by the side's names.
    ///
    /// @throws Failure [VocabularyProblem#NO_ROWS]
    Map<String, LaidTensor> of(ModelReference name) throws Failure {
        Side side = Optional.ofNullable(sides.get(name)).orElseThrow();
        List<RowSource> sources = Optional.ofNullable(plan.sources().get(name)).orElseThrow();
        Map<String, LaidTensor> laid = new LinkedHashMap<>();
        for (String tensor : side.names()) {
            laid.put(tensor, new Maker(side, tensor, side.part(tensor)).laid(sources));
        }
        // Rows that come of another model's head are no rows of an embedding.
        for (String head : standIns(name)) {
            Part embedding = side.part(side.naming(), head).orElseThrow();
            laid.put(head, new Maker(side, head, embedding).laid(sources));
        }
        return laid;
    }

    /// Returns the names of heads of the first model that a model's embedding stands for.
    List<String> standIns(ModelReference name) {
        Side side = Optional.ofNullable(sides.get(name)).orElseThrow();
        Side first = sides.values().iterator().next();
        boolean hasHead = side.names().stream().anyMatch(own -> isHead(side, own));
        return side.isVector() || hasHead || side.naming().servesAsHead().isEmpty()
                ? List.of()
                : first.names().stream()
                        .filter(own -> isHead(first, own) && own.endsWith("weight"))
                        .toList();
    }

    private static boolean isHead(Side side, String name) {
        return side.naming().place(name).kind().family() == ModuleFamily.HEAD;
    }

    /// One tensor of a side.
    private final class Maker {
        private final Side side;
        private final String name;
        private final Naming naming;
        private final Part own;
        private final List<Part> parts = new ArrayList<>();
        private final List<LaidTensor.MeanRows> means = new ArrayList<>();
        private final Map<Integer, Integer> meansOf = new HashMap<>();

        Maker(Side side, String name, Part own) {
            this.side = side;
            this.name = name;
            this.own = own;
            naming = side.naming();
            parts.add(own);
        }

        LaidTensor laid(List<RowSource> sources) throws Failure {
            List<LaidRow> rows = new ArrayList<>();
            for (int row = 0; row < sources.size(); row++) {
                rows.add(
                        side.isVector()
                                ? change(sources.get(row), row)
                                : row(sources.get(row), side, own));
            }
            Tensor like = own.tensor();
            return new LaidTensor(new Tensor(name, like.dtype(), like.shape()), parts, rows, means);
        }

        /// What a vector changes in a row: its own change of a row that the base has, its row
        /// without what the base begins with for a token that the base does not have, and nothing
        /// where it has no such token.
        private LaidRow change(RowSource source, int row) throws Failure {
            RowSource below = ofBase.get(row);
            if (source instanceof RowSource.MeanOfResult) {
                return meanOfResult();
            }
            boolean isUnnamed = row < plan.tokens().size() && plan.tokens().get(row).isEmpty();
            if (below instanceof RowSource.Own(int number)
                    && (isUnnamed || source instanceof RowSource.Own)) {
                return number < side.rows() ? new LaidRow.Copy(0, number) : new LaidRow.Zeros();
            }
            return source instanceof RowSource.Own(int number)
                    ? LaidRow.minus(new LaidRow.Copy(0, number), row(below, begin(), beginPart()))
                    : new LaidRow.Zeros();
        }

        private Side begin() {
            return base.orElseThrow();
        }

        private Part beginPart() throws Failure {
            return begin().part(name);
        }

        private LaidRow row(RowSource source, Side of, Part ofPart) throws Failure {
            return switch (source) {
                case RowSource.Own(int row) -> copy(ofPart, row);
                case RowSource.Of(ModelReference model, int row) -> other(model, row);
                case RowSource.MeanOf(List<RowSource.Of> several) -> {
                    List<LaidRow> rows = new ArrayList<>();
                    for (RowSource.Of one : several) {
                        rows.add(other(one.model(), one.row()));
                    }
                    yield new LaidRow.MeanOf(rows);
                }
                case RowSource.MeanOfOwn _ -> {
                    int number = part(ofPart);
                    yield mean(number, () -> named(of));
                }
                case RowSource.MeanOfResult _ -> meanOfResult();
                case RowSource.Zeros _ -> new LaidRow.Zeros();
            };
        }

        /// A row of another side; of a vector the base's row with the change on it.
        private LaidRow other(ModelReference model, int row) throws Failure {
            Side other = Optional.ofNullable(sides.get(model)).orElseThrow();
            Optional<Part> found = other.part(naming, name);
            if (!other.isVector()) {
                return copy(found.orElseThrow(), row);
            }
            Optional<LaidRow> change =
                    found.isEmpty() || row >= other.rows()
                            ? Optional.empty()
                            : Optional.of(copy(found.get(), row));
            if (row >= begin().rows()) {
                if (change.isEmpty()) {
                    throw Failure.of(
                                    VocabularyProblem.NO_ROWS,
                                    other.opened().path().orElse(null),
                                    other.opened().name()
                                            + " has new tokens and no rows for them in it",
                                    "Take a vector that holds the new rows of embedding and head")
                            .at("tensor " + Shown.of(name));
                }
                return change.get();
            }
            LaidRow below = copy(begin().part(naming, name).orElseThrow(), row);
            return change.isEmpty() ? below : new LaidRow.Sum(below, change.get());
        }

        /// The rows of a side that have a token.
        private static List<Integer> named(Side of) {
            List<Optional<String>> tokens = of.tokens().spellings();
            return IntStream.range(0, tokens.size())
                    .filter(row -> tokens.get(row).isPresent())
                    .boxed()
                    .toList();
        }

        private LaidRow meanOfResult() {
            return mean(-1, () -> IntStream.range(0, plan.tokens().size()).boxed().toList());
        }

        private LaidRow mean(int part, Supplier<List<Integer>> rows) {
            Integer known = meansOf.get(part);
            if (known == null) {
                known = means.size();
                means.add(new LaidTensor.MeanRows(part, rows.get()));
                meansOf.put(part, known);
            }
            return new LaidRow.Mean(known);
        }

        private LaidRow copy(Part of, int row) throws Failure {
            return new LaidRow.Copy(part(of), row);
        }

        private int part(Part of) throws Failure {
            Tensor tensor = of.tensor();
            if (columns(tensor) != columns(own.tensor())) {
                throw Failure.of(
                                VocabularyProblem.NO_ROWS,
                                of.checkpoint().path().orElse(null),
                                "its rows have "
                                        + columns(tensor)
                                        + " weights in "
                                        + of.checkpoint().name()
                                        + ", and "
                                        + columns(own.tensor())
                                        + " in "
                                        + side.opened().name(),
                                "Merge models of the same architecture")
                        .at("tensor " + Shown.of(name));
            }
            if (!parts.contains(of)) {
                parts.add(of);
            }
            return parts.indexOf(of);
        }

        private static long columns(Tensor tensor) {
            return tensor.elements() / tensor.shape().size(0);
        }
    }
}
