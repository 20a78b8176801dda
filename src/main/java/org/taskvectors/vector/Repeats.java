package org.taskvectors.vector;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.EqualTensors;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.Tied;
import org.taskvectors.checkpoint.naming.ModuleFamily;
import org.taskvectors.checkpoint.naming.ModuleKinds;
import org.taskvectors.checkpoint.naming.Naming;

/// Finds tensors that repeat another tensor of the same checkpoint, where nothing in it says so: a
/// bare file holds a tied head twice, and so does an adapter of a model with a tied head. That two
/// tensors are one weight is taken only where the other side has one weight there and the numbers
/// of both are equal, bit for bit, which is read.
public final class Repeats {
    private Repeats() {}

    /// Returns the names of `side` that are one weight: those that `model` has as one and that hold
    /// equal numbers in `side`.
    ///
    /// @param own the naming of `side`
    /// @param naming the naming of `model`
    /// @throws IOException if `side` cannot be read
    public static Tied of(Checkpoint side, Naming own, Checkpoint model, Naming naming)
            throws IOException {
        List<List<Tensor>> groups = new ArrayList<>();
        for (Set<String> names : naming.tied()) {
            Set<String> stripped =
                    names.stream()
                            .map(name -> naming.place(name).stripped())
                            .collect(Collectors.toUnmodifiableSet());
            groups.add(
                    side.tensors().stream()
                            .filter(t -> stripped.contains(own.place(t.name()).stripped()))
                            .toList());
        }
        naming.servesAsHead()
                .ifPresent(embedding -> groups.add(withHead(side, own, model, naming, embedding)));
        boolean isNamedAlike = groups.stream().anyMatch(group -> group.size() > 1);
        boolean isOne = !naming.tied().isEmpty() || naming.servesAsHead().isPresent();
        return isNamedAlike || !isOne ? equal(side, own, groups) : of(side, own);
    }

    /// Returns embedding and head of `side` as one weight if they hold equal numbers.
    ///
    /// @param own the naming of `side`
    /// @throws IOException if `side` cannot be read
    public static Tied of(Checkpoint side, Naming own) throws IOException {
        return equal(
                side,
                own,
                List.of(
                        own.embeddingAndHead().stream()
                                .map(side::tensor)
                                .flatMap(Optional::stream)
                                .toList()));
    }

    /// The embedding of `side` and its heads, where `model` has no head of its own.
    private static List<Tensor> withHead(
            Checkpoint side, Naming own, Checkpoint model, Naming naming, String embedding) {
        String stripped = naming.place(embedding).stripped();
        Set<String> inModel =
                model.tensors().stream()
                        .map(tensor -> naming.place(tensor.name()).stripped())
                        .collect(Collectors.toUnmodifiableSet());
        List<Tensor> found =
                side.tensors().stream()
                        .filter(t -> own.place(t.name()).stripped().equals(stripped))
                        .toList();
        List<Tensor> heads =
                side.tensors().stream()
                        .filter(t -> own.place(t.name()).kind().equals(ModuleKinds.HEAD))
                        .filter(t -> !inModel.contains(own.place(t.name()).stripped()))
                        .filter(t -> found.stream().anyMatch(e -> e.shape().equals(t.shape())))
                        .toList();
        return Stream.concat(found.stream(), heads.stream()).toList();
    }

    private static Tied equal(Checkpoint side, Naming own, List<List<Tensor>> groups)
            throws IOException {
        List<Set<String>> sets = new ArrayList<>();
        for (List<Tensor> unsorted : groups) {
            List<Tensor> group =
                    unsorted.stream()
                            .sorted(Comparator.comparingInt(t -> isEmbedding(own, t) ? 0 : 1))
                            .toList();
            Set<String> one = new LinkedHashSet<>();
            for (Tensor tensor : group) {
                Tensor first = group.getFirst();
                if (tensor.equals(first)
                        || isKnown(own, first, tensor)
                        || isEqual(side, first, tensor)) {
                    one.add(tensor.name());
                }
            }
            sets.add(one);
        }
        return Tied.of(sets.stream());
    }

    /// The name of the embedding is the one that counts.
    private static boolean isEmbedding(Naming own, Tensor tensor) {
        return own.place(tensor.name()).kind().family() == ModuleFamily.EMBEDDING;
    }

    private static boolean isKnown(Naming own, Tensor one, Tensor other) {
        return own.tied().stream()
                .anyMatch(names -> names.contains(one.name()) && names.contains(other.name()));
    }

    private static boolean isEqual(Checkpoint side, Tensor one, Tensor other) throws IOException {
        return one.dtype().isFloating()
                && side.stored(one).undecoded().isEmpty()
                && side.stored(other).undecoded().isEmpty()
                && EqualTensors.areOne(side, one, other);
    }
}
