package org.taskvectors.merge;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.Tied;
import org.taskvectors.checkpoint.alignment.Alignment;
import org.taskvectors.checkpoint.naming.Buffers;
import org.taskvectors.checkpoint.naming.ModuleFamily;
import org.taskvectors.checkpoint.naming.Naming;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;
import org.taskvectors.merge.method.MethodProblem;
import org.taskvectors.merge.method.Slot;
import org.taskvectors.tensor.DType;

/// Models laid beside each other by the names and the layout of the first.
///
/// @param first the model that gives names, layout, buffers and companions
/// @param rows the tensors that are mixed, each weight once
/// @param byName for each tensor that is mixed, by its name in the first, its row; names of one
///   weight have the same row
/// @param outputs the tensors of the result, in the order of the first
/// @param tied the names that are one stored tensor in the first, and one weight in all models
/// @param notes what a person should know, in sentences without full stops
/// @param headNotes the same of heads that embeddings stand for
record LaidModels(
        Checkpoint first,
        List<MergeRow> rows,
        Map<String, MergeRow> byName,
        List<Tensor> outputs,
        Tied tied,
        List<String> notes,
        List<String> headNotes) {
    /// Lays models beside the first of them.
    ///
    /// @throws Failure [MethodProblem#SHAPES] or [MethodProblem#MISSING]
    static LaidModels of(List<Checkpoint> models, Function<Tensor, DType> dtypes) throws Failure {
        Checkpoint first = models.getFirst();
        Naming naming = Naming.of(first);
        List<Side> sides = new ArrayList<>();
        for (Checkpoint model : models.subList(1, models.size())) {
            sides.add(Side.of(first, naming, model));
        }
        Map<String, String> sameAs = new HashMap<>();
        for (Set<String> names : naming.tied()) {
            String one = names.iterator().next();
            names.stream()
                    .skip(1)
                    .filter(name -> sides.stream().allMatch(side -> side.areOne(one, name)))
                    .forEach(name -> sameAs.put(name, one));
        }
        List<MergeRow> rows = new ArrayList<>();
        Map<String, MergeRow> byName = new HashMap<>();
        List<Tensor> outputs = new ArrayList<>();
        List<String> taken = new ArrayList<>();
        for (Tensor tensor : first.tensors()) {
            if (!tensor.dtype().isFloating() || Buffers.isBuffer(tensor)) {
                outputs.add(tensor);
                taken.add(tensor.name());
                continue;
            }
            Tensor output = new Tensor(tensor.name(), dtypes.apply(tensor), tensor.shape());
            outputs.add(output);
            List<Optional<Ingredient>> from = new ArrayList<>();
            from.add(Optional.of(decoded(first, tensor)));
            for (Side side : sides) {
                from.add(Optional.of(side.find(tensor)));
            }
            if (!sameAs.containsKey(tensor.name())) {
                MergeRow row =
                        new MergeRow(
                                new Slot(
                                        rows.size(),
                                        tensor.name(),
                                        naming.place(tensor.name()),
                                        tensor.shape(),
                                        from.stream().map(Optional::isPresent).toList()),
                                output,
                                from);
                rows.add(row);
                byName.put(tensor.name(), row);
            }
        }
        sameAs.forEach(
                (name, one) ->
                        Optional.ofNullable(byName.get(one))
                                .ifPresent(row -> byName.put(name, row)));
        List<String> notes = new ArrayList<>();
        if (!taken.isEmpty()) {
            notes.add(
                    "taken from "
                            + first.name()
                            + " as they are, since they are no weights: "
                            + Shown.of(String.join(", ", taken)));
        }
        List<String> headNotes = new ArrayList<>();
        for (Side side : sides) {
            side.headOfEmbedding(rows)
                    .ifPresent(
                            head ->
                                    headNotes.add(
                                            side.model.name()
                                                    + " has no head of its own: its embedding"
                                                    + " counts as "
                                                    + Shown.of(head)
                                                    + ", which is a weight of its own in the"
                                                    + " result, as in "
                                                    + first.name()));
        }
        Tied tied = first.tied().only(name -> byName.containsKey(name));
        boolean isOne =
                tied.sets().stream()
                        .allMatch(set -> set.stream().map(byName::get).distinct().count() == 1);
        return new LaidModels(
                first,
                List.copyOf(rows),
                byName,
                outputs,
                isOne ? tied : Tied.NONE,
                notes,
                headNotes);
    }

    /// Returns the names of weights that are among the rows by another name, without the tools'
    /// prefixes, with the index of their row.
    Map<String, Integer> aliases() {
        Naming naming = Naming.of(first);
        Map<String, Integer> aliases = new HashMap<>();
        byName.forEach(
                (name, row) -> {
                    if (!row.output().name().equals(name)) {
                        aliases.put(naming.place(name).stripped(), row.slot().index());
                    }
                });
        return aliases;
    }

    private static Ingredient decoded(Checkpoint model, Tensor tensor) throws Failure {
        Optional<String> undecoded = model.stored(tensor).undecoded();
        if (undecoded.isPresent()) {
            throw Failure.of(
                            MethodProblem.MISSING,
                            model.path().orElse(null),
                            "its numbers cannot be read: " + undecoded.get(),
                            "Give the model in a format that is decoded")
                    .at("tensor " + Shown.of(tensor.name()));
        }
        return new Ingredient(model, tensor);
    }

    /// A model beside the first.
    private record Side(
            Checkpoint first,
            Checkpoint model,
            Checkpoint aligned,
            Alignment alignment,
            Naming naming,
            Naming firsts) {
        static Side of(Checkpoint first, Naming firsts, Checkpoint model) throws Failure {
            Alignment alignment = Alignment.of(first, model);
            Naming naming = Naming.of(model);
            for (Tensor left : alignment.leftInSource()) {
                boolean isKnown =
                        naming.repeated().contains(left.name())
                                || isHeadThatIsTied(left, naming, firsts);
                if (left.dtype().isFloating() && !Buffers.isBuffer(left) && !isKnown) {
                    if (naming.place(left.name()).kind().family() == ModuleFamily.HEAD
                            && firsts.servesAsHead().isPresent()) {
                        throw headApart(first, left, model);
                    }
                    throw missing(first, left, model);
                }
            }
            return new Side(first, model, alignment.apply(model), alignment, naming, firsts);
        }

        /// Whether it is a head, and the first model's embedding serves as one: then the two hold
        /// the weight under different names, but only if this one's is its embedding too.
        private static boolean isHeadThatIsTied(Tensor left, Naming naming, Naming firsts) {
            return naming.place(left.name()).kind().family() == ModuleFamily.HEAD
                    && firsts.servesAsHead().isPresent()
                    && naming.tied().stream().anyMatch(names -> names.contains(left.name()));
        }

        /// Whether two names of the first model are one weight here too.
        boolean areOne(String one, String other) {
            Optional<Tensor> a = whole(one);
            Optional<Tensor> b = whole(other);
            if (a.isEmpty() || b.isEmpty()) {
                return b.isEmpty();
            }
            List<String> both = List.of(a.get().name(), b.get().name());
            return naming.tied().stream().anyMatch(names -> names.containsAll(both));
        }

        private Optional<Tensor> whole(String name) {
            return first.tensor(name).flatMap(alignment::whole);
        }

        /// The first model's head that this one's embedding stands for.
        Optional<String> headOfEmbedding(List<MergeRow> rows) {
            return rows.stream()
                    .map(row -> row.output().name())
                    // The rows' dtypes are the result's.
                    .flatMap(name -> first.tensor(name).stream())
                    .filter(tensor -> alignment.found(tensor).isEmpty())
                    .map(Tensor::name)
                    .filter(name -> firsts.place(name).kind().family() == ModuleFamily.HEAD)
                    .findFirst();
        }

        Ingredient find(Tensor tensor) throws Failure {
            Optional<Tensor> found = alignment.found(tensor);
            if (found.isEmpty()
                    && firsts.place(tensor.name()).kind().family() == ModuleFamily.HEAD) {
                Optional<Tensor> embedding = naming.servesAsHead().flatMap(model::tensor);
                if (embedding.isPresent()) {
                    return fitting(tensor, new Ingredient(model, embedding.get()));
                }
            }
            if (found.isEmpty()) {
                throw missing(model, tensor, null);
            }
            Optional<Tensor> whole = alignment.whole(tensor);
            return fitting(
                    tensor,
                    whole.isPresent()
                            ? decoded(model, whole.get())
                            : new Ingredient(aligned, found.get()));
        }

        private Ingredient fitting(Tensor tensor, Ingredient ingredient) throws Failure {
            if (!ingredient.tensor().shape().equals(tensor.shape())) {
                throw Failure.of(
                                MethodProblem.SHAPES,
                                model.path().orElse(null),
                                "it is "
                                        + ingredient.tensor().shape()
                                        + " in "
                                        + model.name()
                                        + ", and "
                                        + tensor.shape()
                                        + " in the first model",
                                "Merge models of the same architecture and vocabulary")
                        .at("tensor " + Shown.of(tensor.name()));
            }
            return ingredient;
        }
    }

    private static Failure headApart(Checkpoint first, Tensor head, Checkpoint model) {
        return Failure.of(
                        MethodProblem.MISSING,
                        first.path().orElse(null),
                        "the embedding of "
                                + first.name()
                                + " serves as its head too, and "
                                + model.name()
                                + " has a head of its own, which is another weight",
                        "Put "
                                + model.name()
                                + " first where models are mixed, or save "
                                + first.name()
                                + " with a head of its own (tie_word_embeddings=False)")
                .at("tensor " + Shown.of(head.name()));
    }

    private static Failure missing(Checkpoint lacks, Tensor tensor, @Nullable Checkpoint has) {
        return Failure.of(
                        MethodProblem.MISSING,
                        lacks.path().orElse(null),
                        lacks.name()
                                + " has no such tensor"
                                + (has == null ? "" : ", and " + has.name() + " has"),
                        "Merge models of the same architecture")
                .at("tensor " + Shown.of(tensor.name()));
    }
}
